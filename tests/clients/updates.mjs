// The methods that change a part of a connector. Each row is a call: the test makes a new connector,
// calls, and reads: what the row shows has changed, and nothing else has.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

import { assertHas, check, client, good, ids, label, newConnector } from './client.mjs';

const when = '2025-01-02T03:04:05.678Z';

const rule = {
	created_at: when,
	field: 'öwner',
	id: 'r/1',
	order: 3,
	policy: 'exclude',
	rule: 'starts_with',
	updated_at: when,
	value: 'b"ö',
};

const defaultRule = {
	created_at: when,
	field: '_',
	id: 'DEFAULT',
	order: 4,
	policy: 'include',
	rule: 'regex',
	updated_at: when,
	value: '.*',
};

const snippet = { created_at: when, updated_at: when, value: [{ query: 'ä > 1' }] };

// As the client's types want a field of a configuration: with every key.
const field = {
	category: 'c',
	default_value: null,
	depends_on: [{ field: 'use_tls', value: true }],
	display: 'textbox',
	label: 'Höst',
	options: [{ label: 'ä', value: 'b' }],
	order: 1,
	placeholder: 'p',
	required: true,
	sensitive: false,
	tooltip: 't',
	type: 'str',
	ui_restrictions: ['advanced'],
	validations: [{ constraint: [1, 'b'], type: 'included_in' }],
	value: 'db.example',
};

const features = {
	document_level_security: { enabled: true },
	incremental_sync: { enabled: false },
	native_connector_api_keys: { enabled: true },
	sync_rules: { advanced: { enabled: true }, basic: { enabled: false } },
};

const pipeline = {
	extract_binary_content: true,
	name: 'pïpe/line',
	reduce_whitespace: false,
	run_ml_inference: true,
};

const draft = {
	advanced_snippet: snippet,
	rules: [rule, defaultRule],
	validation: { errors: [], state: 'edited' },
};

const refused = { errors: [{ ids: ['r/1'], messages: ['ß', 'zwei'] }], state: 'invalid' };
const accepted = { errors: [], state: 'valid' };

const active = {
	rules: [{ id: 'DEFAULT', order: 0 }],
	validation: { errors: [], state: 'valid' },
};

const edit = ['updateFiltering', { rules: [rule, defaultRule], advanced_snippet: snippet }];

