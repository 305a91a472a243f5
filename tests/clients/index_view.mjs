// The methods of the client that reach the two internal indices, and what it asks about the server.

import assert from 'node:assert/strict';

import {
	NEW_ID,
	TIME,
	assertHas,
	check,
	client,
	good,
	ids,
	label,
	library,
	major,
	newConnector,
} from './client.mjs';

const connectors = '.elastic-connectors';
const jobs = '.elastic-connectors-sync-jobs';

// The call fails, as the client's own error.
async function fails(call, status, type) {
	const error = await call.then(
		(answer) => assert.fail(`it succeeds: ${JSON.stringify(answer)}`),
		(thrown) => thrown,
	);

	assert.ok(error instanceof library(major).errors.ResponseError, error.stack);
	assert.equal(error.statusCode, status, error.message);
	assert.equal(error.body.error?.type, type);
}

for (const id of ids) {
	check(`get, exists, update: ${label(id)}`, ['put', 'get'], async () => {
		await newConnector(id, { name: 'first', description: 'd' });

		const first = await client.get({ index: connectors, id });

		assertHas(first, {
			_index: '.elastic-connectors-v1',
			_id: id,
			_primary_term: 1,
			found: true,
			_source: { name: 'first', status: 'created' },
		});
		assert.equal(first._source.id, undefined);

		const condition = { if_seq_no: first._seq_no, if_primary_term: first._primary_term };
		const update = { index: connectors, id, doc: { name: 'second' } };

		assertHas(await client.update({ ...update, ...condition }), {
			_id: id,
			_seq_no: first._seq_no + 1,
			result: 'updated',
		});
		await fails(
			client.update({ ...update, ...condition }),
			409,
			'version_conflict_engine_exception',
		);
		assertHas(await client.update(update), {
			_seq_no: first._seq_no + 1,
			result: 'noop',
		});
		assertHas(await good('get', { connector_id: id }), {
			id,
			name: 'second',
			description: 'd',
		});
		assert.equal(await client.exists({ index: `${connectors}-v1`, id }), true);
	});
}

check('get, exists, update: nothing there', [], async () => {
	const missing = { index: jobs, id: 'nothing/there' };

	await fails(client.get(missing), 404, undefined);
	await fails(
		client.update({ ...missing, doc: { error: 'x' } }),
		404,
		'document_missing_exception',
	);
	assert.equal(await client.exists(missing), false);
});

check('index, search, count', ['get'], async () => {
	const service_type = 'of the index view';
	const made = [];

	for (const index_name of ['view-a', 'view-b', 'view-c']) {
		const answer = await client.index({
			index: connectors,
			document: { index_name, service_type, is_native: false, status: 'created' },
		});

		assertHas(answer, { _id: NEW_ID, _seq_no: 0, result: 'created' });
		made.push(answer._id);
	}

	const query = {
		bool: {
			must_not: [{ term: { deleted: true } }],
			filter: [{ terms: { service_type: [service_type] } }, { term: { is_native: false } }],
		},
	};
	const { hits } = await client.search({
		index: connectors,
		expand_wildcards: 'hidden',
		from: 1,
		size: 1,
		seq_no_primary_term: true,
		query,
	});

	assertHas(hits, {
		total: { value: 3, relation: 'eq' },
		hits: [{ _id: made[1], _seq_no: 0, _primary_term: 1, _source: { index_name: 'view-b' } }],
	});
	assertHas(await client.count({ index: connectors, query }), { count: 3 });
	await fails(
		client.search({ index: connectors, query: { prefix: { name: 'x' } } }),
		400,
		'illegal_argument_exception',
	);
	assertHas(await good('get', { connector_id: made[0] }), { index_name: 'view-a' });
});

check('search of jobs, in order', ['put', 'syncJobPost', 'syncJobGet'], async () => {
	const connector_id = 'searched';
	const made = [];

	await newConnector(connector_id, { index_name: 'searched', service_type: 's' });
	for (const job_type of ['full', 'incremental', 'full'])
		made.push((await good('syncJobPost', { id: connector_id, job_type }, 201)).id);

	const found = await client.search({
		index: jobs,
		sort: [{ created_at: 'desc' }],
		query: {
			bool: {
				must: [
					{ terms: { status: ['pending'] } },
					{ terms: { 'connector.id': [connector_id, 'another'] } },
					{ terms: { job_type: ['full'] } },
				],
			},
		},
	});

	assert.deepEqual(
		found.hits.hits.map(({ _id }) => _id),
		[made[2], made[0]],
	);
	assertHas(found.hits.hits[0]._source, { created_at: TIME, connector: { id: connector_id } });
});

check('indices, license, xpack, health', [], async () => {
	assert.equal(await client.indices.exists({ index: `${jobs}-v1` }), true);
	await fails(
		client.indices.create({ index: connectors }),
		400,
		'resource_already_exists_exception',
	);
	assertHas(await client.indices.refresh({ index: connectors }), { _shards: { failed: 0 } });
	assertHas(await client.indices.getMapping({ index: connectors }), {
		'.elastic-connectors-v1': { mappings: { properties: { status: { type: 'keyword' } } } },
	});
	assertHas(await client.license.get(), { license: { type: 'basic', status: 'active' } });
	assertHas(await client.xpack.info(), { license: { mode: 'basic' } });
	assertHas(await client.cluster.health(), { status: 'green', timed_out: false });
});

check('scroll', ['put'], async () => {
	await newConnector('scrolled', {});

	const ids = [];
	let page = await client.search({ index: connectors, scroll: '10s', stored_fields: [] });

	while (page.hits.hits.length > 0) {
		ids.push(...page.hits.hits.map(({ _id }) => _id));
		page = await client.scroll({ scroll_id: page._scroll_id, scroll: '10s' });
	}
	assert.ok(ids.includes('scrolled'));
	assert.equal(new Set(ids).size, ids.length);
	assert.equal((await client.count({ index: connectors })).count, ids.length);
	assertHas(await client.clearScroll({ scroll_id: page._scroll_id }), { succeeded: true });
});
