// The checks of the other files could fail: a stand-in server does what the program must not do, and
// the client and our listeners notice.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';

import { check, library, major, newClient } from './client.mjs';
import { takeHeard } from './heard.mjs';

const product = { 'X-elastic-product': 'Elasticsearch' };
const json = { 'Content-Type': 'application/json' };

// Asks a server that gives these answers, one after the other, for a connector.
async function ask(...answers) {
	const socket = `${process.env.CLIENTS_SOCKET}.stand-in`;
	const server = createServer((request, response) => {
		const [status, headers, body] = answers.length > 1 ? answers.shift() : answers[0];

		response.writeHead(status, headers).end(body);
	});
	const other = newClient(major, { socket });

	server.listen(socket);
	await once(server, 'listening');
	try {
		return await other.connector.get({ connector_id: 'c' });
	} finally {
		await other.close();
		server.close();
	}
}

async function heardOf(...answers) {
	await ask(...answers).catch(() => undefined);
	return takeHeard();
}

check('the client refuses an answer without the product header', [], async () => {
	const { ProductNotSupportedError } = library(major).errors;

	await assert.rejects(ask([200, json, '{}']), ProductNotSupportedError);
	await assert.rejects(
		ask([200, { ...json, 'X-elastic-product': 'other' }, '{}']),
		ProductNotSupportedError,
	);
	assert.deepEqual(await ask([200, { ...json, ...product }, '{}']), {});
});

check('the client takes an answer without a media type for a text', [], async () => {
	assert.equal(await ask([200, product, '{}']), '{}');
});

check('a warning header is heard', [], async () => {
	assert.deepEqual(
		await heardOf([
			200,
			{ ...json, ...product, Warning: '299 Elasticsearch "old"' },
			'{}',
		]),
		['Warning header: 299 Elasticsearch "old"'],
	);
});

check('a second try is heard', [], async () => {
	const heard = await heardOf([503, json, '{}'], [200, { ...json, ...product }, '{}']);

	assert.ok(heard.includes('tried again: /_connector/c'), heard.join());
});

check('warnings and words on the console are heard', [], async () => {
	for (const name of ['debug', 'error', 'info', 'log', 'trace', 'warn']) {
		console[name]('oh', 1);
		assert.deepEqual(takeHeard(), [`console.${name}: oh 1`]);
	}
	process.emitWarning('this one is a test');
	await setImmediate();
	assert.ok(takeHeard().includes('warning: this one is a test'));
});
