// The secret methods, which the client has but does not document.

import assert from 'node:assert/strict';

import { NEW_ID, bad, check, good, ids, label } from './client.mjs';

const value = 'pässword "1" \\ \u{1f511}';

function missing(id) {
	return {
		status: 404,
		type: 'resource_not_found_exception',
		reason: `No secret with id [${id}]`,
	};
}

for (const id of ids) {
	check(
		`secretPut, secretGet, secretDelete: ${label(id)}`,
		['secretPut', 'secretGet', 'secretDelete'],
		async () => {
			assert.deepEqual(await good('secretPut', { id, value: 'first' }, 201), {
				result: 'created',
			});
			assert.deepEqual(await good('secretPut', { id, value }), {
				result: 'updated',
			});
			assert.deepEqual(await good('secretPut', { id, value }), {
				result: 'updated',
			});
			assert.deepEqual(await good('secretGet', { id }), { id, value });
			assert.deepEqual(await good('secretDelete', { id }), { deleted: true });
			await bad('secretGet', { id }, missing(id));
			await bad('secretDelete', { id }, missing(id));
		},
	);
}

check('secretPost', ['secretPost', 'secretGet'], async () => {
	const answer = await good('secretPost', { value });

	assert.deepEqual(Object.keys(answer), ['id']);
	assert.match(answer.id, NEW_ID);
	assert.deepEqual(await good('secretGet', answer), { ...answer, value });
});
