// Whatever a client says beside its answers: it has nothing to complain of, so a word is a fault.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';

const words = [];

export function hear(word) {
	words.push(word);
}

export function takeHeard() {
	return words.splice(0);
}

// Nothing was heard up to now. Node.js hands its warnings over a moment after they were given.
export async function assertSilent() {
	await setImmediate();
	assert.deepEqual(takeHeard(), [], 'a client complains');
}

// Warning headers, and tries that failed before one succeeded: a client does not tell its caller.
export function listenTo(client) {
	client.diagnostic.on('response', (error, result) => {
		if (result?.headers?.warning !== undefined)
			// "warnings" has only those in one certain form
			hear(`Warning header: ${result.headers.warning}`);
		if (result?.meta.attempts > 0)
			hear(`tried again: ${result.meta.request.params.path}`);
	});
	client.diagnostic.on('resurrect', () => hear('a connection was given up before'));
	return client;
}

process.on('warning', (warning) => hear(`warning: ${warning.message}`));

for (const name of ['debug', 'error', 'info', 'log', 'trace', 'warn'])
	console[name] = (...said) => hear(`console.${name}: ${said.join(' ')}`);

const writeError = process.stderr.write.bind(process.stderr);

process.stderr.write = (text, ...rest) => {
	hear(`stderr: ${text}`);
	return writeError(text, ...rest);
};
