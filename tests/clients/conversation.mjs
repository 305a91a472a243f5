// What a client does beside single calls: other settings, many requests at once, both majors
// together.

import assert from 'node:assert/strict';

import {
	assertHas,
	auth,
	check,
	client,
	good,
	library,
	major,
	newClient,
	newConnector,
} from './client.mjs';
import { listenTo } from './heard.mjs';

const odd = 'both/ä #?';

check('info, ping', [], async () => {
	assertHas(await client.info(), {
		version: { number: /^\d+\.\d+\.\d+/, build_flavor: 'default' },
		tagline: 'You Know, for Search',
	});
	assert.equal(await client.ping(), true);
});

check('headers of an answer', ['put', 'get'], async () => {
	const { statusCode, headers, warnings, body } = await client.connector.put(
		{ connector_id: 'headers', name: 'ä' },
		{ meta: true, opaqueId: 'request 1' },
	);

	assert.equal(statusCode, 201);
	assert.equal(warnings, null);
	assert.deepEqual(body, { id: 'headers', result: 'created' });
	assertHas(headers, {
		// without a body major 8 and 9 accept text too, and get the plain type
		'content-type': `application/vnd.elasticsearch+json;compatible-with=${major}`,
		'content-length': String(Buffer.byteLength(JSON.stringify(body))),
		'x-elastic-product': 'Elasticsearch',
		'x-opaque-id': 'request 1',
	});
});

check('one major reads what the other one wrote', ['put', 'get', 'updateName'], async () => {
	const other = newClient(17 - major);
	const connector = await newConnector(odd, { name: 'first' });

	assert.deepEqual(await other.connector.get(connector), await good('get', connector));
	assert.deepEqual(await other.connector.updateName({ ...connector, name: 'second' }), {
		result: 'updated',
	});
	assertHas(await good('get', connector), { id: odd, name: 'second' });
	await other.close();
});

// The client's other way to talk HTTP: Node's own, here with one connection for all requests.
check('HttpConnection', ['put', 'get', 'checkIn', 'list'], async () => {
	const { Client, HttpConnection } = library(major);
	const { Agent } = await import('node:http');
	const agent = new Agent({
		keepAlive: true,
		maxSockets: 1,
		socketPath: process.env.CLIENTS_SOCKET,
	});
	const plain = listenTo(
		new Client({
			node: 'http://localhost',
			Connection: HttpConnection,
			agent: () => agent,
			...auth,
		}),
	);
	const connector = { connector_id: `${odd}/http` };

	assert.deepEqual(await plain.connector.put(connector), {
		id: connector.connector_id,
		result: 'created',
	});
	assert.deepEqual(await plain.connector.checkIn(connector), { result: 'updated' });
	assert.deepEqual(await plain.connector.get(connector), await good('get', connector));
	await assert.rejects(plain.connector.get({ connector_id: `${odd}/none` }), {
		name: 'ResponseError',
		statusCode: 404,
	});
	assert.ok((await plain.connector.list()).count > 0);
	await plain.close();
	agent.destroy();
});

check('300 requests at once', ['post', 'get', 'list', 'delete'], async () => {
	const name = 'one of 300';
	const answers = await Promise.all(
		Array.from({ length: 300 }, () =>
			client.connector.post({ name, description: 'ä'.repeat(1000) }),
		),
	);
	const ids = new Set(answers.map(({ id }) => id));
	const { count, results } = await good('list', { connector_name: name, size: 1000 });

	assert.equal(ids.size, 300);
	assert.equal(count, 300);
	assert.deepEqual(new Set(results.map(({ id }) => id)), ids);
	await Promise.all(
		[...ids].map((id) => client.connector.delete({ connector_id: id, hard: true })),
	);
	assert.equal((await good('list', { connector_name: name })).count, 0);
});
