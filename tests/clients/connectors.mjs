// put, post, get, list, delete and checkIn: what they answer, and what can be read afterwards.

import assert from 'node:assert/strict';

import { NEW_ID, TIME, assertHas, bad, check, good, ids, label, newConnector } from './client.mjs';

const schedule = { enabled: false, interval: '0 0 0 * * ?' };

const rules = {
	advanced_snippet: { created_at: TIME, updated_at: TIME, value: {} },
	rules: [
		{
			created_at: TIME,
			field: '_',
			id: 'DEFAULT',
			order: 0,
			policy: 'include',
			rule: 'regex',
			updated_at: TIME,
			value: '.*',
		},
	],
	validation: { errors: [], state: 'valid' },
};

// connector-document.md 1
export const fresh = {
	configuration: {},
	custom_scheduling: {},
	filtering: [{ active: rules, domain: 'DEFAULT', draft: rules }],
	is_native: false,
	name: '',
	scheduling: { access_control: schedule, full: schedule, incremental: schedule },
	status: 'created',
	sync_now: false,
	deleted: false,
};

const given = {
	description: 'Bücher, 本, \u{1f4da}, "quoted"\n\\ and a second line',
	is_native: false,
	language: 'de',
	name: 'Bücher',
	service_type: 'postgresql',
};

function missing(id) {
	return {
		status: 404,
		type: 'resource_not_found_exception',
		reason: `connector [${id}] not found`,
	};
}

// The record, and nothing else in it than expected has.
function assertRecord(record, expected) {
	assertHas(record, expected);
	assert.deepEqual(Object.keys(record).sort(), Object.keys(expected).sort());
}

for (const [n, id] of ids.entries()) {
	check(`put, get: ${label(id)}`, ['put', 'get'], async () => {
		const index_name = `put-${n}`;

		assert.deepEqual(
			await good('put', { connector_id: id, index_name, ...given }, 201),
			{ id, result: 'created' },
		);
		assertRecord(await good('get', { connector_id: id }), {
			...fresh,
			id,
			index_name,
			...given,
		});
		assert.deepEqual(await good('put', { connector_id: id }), {
			id,
			result: 'updated',
		});
		assertRecord(await good('get', { connector_id: id }), { ...fresh, id });
	});

	check(`delete: ${label(id)}`, ['get', 'delete', 'syncJobPost', 'syncJobList'], async () => {
		const connector_id = id;

		await newConnector(id, { index_name: `delete-${n}`, ...given });
		await good('syncJobPost', { id }, 201);
		assert.deepEqual(await good('delete', { connector_id }), { acknowledged: true });
		await bad('get', { connector_id }, missing(id));
		await bad('delete', { connector_id, delete_sync_jobs: true }, missing(id));
		assertHas(await good('get', { connector_id, include_deleted: true }), {
			id,
			deleted: true,
			...given,
		});
		assert.equal((await good('syncJobList', { connector_id })).count, 1);
		assert.deepEqual(
			await good('delete', { connector_id, hard: true, delete_sync_jobs: true }),
			{ acknowledged: true },
		);
		await bad('get', { connector_id, include_deleted: true }, missing(id));
		assert.equal((await good('syncJobList', { connector_id })).count, 0);
	});

	check(`checkIn: ${label(id)}`, ['get', 'checkIn'], async () => {
		const seen = [];

		await newConnector(id);
		for (let i = 0; i < 2; i++) {
			assert.deepEqual(await good('checkIn', { connector_id: id }), {
				result: 'updated',
			});
			seen.push((await good('get', { connector_id: id })).last_seen);
			assert.match(seen[i], TIME);
		}
		assertRecord(await good('get', { connector_id: id }), {
			...fresh,
			id,
			last_seen: seen[1],
		});
		assert.ok(padded(seen[0]) < padded(seen[1]), `${seen[0]} is before ${seen[1]}`);
	});
}

// Fractions have 3 to 9 digits, so texts of two lengths do not sort as they are.
function padded(time) {
	return time.slice(0, -1).padEnd('2025-06-02T09:15:04.120413000'.length, '0');
}

