// Every test, with one major of the client; see run.sh.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { called, client, library, methods } from './client.mjs';
import { NOT_YET } from './not_yet.mjs';

import './stand_in.mjs';
import './connectors.mjs';
import './updates.mjs';
import './sync_jobs.mjs';
import './secrets.mjs';
import './index_view.mjs';
import './not_found.mjs';
import './wrong_calls.mjs';
import './conversation.mjs';

function anyCall(method) {
	if (method === 'secretPost') return { value: 'v' };
	return method.startsWith('secret') ? { id: 's' } : { connector_id: 'c' };
}

for (const method of NOT_YET) {
	test(`${method} is not served yet`, async () => {
		const error = await client.connector[method](anyCall(method)).then(
			() => assert.fail(`${method} is served: not_yet.mjs`),
			(thrown) => thrown,
		);

		assert.ok(error instanceof library(process.env.CLIENTS_MAJOR).errors.ResponseError);
		if (error.statusCode !== 405)
			assert.match(
				`${error.statusCode} ${error.body.error}`,
				/^400 no handler found /,
				`${method} is served: not_yet.mjs`,
			);
	});
}

// Found in the client itself, so that a method of a new version is not forgotten.
test('every method of client.connector has been called, well and badly', () => {
	const tested = methods.filter((method) => !NOT_YET.has(method));

	assert.ok(methods.length >= 34, methods.join());
	assert.deepEqual(
		[...NOT_YET].filter((method) => !methods.includes(method)),
		[],
	);
	assert.deepEqual(
		tested.filter((method) => !called.good.has(method)),
		[],
		'never called well',
	);
	assert.deepEqual(
		tested.filter((method) => !called.bad.has(method)),
		[],
		'never called badly',
	);
	return client.close();
});
