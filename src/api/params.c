#include <config.h>

#include "api/params.h"

#include <string.h>

#include "api/limits.h"
#include "model/number.h"

const struct error *
param_bool(struct call *call, const char *name, bool absent, bool *value)
{
	struct str text = http_query_get(&call->query, name);

	*value = text.p == NULL ? absent : text.n == 0 || str_is(text, "true");
	if (text.p == NULL || text.n == 0 || *value || str_is(text, "false"))
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "Failed to parse value [%.*s] as only [true] or [false] are allowed.", STR_ARG(text));
}

static const struct error *
param_int(struct call *call, const char *name, int32_t absent, int32_t *value)
{
	struct str text = http_query_get(&call->query, name);

	*value = absent;
	if (text.p == NULL || number_to_int(text, value))
		return NULL;
	return error_new(call->arena, "illegal_argument_exception",
	    error_new(call->arena, "number_format_exception", NULL, "For input string: \"%.*s\"",
	        STR_ARG(text)),
	    "Failed to parse int parameter [%s] with value [%.*s]", name, STR_ARG(text));
}

const struct error *
param_word(struct call *call, const struct words *words, struct str word, int *value)
{
	*value = words_find(words, word);
	if (*value >= 0)
		return NULL;
	return error_new(call->arena, "illegal_argument_exception", NULL, "Unknown %s [%.*s].",
	    words->type, STR_ARG(word));
}

const struct error *
param_list(struct call *call, const char *name, struct str **items, size_t *n)
{
	struct str text = http_query_get(&call->query, name);
	size_t commas = 0;

	*items = NULL;
	*n = 0;
	while (text.n > 0 && text.p[text.n - 1] == ',')
		text.n--;
	if (text.n == 0)
		return NULL;
	for (size_t i = 0; i < text.n; i++)
		commas += text.p[i] == ',';
	*items = arena_alloc(call->arena, (commas + 1) * sizeof(**items));
	if (*items == NULL)
		return &error_no_memory;
	for (size_t start = 0; start <= text.n;) {
		size_t stop = start;

		while (stop < text.n && text.p[stop] != ',')
			stop++;
		(*items)[(*n)++] = (struct str){text.p + start, stop - start};
		start = stop + 1;
	}
	return NULL;
}

const struct error *
param_page(struct call *call, struct page *page)
{
	TRY(param_int(call, "from", 0, &page->from));
	return param_int(call, "size", 100, &page->size);
}

const struct error *
page_check(struct call *call, const struct page *page)
{
	if (page->from >= 0 && page->size >= 0)
		return limit_page(call, page->size);
	return error_new(call->arena, "illegal_argument_exception", NULL,
	    "Parameter [%s] cannot be < 0", page->from < 0 ? "from" : "size");
}

const struct error *
page_check_window(struct call *call, const struct page *page, const char *index)
{
	int64_t end = (int64_t)page->from + page->size;
	struct str node = str_of(store_uuid(call->api->store));
	struct buf shards = {0};
	const struct error *inner;
	const char *text;
	struct error_extra extra[4] = {
	    {"phase", STR_LIT("\"query\"")},
	    {"grouped", STR_LIT("true")},
	};

	if (end <= STORE_WINDOW)
		return NULL;
	text = arena_printf(call->arena,
	    "Result window is too large, from + size must be less than or equal to: [%d] but was "
	    "[%lld]. See the scroll api for a more efficient way to request large data sets. This "
	    "limit can be set by changing the [index.max_result_window] index level setting.",
	    STORE_WINDOW, (long long)end);
	buf_printf(&shards, "[{\"shard\":0,\"index\":\"%s\",\"node\":", index);
	doc_quote(&shards, node);
	buf_printf(&shards,
	    ",\"reason\":{\"type\":\"illegal_argument_exception\",\"reason\":\"%s\"}}]", text);
	extra[2] =
	    (struct error_extra){"failed_shards", arena_copy(call->arena, buf_peek(&shards))};
	buf_release(&shards);
	inner = error_text(call->arena, "illegal_argument_exception", NULL, str_of(text));
	inner = error_text(call->arena, "illegal_argument_exception", inner, str_of(text));
	return error_with(call->arena, "search_phase_execution_exception", inner,
	    STR_LIT("all shards failed"), extra);
}
