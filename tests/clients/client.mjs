// The client under test, as it is published, and calls whose outcome is checked.
//
// Set by run.sh: CLIENTS_DIR, where node_modules is; CLIENTS_MAJOR, 8 or 9; CLIENTS_SOCKET, where
// nginx listens; CLIENTS_API_KEY, the encoded key, or nothing where security is off.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { assertSilent, listenTo } from './heard.mjs';
import { NOT_YET } from './not_yet.mjs';

const require = createRequire(`${process.env.CLIENTS_DIR}/`);

export const major = Number(process.env.CLIENTS_MAJOR);

export function library(number) {
	return require(`es${number}`);
}

const apiKey = process.env.CLIENTS_API_KEY;
export const auth = apiKey ? { auth: { apiKey } } : {};

// A Unix socket instead of a port, and the key, are all that is not a default of the client.
export function newClient(number, { socket = process.env.CLIENTS_SOCKET, ...options } = {}) {
	return listenTo(
		new (library(number).Client)({
			node: 'http://localhost',
			agent: { connections: 256, connect: { socketPath: socket } },
			...auth,
			...options,
		}),
	);
}

export const client = newClient(major);

// Of the answer that came last.
export const last = {};

client.diagnostic.on('response', (error, result) => {
	last.statusCode = result?.statusCode;
	last.headers = result?.headers;
});

// Every method that client.connector has, and those that were called well and badly.
export const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(client.connector)).filter(
	(name) => name !== 'constructor',
);

export const called = {
	good: new Set(),
	bad: new Set(),
};

// A test after which no client may have complained. One that needs a method that is not served yet
// does not exist.
export function check(name, uses, body) {
	if (uses.some((method) => NOT_YET.has(method))) return;
	test(name, async () => {
		await body();
		await assertSilent();
	});
}

// Calls it, and gives back the answer, which is an object and not a text.
export async function good(method, params, status = 200) {
	const answer = await client.connector[method](params);

	assert.equal(last.statusCode, status, `${method}: status`);
	assert.equal(typeof answer, 'object', `${method}: ${answer}`);
	called.good.add(method);
	return answer;
}

// Something for a test to start from: a connector as it is when it has just been made.
export async function newConnector(connector_id, body) {
	await client.connector.put({ connector_id, ...body });
	return { connector_id };
}

// The call fails, with the client's own error for answers that are errors, and says all it should.
export async function bad(
	method,
	params,
	{ status, type, reason, root = { type, reason }, cause },
) {
	const error = await client.connector[method](params).then(
		(answer) => assert.fail(`${method} succeeds: ${JSON.stringify(answer)}`),
		(thrown) => thrown,
	);

	assert.ok(
		error instanceof library(major).errors.ResponseError,
		`${method}: ${error.stack}`,
	);
	assert.equal(error.name, 'ResponseError');
	assert.equal(error.statusCode, status, `${method}: ${error.message}`);
	assert.equal(error.body.status, status);
	assert.equal(error.body.error.reason, reason);
	assert.equal(error.body.error.type, type);
	assert.equal(error.body.error.root_cause.length, 1);
	assertHas(error.body.error.root_cause[0], root);
	assert.equal(error.body.error.caused_by?.reason, cause);
	assert.ok(error.message.startsWith(type), error.message);
	called.bad.add(method);
}

// Everything in expected is in value, at any depth; lists are as long; a RegExp stands for a text.
export function assertHas(value, expected, at = 'value') {
	if (expected instanceof RegExp) {
		assert.match(value, expected, at);
	} else if (expected === null || typeof expected !== 'object') {
		assert.strictEqual(value, expected, at);
	} else {
		assert.ok(value !== null && typeof value === 'object', `${at} is ${value}`);
		if (Array.isArray(expected))
			assert.equal(value.length, expected.length, `${at}.length`);
		for (const key of Object.keys(expected))
			assertHas(value[key], expected[key], `${at}.${key}`);
	}
}

export const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/;
export const NEW_ID = /^[A-Za-z0-9_-]{20}$/;

// What people choose as an id, and what a URL could be confused by.
export const ids = [
	'plain-id',
	'a/b c#ä?%',
	'日本 語/Ω/😀',
	'%2F%20+',
	'..',
	'a/../b//.',
	'+&=;:@!$\'()*,~[]{}|\\^`"<>',
	'tab\tline\nend\x7f',
	'ä'.repeat(256),
];

// What the client calls the id that a method takes.
const idNames = { syncJobPost: 'id', secretDelete: 'id', secretGet: 'id' };

export function idName(method) {
	const usual = method.startsWith('syncJob') ? 'connector_sync_job_id' : 'connector_id';

	return idNames[method] ?? usual;
}

// For the name of a test: one short line.
export function label(id) {
	return id.length <= 40
		? JSON.stringify(id)
		: `${id.slice(0, 8)}… (${id.length} characters)`;
}
