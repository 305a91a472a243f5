// Ids that name nothing: every method that takes one must fail, and say which it was.

import { bad, check, idName, ids, label } from './client.mjs';

const configuration = { host: { label: 'Host' } };
const validation = { errors: [], state: 'valid' };

const pipeline = {
	extract_binary_content: true,
	name: 'p',
	reduce_whitespace: true,
	run_ml_inference: true,
};

const stats = {
	deleted_document_count: 0,
	indexed_document_count: 0,
	indexed_document_volume: 0,
};

function notFound(reason) {
	return { status: 404, type: 'resource_not_found_exception', reason };
}

function connectorNotFound(id) {
	return notFound(`connector [${id}] not found`);
}

function documentMissing(id) {
	const reason = `[${id}]: document missing`;

	return {
		status: 404,
		type: 'document_missing_exception',
		reason,
		root: {
			type: 'document_missing_exception',
			reason,
			index: '.elastic-connectors-v1',
		},
	};
}

function jobNotFound(id) {
	return notFound(`connector sync job [${id}] not found`);
}

// Each method with an id that names nothing, and a call that is right but for that.
const missing = [
	{ method: 'get', answer: connectorNotFound },
	{ method: 'delete', answer: connectorNotFound },
	{
		method: 'delete',
		body: { hard: true, delete_sync_jobs: true },
		answer: connectorNotFound,
	},
	{ method: 'checkIn', answer: documentMissing },
	{ method: 'lastSync', body: { last_sync_error: 'e' }, answer: documentMissing },
	{ method: 'updateActiveFiltering', answer: connectorNotFound },
	{ method: 'updateApiKeyId', body: { api_key_id: 'k' }, answer: documentMissing },
	{ method: 'updateConfiguration', body: { configuration }, answer: connectorNotFound },
	{ method: 'updateError', body: { error: null }, answer: documentMissing },
	{ method: 'updateFeatures', body: { features: {} }, answer: documentMissing },
	{ method: 'updateFiltering', body: { rules: [] }, answer: connectorNotFound },
	{ method: 'updateFiltering', body: { filtering: [] }, answer: documentMissing },
	{ method: 'updateFilteringValidation', body: { validation }, answer: connectorNotFound },
	{ method: 'updateIndexName', body: { index_name: null }, answer: connectorNotFound },
	{ method: 'updateName', body: { name: 'n' }, answer: documentMissing },
	{ method: 'updateNative', body: { is_native: true }, answer: connectorNotFound },
	{ method: 'updatePipeline', body: { pipeline }, answer: documentMissing },
	{
		method: 'updateScheduling',
		body: { scheduling: { full: { enabled: true, interval: '0 0 0 * * ?' } } },
		answer: documentMissing,
	},
	{ method: 'updateServiceType', body: { service_type: 's' }, answer: connectorNotFound },
	{ method: 'updateStatus', body: { status: 'configured' }, answer: connectorNotFound },

	{ method: 'syncJobCancel', answer: notFound },
	{ method: 'syncJobCheckIn', answer: jobNotFound },
	{ method: 'syncJobClaim', body: { worker_hostname: 'w' }, answer: notFound },
	{ method: 'syncJobDelete', answer: notFound },
	{ method: 'syncJobError', body: { error: 'e' }, answer: notFound },
	{ method: 'syncJobGet', answer: notFound },
	{ method: 'syncJobUpdateStats', body: stats, answer: jobNotFound },
	{
		method: 'syncJobPost',
		body: { job_type: 'full' },
		answer: (id) => notFound(`Connector with id '${id}' does not exist.`),
	},

	{ method: 'secretDelete', answer: (id) => notFound(`No secret with id [${id}]`) },
	{ method: 'secretGet', answer: (id) => notFound(`No secret with id [${id}]`) },
];

for (const id of ids) {
	for (const { method, body, answer } of missing) {
		const absent = id.replace(/^./u, 'x'); // of the same length, at most

		check(
			`${method}, ${JSON.stringify(body ?? {})}, nothing there: ${label(absent)}`,
			[method],
			() => bad(method, { [idName(method)]: absent, ...body }, answer(absent)),
		);
	}
}