// method, body: the call. create: what the connector is made with; first: calls before this one.
// shows: what is different afterwards (undefined: a member that is gone). result, again: the answer,
// now and to the same call once more; null: that is not asked.
const rows = [
	{
		method: 'updateApiKeyId',
		body: { api_key_id: 'ä/1', api_key_secret_id: 's#2' },
		shows: { api_key_id: 'ä/1', api_key_secret_id: 's#2' },
	},
	{
		method: 'updateApiKeyId',
		body: { api_key_id: 'k', api_key_secret_id: null },
		shows: { api_key_id: 'k' },
	},
	{
		method: 'updateConfiguration',
		body: { configuration: { 'höst.name': field } },
		shows: { configuration: { 'höst.name': field }, status: 'configured' },
		again: 'updated',
	},
	{
		method: 'updateConfiguration',
		body: { configuration: { a: { label: 'A' } } },
		first: [['updateConfiguration', { configuration: { b: field } }]],
		shows: {
			configuration: {
				a: {
					default_value: null,
					label: 'A',
					required: false,
					sensitive: false,
					value: null,
				},
				b: undefined,
			},
		},
		again: 'updated',
	},
	{
		method: 'updateConfiguration',
		body: { values: { a: 'db #1/ä', b: 5432, c: ['x'] } },
		first: [
			[
				'updateConfiguration',
				{ configuration: { a: field, b: field, c: field } },
			],
		],
		shows: {
			configuration: {
				a: { ...field, value: 'db #1/ä' },
				b: { ...field, value: 5432 },
				c: { ...field, value: ['x'] },
			},
		},
	},
	{
		method: 'updateError',
		body: { error: 'lost: "✗"' },
		shows: { error: 'lost: "✗"', status: 'error' },
	},
	{
		method: 'updateError',
		body: { error: null },
		first: [['updateError', { error: 'e' }]],
		shows: { error: null, status: 'connected' },
	},
	{ method: 'updateFeatures', body: { features }, shows: { features } },
	{
		method: 'updateFeatures',
		body: { features: { incremental_sync: { enabled: true } } },
		first: [['updateFeatures', { features }]],
		shows: { features: { ...features, incremental_sync: { enabled: true } } },
	},
	{
		method: 'updateFiltering',
		body: edit[1],
		shows: { filtering: [{ active, domain: 'DEFAULT', draft }] },
	},
	{
		method: 'updateFiltering',
		body: { rules: [] },
		shows: {
			filtering: [
				{
					active,
					domain: 'DEFAULT',
					draft: {
						rules: [{ id: 'DEFAULT', order: 0 }],
						validation: { state: 'edited' },
					},
				},
			],
		},
		again: 'updated', // the default rule is made anew, with the time
	},
	{
		method: 'updateFiltering',
		body: { filtering: [{ active: draft, domain: 'x', draft }] },
		shows: { filtering: [{ active: draft, domain: 'DEFAULT', draft }] },
	},
	{
		method: 'updateFilteringValidation',
		body: { validation: refused },
		first: [edit],
		shows: { filtering: [{ active, draft: { ...draft, validation: refused } }] },
	},
	{
		method: 'updateActiveFiltering',
		first: [edit, ['updateFilteringValidation', { validation: accepted }]],
		shows: {
			filtering: [
				{
					active: { ...draft, validation: accepted },
					draft: { ...draft, validation: accepted },
				},
			],
		},
	},
	{ method: 'updateActiveFiltering', shows: {}, result: 'noop' },
	{
		method: 'updateIndexName',
		body: { index_name: 'ïndex' },
		shows: { index_name: 'ïndex' },
	},
	{
		method: 'updateIndexName',
		body: { index_name: null },
		create: { index_name: 'was' },
		shows: { index_name: null },
	},
	{
		method: 'lastSync',
		body: {
			last_access_control_sync_error: 'ä',
			last_access_control_sync_scheduled_at: when,
			last_access_control_sync_status: 'CANCELED',
			last_deleted_document_count: 1,
			last_incremental_sync_scheduled_at: when,
			last_indexed_document_count: 9007199254740991,
			last_sync_error: 'ö',
			last_sync_scheduled_at: when,
			last_sync_status: 'in_progress',
			last_synced: '2025-01-02T05:04:05.678+02:00',
			sync_cursor: { at: { ü: [1] } },
		},
		shows: {
			last_access_control_sync_error: 'ä',
			last_access_control_sync_scheduled_at: when,
			last_access_control_sync_status: 'canceled',
			last_deleted_document_count: 1,
			last_incremental_sync_scheduled_at: when,
			last_indexed_document_count: 9007199254740991,
			last_sync_error: 'ö',
			last_sync_scheduled_at: when,
			last_sync_status: 'in_progress',
			last_synced: when,
			sync_cursor: { at: { ü: [1] } },
		},
	},
	{
		method: 'lastSync',
		body: { last_sync_status: 'error' },
		first: [['lastSync', { last_sync_error: 'e', last_sync_status: 'completed' }]],
		shows: { last_sync_status: 'error' },
	},
	{ method: 'lastSync', body: { last_sync_error: null }, shows: {}, result: 'noop' },
	{
		method: 'updateName',
		body: { name: 'Ünï\n', description: '说明' },
		shows: { name: 'Ünï\n', description: '说明' },
	},
	{ method: 'updateName', body: { name: 'only' }, shows: { name: 'only' } },
	{
		method: 'updateName',
		body: { name: null, description: '' },
		create: { name: 'stays' },
		shows: { description: '' },
	},
	{ method: 'updateNative', body: { is_native: true }, shows: { is_native: true } },
	{
		method: 'updateNative',
		body: { is_native: true },
		first: [['updateError', { error: null }]],
		shows: { is_native: true, status: 'configured' },
	},
	{ method: 'updatePipeline', body: { pipeline }, shows: { pipeline } },
	{
		method: 'updateScheduling',
		body: { scheduling: { full: { enabled: true, interval: '0 0 3 ? * sun' } } },
		shows: {
			scheduling: {
				access_control: { enabled: false, interval: '0 0 0 * * ?' },
				full: { enabled: true, interval: '0 0 3 ? * SUN' },
				incremental: { enabled: false, interval: '0 0 0 * * ?' },
			},
		},
	},
	{
		method: 'updateScheduling',
		body: {
			scheduling: {
				access_control: { enabled: true, interval: '0 0/5 * * * ?' },
			},
		},
		shows: {
			scheduling: {
				access_control: { enabled: true, interval: '0 0/5 * * * ?' },
				full: { enabled: false },
				incremental: { enabled: false },
			},
		},
	},
	{
		method: 'updateServiceType',
		body: { service_type: 'Ö/type' },
		shows: { service_type: 'Ö/type' },
	},
	{
		method: 'updateServiceType',
		body: { service_type: 's' },
		first: [['updateConfiguration', { configuration: {} }]],
		shows: { service_type: 's', status: 'needs_configuration' },
	},
	{
		method: 'updateStatus',
		body: { status: 'needs_configuration' },
		shows: { status: 'needs_configuration' },
		again: null,
	},
	{
		method: 'updateStatus',
		body: { status: 'CONNECTED' },
		first: [['updateConfiguration', { configuration: {} }]],
		shows: { status: 'connected' },
	},
];

// The names of the members in which two records differ.
function changed(before, after) {
	return Object.keys({ ...before, ...after })
		.filter((key) => !isDeepStrictEqual(before[key], after[key]))
		.sort();
}

async function runRow({ method, body, create, shows, first = [], result, again = 'noop' }, id) {
	const connector = await newConnector(id, create);

	for (const [earlier, itsBody] of first)
		await client.connector[earlier]({ ...connector, ...itsBody });

	const before = await good('get', connector);

	assert.deepEqual(await good(method, { ...connector, ...body }), {
		result: result ?? 'updated',
	});

	const after = await good('get', connector);

	assertHas(after, shows);
	assert.deepEqual(changed(before, after), Object.keys(shows).sort());
	if (again !== null)
		assert.deepEqual(await good(method, { ...connector, ...body }), { result: again });
}

for (const id of ids) {
	for (const [n, row] of rows.entries()) {
		const uses = [row.method, ...(row.first ?? []).map(([method]) => method)];

		check(`${row.method}, row ${n + 1}: ${label(id)}`, uses, async () => {
			try {
				await runRow(row, id);
			} finally {
				// no two connectors may have one index
				await client.connector.delete({ connector_id: id, hard: true });
			}
		});
	}
}
