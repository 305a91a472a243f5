// The sync job methods: what they answer, and what can be read afterwards.

import assert from 'node:assert/strict';

import { NEW_ID, TIME, assertHas, bad, check, good, ids, label, newConnector } from './client.mjs';

const life = ['syncJobPost', 'syncJobGet'];

// A connector of its own for the test, and a job of it.
async function newJob(connector_id, job = {}) {
	const index_name = `jobs-of-${Buffer.from(connector_id).toString('hex').slice(0, 99)}`;

	await newConnector(connector_id, { index_name, service_type: 'mysql', language: 'ja' });

	const answer = await good('syncJobPost', { id: connector_id, ...job }, 201);

	assert.deepEqual(Object.keys(answer), ['id']);
	assert.match(answer.id, NEW_ID);
	return { connector_sync_job_id: answer.id };
}

for (const id of ids) {
	check(
		`syncJobPost, syncJobGet, syncJobList: ${label(id)}`,
		[...life, 'syncJobList'],
		async () => {
			const job = await newJob(id);
			const record = await good('syncJobGet', job);

			assertHas(record, {
				id: job.connector_sync_job_id,
				connector: {
					id,
					filtering: {
						advanced_snippet: {
							created_at: TIME,
							updated_at: TIME,
							value: {},
						},
						rules: [{ id: 'DEFAULT' }],
						validation: { errors: [], state: 'valid' },
					},
					index_name: /^jobs-of-/,
					language: 'ja',
					service_type: 'mysql',
					configuration: {},
				},
				created_at: TIME,
				deleted_document_count: 0,
				indexed_document_count: 0,
				indexed_document_volume: 0,
				job_type: 'full',
				last_seen: record.created_at,
				metadata: {},
				status: 'pending',
				total_document_count: 0,
				trigger_method: 'on_demand',
			});
			assert.equal(Object.keys(record).length, 12);

			const other = await good(
				'syncJobPost',
				{ id, job_type: 'access_control', trigger_method: 'scheduled' },
				201,
			);
			const second = await good('syncJobGet', {
				connector_sync_job_id: other.id,
			});

			assertHas(second, {
				job_type: 'access_control',
				trigger_method: 'scheduled',
				connector: { index_name: /^\.search-acl-filter-jobs-of-/ },
			});
			assert.deepEqual(await good('syncJobList', { connector_id: id }), {
				count: 2,
				results: [second, record],
			});
			assert.deepEqual(
				await good('syncJobList', { connector_id: id, from: 1, size: 1 }),
				{ count: 2, results: [record] },
			);
			assert.deepEqual(
				await good('syncJobList', {
					connector_id: id,
					job_type: ['full', 'incremental'],
				}),
				{ count: 1, results: [record] },
			);
			assert.deepEqual(
				await good('syncJobList', { connector_id: id, status: 'canceled' }),
				{ count: 0, results: [] },
			);
		},
	);
}

check('syncJobList, without parameters', [...life, 'syncJobList'], async () => {
	const job = await newJob('newest');
	const { count, results } = await good('syncJobList', undefined);

	assert.equal(results.length, Math.min(count, 100));
	assert.deepEqual(results[0], await good('syncJobGet', job));
});

// What a step changes in the job. Paths that are not named keep their values.
const steps = [
	{ method: 'syncJobCheckIn', shows: { last_seen: TIME } },
	{
		method: 'syncJobClaim',
		body: { worker_hostname: 'wörker-1', sync_cursor: { at: [1, 'ä'] } },
		shows: {
			connector: { sync_cursor: { at: [1, 'ä'] } },
			last_seen: TIME,
			started_at: TIME,
			status: 'in_progress',
			worker_hostname: 'wörker-1',
		},
	},
	{
		method: 'syncJobUpdateStats',
		body: {
			deleted_document_count: 1,
			indexed_document_count: 2,
			indexed_document_volume: 3,
			last_seen: '2025-01-02T03:04:05.678Z',
			metadata: { a: { b: 'ö' } },
			total_document_count: 9007199254740991,
		},
		again: 'noop',
		shows: {
			deleted_document_count: 1,
			indexed_document_count: 2,
			indexed_document_volume: 3,
			last_seen: '2025-01-02T03:04:05.678Z',
			metadata: { a: { b: 'ö' } },
			total_document_count: 9007199254740991,
		},
	},
	{
		method: 'syncJobUpdateStats',
		body: {
			deleted_document_count: 1,
			indexed_document_count: 2,
			indexed_document_volume: 3,
			metadata: { a: { c: null } },
		},
		shows: { last_seen: TIME, metadata: { a: { b: 'ö', c: null } } },
	},
	{
		method: 'syncJobClaim',
		body: { worker_hostname: 'wörker-1' },
		shows: {
			last_seen: TIME,
			started_at: TIME,
			status: 'in_progress',
			worker_hostname: 'wörker-1',
		},
	},
	{
		method: 'syncJobCancel',
		shows: { cancelation_requested_at: TIME, status: 'canceling' },
	},
	{
		method: 'syncJobError',
		body: { error: 'läuft nicht: "x"\n\tat y' },
		shows: { error: 'läuft nicht: "x"\n\tat y', status: 'error' },
	},
];

