// What tools/check counts: a line for each test, and "N passed, N failed" at the end. A test that
// was skipped is a failed one.

export default async function* report(events) {
	const count = { passed: 0, failed: 0 };

	for await (const { type, data } of events) {
		if (type === 'test:pass' && data.skip === undefined && data.todo === undefined) {
			count.passed++;
			yield `ok ${data.name}\n`;
		} else if (type === 'test:pass') {
			count.failed++;
			yield `not ok ${data.name}: skipped\n`;
		} else if (type === 'test:fail') {
			const error = data.details.error.cause ?? data.details.error;

			count.failed++;
			yield `not ok ${data.name}\n${indented(error.stack ?? String(error))}\n`;
		}
	}
	yield `${count.passed} passed, ${count.failed} failed\n`;
}

function indented(text) {
	return text.replace(/^/gm, '    ');
}
