// Calls that are wrong in themselves, and how the client reports it: class, status, type, reason and
// cause.

import { bad, check, client, idName, major, newConnector } from './client.mjs';

const configuration = { host: { label: 'Host' } };

function illegal(reason, cause) {
	return { status: 400, type: 'illegal_argument_exception', reason, cause };
}

function invalid(...problems) {
	const text = problems.map((problem, n) => `${n + 1}: ${problem};`).join('');

	return {
		status: 400,
		type: 'action_request_validation_exception',
		reason: `Validation Failed: ${text}`,
	};
}

function unparsable(reason, cause, root) {
	return { status: 400, type: 'x_content_parse_exception', reason, cause, root };
}

function refused(reason, cause) {
	return { status: 400, type: 'status_exception', reason, cause };
}

function badTransition(from, to) {
	const reason =
		`Invalid transition attempt from [${from}] to [${to}]. ` +
		'Such a status transition is not supported by the Connector Protocol.';

	return refused(reason, reason);
}

function badIndexName(name, rule) {
	return invalid(
		`[${name}] org.elasticsearch.indices.InvalidIndexNameException: ` +
			`Invalid index name [${name}], ${rule}`,
	);
}

const both = { api_key_id: null, api_key_secret_id: null };

// What is wrong with the call itself. The connector "c#1 ä" is there, with the index "taken" and no
// service type; the job is pending.
const wrong = [
	{
		method: 'put',
		body: { index_name: '_x' },
		answer: badIndexName('_x', "must not start with '_', '-', or '+'"),
	},
	{
		method: 'put',
		body: { connector_id: 'other', index_name: 'taken' },
		answer: refused('Index name [taken] is used by another connector.'),
	},
	{
		method: 'put',
		body: { connector_id: 'ä'.repeat(257) },
		answer: invalid(
			`id [${'ä'.repeat(257)}] is too long, must be no longer than 512 bytes but was: 514`,
		),
	},
	{
		method: 'put',
		body: { connector_id: 'other', name: null },
		answer: unparsable(
			"[1:9] [connector_put_request] name doesn't support values of type: VALUE_NULL",
		),
	},
	{
		method: 'post',
		body: { index_name: 'a#ä' },
		answer: badIndexName('a#ä', "must not contain '#'"),
	},
	{
		method: 'post',
		body: { is_native: true, index_name: 'books' },
		answer: invalid(
			'Index [books] is invalid. Index attached to an Elastic-managed connector must ' +
				'start with the prefix: [content-]',
		),
	},
	{
		method: 'get',
		body: { include_deleted: 'yes' },
		answer: illegal(
			'Failed to parse value [yes] as only [true] or [false] are allowed.',
		),
	},
	{
		method: 'delete',
		body: { hard: 'ja' },
		answer: illegal(
			'Failed to parse value [ja] as only [true] or [false] are allowed.',
		),
	},
	{ method: 'list', body: { size: -1 }, answer: illegal('Parameter [size] cannot be < 0') },
	{
		method: 'list',
		body: { from: 'zehn' },
		answer: illegal(
			'Failed to parse int parameter [from] with value [zehn]',
			'For input string: "zehn"',
		),
	},
	{
		method: 'list',
		body: { index_name: ['ok', 'a#b'] },
		answer: badIndexName('a#b', "must not contain '#'"),
	},
	{
		method: 'lastSync',
		body: { last_sync_status: 'done' },
		answer: unparsable(
			'[1:21] [connector_update_last_sync_stats_request] failed to parse field [last_sync_status]',
			'Unknown ConnectorSyncStatus [done].',
		),
	},
	{
		method: 'lastSync',
		body: { last_seen: '2025-01-02T03:04:05Z' }, // the client has the field
		answer: unparsable(
			'[1:2] [connector_update_last_sync_stats_request] unknown field [last_seen] ' +
				'did you mean [last_synced]?',
		),
	},
	{
		method: 'updateApiKeyId',
		body: both,
		answer: invalid(
			'[api_key_id] and [api_key_secret_id] cannot both be [null]. Please provide a ' +
				'value for at least one of them.',
		),
	},
	{
		method: 'updateConfiguration',
		body: { values: { höst: 1 } },
		answer: refused(
			'Unknown [configuration] fields in the request payload: [höst]. Remove them from ' +
				'request or register their schema first.',
		),
	},
	{
		method: 'updateConfiguration',
		body: { configuration, values: {} },
		answer: invalid(
			'[configuration] and [values] cannot both be provided in the same request.',
		),
	},
	{
		method: 'updateError',
		body: { error: 5 },
		answer: unparsable(
			"[1:10] [connector_update_error_request] error doesn't support values of " +
				'type: VALUE_NUMBER',
		),
	},
	{
		method: 'updateFeatures',
		body: { features: 'all' },
		answer: unparsable(
			"[1:13] [connector_update_features_request] features doesn't support values " +
				'of type: VALUE_STRING',
		),
	},
	{
		method: 'updateFiltering',
		body: { rules: [{ field: 'a' }] },
		answer: unparsable(
			'[1:23] [connector_update_filtering_request] failed to parse field [rules]',
			'Required [id, order, policy, rule, value]',
		),
	},
	{
		method: 'updateFiltering',
		body: { rules: [], filtering: [] },
		answer: invalid(
			'If [filtering] is specified, [rules] and [advanced_snippet] should not be ' +
				'present in the request body.',
		),
	},
	{
		method: 'updateFilteringValidation',
		body: { validation: { errors: [], state: 'ok' } },
		answer: unparsable(
			'[1:36] [connector_update_filtering_validation] failed to parse field [validation]',
			'[1:36] [filtering_validation_info] failed to parse field [state]',
			{
				type: 'x_content_parse_exception',
				reason: '[1:36] [filtering_validation_info] failed to parse field [state]',
			},
		),
	},
	{
		method: 'updateActiveFiltering',
		first: [['updateFiltering', { rules: [] }]],
		answer: refused(
			'Filtering draft needs to be validated by the connector service before ' +
				'activation. Current filtering draft validation state [edited] is not equal to [valid].',
		),
	},
	{
		method: 'updateIndexName',
		body: { index_name: 'a b' },
		answer: badIndexName(
			'a b',
			'must not contain the following characters ' +
				"['\\','/','*','?','\"','<','>','|',' ',',']",
		),
	},
	{
		method: 'updateName',
		body: { name: null },
		answer: invalid(
			'[name] and [description] cannot both be [null]. Please provide a value for at ' +
				'least one of them.',
		),
	},
	{
		method: 'updateNative',
		body: { is_native: true },
		answer: refused(
			'The index name [taken] attached to the connector [c#1 ä] must start with the ' +
				'required prefix: [content-] to be Elastic-managed. Please update the attached index first ' +
				'to comply with this requirement.',
		),
	},
	{
		method: 'updatePipeline',
		body: { pipeline: { name: 'p' } },
		answer: unparsable(
			'[1:24] [connector_update_pipeline_request] failed to parse field [pipeline]',
			'Required [extract_binary_content, reduce_whitespace, run_ml_inference]',
		),
	},
	{
		method: 'updateScheduling',
		body: { scheduling: { full: { enabled: true, interval: '61 0 0 * * ?' } } },
		answer: unparsable(
			'[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]',
			'[1:50] [connector_scheduling] failed to parse field [full]',
			{
				type: 'x_content_parse_exception',
				reason: 'Failed to build [schedule_config] after last required field arrived',
			},
		),
	},
	{
		method: 'updateServiceType',
		body: { service_type: '' },
		answer: invalid('[service_type] cannot be [null] or [""].'),
	},
	{
		method: 'updateStatus',
		body: { status: 'connected' },
		answer: badTransition('created', 'connected'),
	},

	{
		method: 'syncJobPost',
		body: { id: 'c#1 ä' },
		answer: refused(
			'Cannot start a sync for connector [c#1 ä] with [service_type] not defined. ' +
				'Set the service type of your connector before starting the sync.',
		),
	},
	{ method: 'syncJobPost', body: { job_type: 'full' }, answer: illegal('Required [id]') },
	{
		method: 'syncJobList',
		body: { status: 'done' },
		answer: illegal('Unknown ConnectorSyncStatus [done].'),
	},
	{
		method: 'syncJobList',
		body: { job_type: ['full', 'bogus'] },
		answer: illegal('Unknown ConnectorSyncJobType [bogus].'),
	},
	{
		method: 'syncJobClaim',
		body: { worker_hostname: 'h', sync_cursor: 'x' },
		answer: unparsable(
			"[1:38] [claim_connector_sync_job] sync_cursor doesn't support values of type: " +
				'VALUE_STRING',
		),
	},
	{
		method: 'syncJobError',
		body: { error: '' },
		answer: invalid('[error] of the connector sync job cannot be null or empty'),
	},
	{
		method: 'syncJobUpdateStats',
		body: {
			deleted_document_count: -1,
			indexed_document_count: 0,
			indexed_document_volume: 0,
		},
		answer: invalid('[deleted_document_count] cannot be negative.'),
	},

	{
		method: 'secretPost',
		body: { value: '' },
		answer: invalid('[value] of the connector secret cannot be [null] or [""]'),
	},
	{
		method: 'secretPut',
		body: { id: 'ä/1', value: null },
		answer: unparsable(
			"[1:10] [connector_secret_put_request] value doesn't support values of type: " +
				'VALUE_NULL',
		),
	},
	{
		method: 'secretPut',
		body: { id: 'ä/1', value: '' },
		answer: invalid('[value] cannot be [null] or [""]'),
	},

	{
		// what major 8 does not know is a parameter; for major 9 it is a part of the body
		method: 'updateName',
		body: { name: 'n', descripton: 'd' },
		answer:
			major === 8
				? illegal(
						'request [/_connector/c#1 ä/_name] contains unrecognized parameter: [descripton]',
					)
				: unparsable(
						'[1:13] [connector_update_name_request] unknown field [descripton] did you mean ' +
							'[description]?',
					),
	},
];

const withoutId = new Set([
	'put',
	'post',
	'list',
	'syncJobPost',
	'syncJobList',
	'secretPost',
	'secretPut',
]);

for (const [n, { method, body, first = [], answer }] of wrong.entries()) {
	check(
		`${method}, wrong call ${n + 1}`,
		[method, ...first.map(([earlier]) => earlier)],
		async () => {
			const connector = await newConnector('c#1 ä', { index_name: 'taken' });

			for (const [earlier, itsBody] of first)
				await client.connector[earlier]({ ...connector, ...itsBody });
			await bad(
				method,
				{
					...(withoutId.has(method)
						? {}
						: { [idName(method)]: 'c#1 ä' }),
					...body,
				},
				answer,
			);
		},
	);
}