check(
	'syncJobCheckIn, -Claim, -UpdateStats, -Error, -Cancel: one life',
	[...life, ...steps.map(({ method }) => method)],
	async () => {
		const job = await newJob('one life');

		for (const { method, body, again, shows } of steps) {
			const before = await good('syncJobGet', job);

			assert.deepEqual(await good(method, { ...job, ...body }), {
				result: 'updated',
			});
			assertOnly(before, await good('syncJobGet', job), shows, method);
			if (again !== undefined)
				assert.deepEqual(await good(method, { ...job, ...body }), {
					result: again,
				});
		}
	},
);

// The members named in shows have these values now, and no other member has changed.
function assertOnly(before, after, shows, said) {
	assertHas(after, shows, said);
	for (const key of Object.keys({ ...before, ...after }))
		if (!(key in shows)) assert.deepEqual(after[key], before[key], `${said}: ${key}`);
}

check('syncJobCancel, of a job that nobody has claimed', [...life, 'syncJobCancel'], async () => {
	const job = await newJob('canceled');

	assert.deepEqual(await good('syncJobCancel', job), { result: 'updated' });

	const record = await good('syncJobGet', job);

	assertHas(record, { status: 'canceled', canceled_at: TIME });
	assert.equal(record.completed_at, record.canceled_at);
	assert.equal(record.cancelation_requested_at, record.canceled_at);
});

check('syncJobDelete', [...life, 'syncJobDelete', 'syncJobList'], async () => {
	const job = await newJob('deleted');

	assert.deepEqual(await good('syncJobDelete', job), { acknowledged: true });
	await bad('syncJobGet', job, {
		status: 404,
		type: 'resource_not_found_exception',
		reason: job.connector_sync_job_id,
	});
	assert.deepEqual(await good('syncJobList', { connector_id: 'deleted' }), {
		count: 0,
		results: [],
	});
});

function badTransition(from, to) {
	const reason =
		`Invalid transition attempt from [${from}] to [${to}]. ` +
		'Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.';

	return { status: 400, type: 'status_exception', reason, cause: reason };
}

check(
	'syncJobCancel, syncJobError: what a job may not become',
	[...life, 'syncJobCancel', 'syncJobError'],
	async () => {
		const job = await newJob('transitions');

		await bad(
			'syncJobError',
			{ ...job, error: 'e' },
			badTransition('pending', 'error'),
		);
		await good('syncJobCancel', job);
		await bad('syncJobCancel', job, badTransition('canceled', 'canceling'));
		await bad(
			'syncJobError',
			{ ...job, error: 'e' },
			badTransition('canceled', 'error'),
		);
		assertHas(await good('syncJobGet', job), { status: 'canceled' });
	},
);

// lifecycle = strict: one worker has a job until it ends.
check('syncJobClaim: what is not to be had', [...life, 'syncJobClaim', 'syncJobError'], async () => {
	const job = await newJob('claims');
	const other = { ...job, worker_hostname: 'w2' };

	await good('syncJobClaim', { ...job, worker_hostname: 'w1' });

	const { started_at } = await good('syncJobGet', job);

	await bad('syncJobClaim', other, {
		status: 409,
		type: 'version_conflict_engine_exception',
		reason:
			`[${job.connector_sync_job_id}]: the sync job was claimed by worker [w1] ` +
			`at [${started_at}] and has not ended`,
	});
	await good('syncJobError', { ...job, error: 'e' });
	await bad('syncJobClaim', other, badTransition('error', 'in_progress'));
});