check('post, without anything and with everything', ['post', 'get'], async () => {
	const bare = await good('post', undefined, 201);
	const full = await good('post', { index_name: 'posted', ...given }, 201);

	assertRecord(bare, { id: NEW_ID, result: 'created' });
	assertRecord(await good('get', { connector_id: bare.id }), { ...fresh, id: bare.id });
	assertRecord(full, { id: NEW_ID, result: 'created' });
	assertRecord(await good('get', { connector_id: full.id }), {
		...fresh,
		id: full.id,
		index_name: 'posted',
		...given,
	});
});

check('put, without an id', ['put', 'get'], async () => {
	const { id, result } = await good('put', { name: 'no id' }, 201);

	assert.match(id, NEW_ID);
	assert.equal(result, 'created');
	assertHas(await good('get', { connector_id: id }), { id, name: 'no id' });
});

check('put, a native one', ['put', 'get'], async () => {
	await good(
		'put',
		{ connector_id: 'native', is_native: true, index_name: 'content-native' },
		201,
	);
	assertHas(await good('get', { connector_id: 'native' }), {
		is_native: true,
		status: 'needs_configuration',
		index_name: 'content-native',
	});
});

check('get, with parameters that all methods have', ['get'], async () => {
	await newConnector('common', { name: 'ä' });
	assert.deepEqual(
		await good('get', {
			connector_id: 'common',
			filter_path: ['id', 'scheduling.full'],
			human: true,
			pretty: true,
			error_trace: true,
		}),
		{ id: 'common', scheduling: { full: schedule } },
	);
});

// Of lists: connectors whose index name begins with "list-".
const listed = [
	{ connector_id: 'list/1', index_name: 'list-a', name: 'Äpfel, rot', service_type: 'mysql' },
	{ connector_id: 'list/2', index_name: 'list-b', name: 'b & c #1', service_type: 'a b' },
	{
		connector_id: 'list/3',
		index_name: 'list-c',
		description: 'Täglich',
		service_type: 'mysql',
	},
	{ connector_id: 'list/4', index_name: 'list-d', name: 'gone' },
];

const lists = [
	{ query: { query: 'list-' }, found: [1, 2, 3] },
	{ query: { query: 'list-', include_deleted: true }, found: [1, 2, 3, 4] },
	{ query: { query: 'list-', include_deleted: false, size: 2 }, found: [1, 2], count: 3 },
	{ query: { query: 'list-', from: 2, size: 2 }, found: [3], count: 3 },
	{ query: { query: 'list-', from: 3 }, found: [], count: 3 },
	{ query: { query: 'list-', size: 0 }, found: [], count: 3 },
	{ query: { query: 'pfel, r' }, found: [1] },
	{ query: { query: 'Tägl?CH' }, found: [3] },
	{ query: { index_name: 'list-b' }, found: [2] },
	{ query: { index_name: ['list-a', 'list-c', 'list-d'] }, found: [1, 3] },
	{ query: { connector_name: 'b & c #1' }, found: [2] },
	{ query: { connector_name: ['b & c #1', 'gone', 'Äpfel', ' rot'] }, found: [2] },
	{ query: { service_type: ['mysql', 'a b'], query: 'list-' }, found: [1, 2, 3] },
	{ query: { service_type: 'a b', index_name: 'list-a' }, found: [] },
];

check('list', ['put', 'delete', 'list', 'get'], async () => {
	for (const connector of listed) await good('put', connector, 201);
	await good('delete', { connector_id: 'list/4' });
	for (const { query, found, count = found.length } of lists) {
		const answer = await good('list', query);
		const said = JSON.stringify(query);

		assert.deepEqual(
			answer.results.map(({ id }) => id),
			found.map((n) => `list/${n}`),
			said,
		);
		assert.equal(answer.count, count, said);
		for (const record of answer.results)
			assert.deepEqual(
				record,
				await good('get', {
					connector_id: record.id,
					include_deleted: true,
				}),
			);
	}
});

check('list, without parameters', ['list'], async () => {
	await newConnector('one of all');

	const { count, results } = await good('list', undefined);

	assert.equal(results.length, Math.min(count, 100));
	assert.ok(results.some(({ id }) => id === 'one of all'));
});
