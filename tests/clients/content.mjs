// What a client does with documents: bulk writes, scrolls, counts. A test of its own, behind what takes
// documents: the split front and a search engine, or the sink; see run.sh.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertHas, check, client, library, major } from './client.mjs';

const index = `content-${major}`;
const acl = `.search-acl-filter-${index}`;
const at = '2026-11-24T08:29:30.877342+00:00';
const odd = ['a/b c', '50%2F50', 'ä "quoted" \\', '..', '😀'];

async function fails(call, status, type) {
	const error = await call.then(
		(answer) => assert.fail(`it succeeds: ${JSON.stringify(answer)}`),
		(thrown) => thrown,
	);

	assert.ok(error instanceof library(major).errors.ResponseError, error.stack);
	assert.equal(error.statusCode, status, error.message);
	assert.equal(error.body.error?.type, type);
}

check('indices: create, exists, refresh', [], async () => {
	assert.equal(await client.indices.exists({ index }), false);
	assert.deepEqual(await client.indices.get({ index, ignore_unavailable: true }), {});
	await fails(client.count({ index }), 404, 'index_not_found_exception');
	assertHas(await client.indices.create({ index }), { acknowledged: true, index });
	await fails(client.indices.create({ index }), 400, 'resource_already_exists_exception');
	assert.equal(await client.indices.exists({ index }), true);
	assert.deepEqual(Object.keys(await client.indices.get({ index })), [index]);
	assertHas(await client.indices.refresh({ index }), { _shards: { failed: 0 } });
	assertHas(await client.count({ index }), { count: 0 });
});

check('bulk: an outcome for each', [], async () => {
	const operations = odd.flatMap((_id) => [
		{ index: { _index: index, _id } },
		{ id: _id, _timestamp: at, body: 'first' },
	]);
	const made = await client.bulk({ operations, pipeline: '_none' });

	assert.equal(made.errors, false);
	assert.deepEqual(
		made.items.map((item) => item.index.result),
		odd.map(() => 'created'),
	);
	assert.deepEqual(
		made.items.map((item) => item.index._id),
		odd,
	);

	const doc = { id: odd[0], _timestamp: at, body: 'second' };
	const { errors, items } = await client.bulk({
		operations: [
			{ update: { _index: index, _id: odd[0] } },
			{ doc, doc_as_upsert: true },
			{ update: { _index: index, _id: odd[0] } },
			{ doc, doc_as_upsert: true },
			{ update: { _index: index, _id: 'upserted' } },
			{ doc: { id: 'upserted', _timestamp: at }, doc_as_upsert: true },
			{ delete: { _index: index, _id: odd[1] } },
			{ delete: { _index: index, _id: odd[1] } },
			{ update: { _index: index, _id: 'nobody' } },
			{ doc },
		],
	});

	assert.equal(errors, true);
	assert.deepEqual(
		items.map((item) => {
			const [outcome] = Object.values(item);

			return outcome.error?.type ?? outcome.result;
		}),
		['updated', 'noop', 'created', 'deleted', 'not_found', 'document_missing_exception'],
	);
	await client.indices.refresh({ index });
	assertHas(await client.count({ index }), { count: odd.length });
});

check('bulk: what is none', [], async () => {
	await assert.rejects(
		client.transport.request(
			{ method: 'PUT', path: '/_bulk', bulkBody: '{"no":{}}\n{}\n' },
			{ headers: { 'content-type': 'application/x-ndjson' } },
		),
		{ name: 'ResponseError', statusCode: 400 },
	);
});

check('the helper for many documents', [], async () => {
	const result = await client.helpers.bulk({
		datasource: Array.from({ length: 2345 }, (_, n) => ({ id: `many-${n}`, _timestamp: at })),
		onDocument: ({ id }) => ({ index: { _index: acl, _id: id } }),
		onDrop: (dropped) => assert.fail(JSON.stringify(dropped)),
		flushBytes: 20000,
		refreshOnCompletion: acl,
	});

	assertHas(result, { total: 2345, successful: 2345, failed: 0, aborted: false });
	assert.equal(await client.indices.exists({ index: acl }), true);
	assertHas(await client.count({ index: acl }), { count: 2345 });
});

check('scroll', [], async () => {
	const ids = new Set();
	let pages = 0;

	for await (const page of client.helpers.scrollSearch({
		index: acl,
		size: 1000,
		scroll: '5m',
		sort: '_doc',
		_source: ['id', '_timestamp'],
	})) {
		pages++;
		for (const { _id, _source } of page.body.hits.hits) {
			assert.deepEqual(_source, { id: _id, _timestamp: at });
			ids.add(_id);
		}
	}
	assert.equal(pages, 3);
	assert.equal(ids.size, 2345);
	await fails(
		client.scroll({ scroll_id: 'nobody', scroll: '5m' }),
		404,
		'search_context_missing_exception',
	);
});

// The two internal indices are still those of the program, in front of the same client.
check('the control side beside it', [], async () => {
	const { _id } = await client.index({
		index: '.elastic-connectors',
		document: { index_name: index, service_type: 'content', is_native: false, status: 'created' },
	});

	assertHas(await client.connector.get({ connector_id: _id }), { index_name: index });
	assertHas(await client.count({ index: '.elastic-connectors' }), { count: 1 });
	assertHas(await client.license.get(), { license: { type: 'basic' } });
});

test('the end', () => client.close());
