#!/usr/bin/env bash
# connectord and a search engine behind one web server, as conf/*-split.conf have it: the connector service
# syncs through it, and what belongs to one of the two never reaches the other. The engine is one that is not
# Elasticsearch: upstream.c.
#
# Arguments: the fronts to be tested; nginx, apache, lighttpd.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

# shellcheck source=tests/lib/split.sh
. "${top_srcdir:-.}/tests/lib/split.sh"

service=${SERVICE:-$top_builddir/tests/service/service}
json='Content-Type: application/json'
lines='Content-Type: application/vnd.elasticsearch+x-ndjson; compatible-with=8'
site=http://localhost

if ! [ -x "$service" ] || ! [ -x "$upstream" ]; then
	echo 'skipped: libcurl and libmicrohttpd are needed'
	exit 77
fi
need curl

# ---- asking ----

# is NAME EXPECTED FOUND: expected is a pattern.
is() {
	# shellcheck disable=SC2053 # a pattern
	if [[ $3 == $2 ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok %s: %s: expected %s, got %s\n' "$front" "$1" "$2" "${3:0:300}"
		[ ! -s "$work/body" ] || head -c 300 "$work/body"
	fi
}

# The status, with the key of whoever is named; the body is in "$work/body", the head in "$work/head".
ask_as() {
	local key=$1

	shift
	: >"$work/body"
	http -D "$work/head" -o "$work/body" -w '%{http_code}' ${key:+-H "Authorization: ApiKey $key"} \
		"$@" 2>/dev/null
}

ask() {
	ask_as "$manage" "$@"
}

head_is() {
	tr -d '\r' <"$work/head" | grep -ciE -- "$1"
}

has() {
	is "$1" "*$2*" "$(cat "$work/body")"
}

# ---- tests ----

# Every control path is answered by connectord; the engine would know none of them.
here() {
	local path

	is 'GET /' 200 "$(ask $site/)"
	has 'which server that is' '"cluster_name" : "elasticsearch"'
	for path in /_connector /_connector/_sync_job /_connectord/status /_license /_xpack /_cluster/health \
		/_security/_authenticate /.elastic-connectors /.elastic-connectors-v1/_mapping \
		/.elastic-connectors-sync-jobs/_count /.elastic-connectors-sync-jobs-v1/_search; do
		is "$path" 200 "$(ask "$site$path")"
		is "$path: the product, once" 1 "$(head_is '^x-elastic-product: Elasticsearch$')"
	done
	is 'an id with a slash' 201 "$(ask -X PUT -H "$json" -d '{"index_name":"a"}' "$site/_connector/a%2Fb%20c")"
	has 'that it stays one' '"id":"a/b c"'
	is 'the same in the index' 200 "$(ask "$site/.elastic-connectors/_doc/a%2Fb%20c")"
	is 'a control path that is none' 400 "$(ask "$site/_connectorx/y")"
}

there() {
	is 'an index that is not there' 404 "$(ask -d '' "$site/books/_search")"
	has 'of which the engine says so' 'no such index \[books\]'
	is 'a bulk in the path of an index' 200 \
		"$(ask -H "$lines" --data-binary $'{"index":{"_id":"a/b c"}}\n{"n":1}\n' "$site/books/_bulk")"
	has 'its outcome' '"result":"created"'
	is 'the product, once' 1 "$(head_is '^x-elastic-product: Elasticsearch$')"
	is 'a document with a slash in its id' 200 "$(ask "$site/books/_doc/a%2Fb%20c")"
	is 'another one' 404 "$(ask "$site/books/_doc/a%252Fb")"
	has 'whose id was escaped twice' '"_id":"a%2Fb"'
	is 'HEAD' 200 "$(ask -I "$site/books")"
	is 'the product on HEAD' 1 "$(head_is '^x-elastic-product: Elasticsearch$')"
	is 'a list with a comma in Accept' 200 \
		"$(ask -H 'Accept: application/vnd.elasticsearch+json; compatible-with=9,text/plain' "$site/books/_count")"
	is 'plain media types' 200 "$(ask -H 'Content-Type: application/x-ndjson' -H 'Accept: application/json' \
		--data-binary $'{"delete":{"_index":"books","_id":"nobody"}}\n' "$site/_bulk")"
	# The engine is told not to make it: as conf/nginx-split.conf says.
	is 'a bulk into an internal index' 200 "$(ask -H "$lines" \
		--data-binary $'{"index":{"_index":".elastic-connectors","_id":"x"}}\n{"n":1}\n' "$site/_bulk")"
	has 'that it fails' '"errors":true'
	is 'that nothing came of it' 404 "$(ask "$site/.elastic-connectors/_doc/x")"
	printf '{"index":{"_index":"books","_id":"large"}}\n{"t":"%5000000s"}\n' '' >"$work/large"
	is 'a bulk of 5 MB' 200 "$(ask -H "$lines" --data-binary @"$work/large" "$site/_bulk")"
	has 'its outcome' '"result":"created"'
	is 'a chunked one' 200 "$(ask -H "$lines" -H 'Transfer-Encoding: chunked' -H 'Expect:' \
		-X PUT -T - "$site/_bulk" <"$work/large")"
	has 'its outcome' '"result":"updated"'
	is 'one that is too large' 413 "$(ask -H "$lines" -H 'Content-Length: 104923138' \
		-H 'Expect: 100-continue' -d x "$site/_bulk")"
}

# Whoever has no key that may write does not get to the engine, which takes the front for its client.
guarded() {
	local path some='{"scroll_id":"x"}'

	for path in books books/_count _bulk _search/scroll; do
		is "no key: $path" "$refused" "$(ask_as '' -H "$json" -d "$some" "$site/$path")"
		is "a wrong key: $path" "$refused" "$(ask_as YTpi -H "$json" -d "$some" "$site/$path")"
		is "a key that may only look: $path" 403 "$(ask_as "$monitor" -H "$json" -d "$some" "$site/$path")"
	done
}

# connectord knows its own scrolls, the engine its own.
scrolls() {
	local id

	is 'a scroll of connectord' 200 "$(ask -d '' "$site/.elastic-connectors/_search?scroll=10s")"
	id=$(sed -n 's/.*"_scroll_id":"\([^"]*\)".*/\1/p' "$work/body")
	is 'how it goes on' "$own_scroll" \
		"$(ask -H "$json" -d "{\"scroll_id\":\"$id\"}" "$site/_search/scroll")"
	is 'a scroll that nobody knows' 404 \
		"$(ask -H "$json" -d '{"scroll_id":"nobody"}' "$site/_search/scroll")"
	is 'who says so' '*search_context_missing_exception*' "$(cat "$work/body")"
}

# play WHAT: the service, as a client with a key.
play() {
	SERVICE_KEY=$manage timeout 300 "$service" "$1" "$where" || fail "$front: $1"
}

engine_was_treated_well() {
	stop_engine
	is 'vendored media types at the engine' 0 "$(engine_saw refused_media)"
	is 'requests without its credentials' 0 "$(engine_saw refused_key)"
	is 'writes to internal indices that it refused' 1 "$(engine_saw strays)"
	is 'documents' 2 "$(engine_saw 'documents books')"
	is 'documents of access control' 1 "$(engine_saw 'documents .search-acl-filter-search-sync')"
	is 'nothing else' 2 "$(grep -c '^documents' "$work/engine.out")"
}

without_the_engine() {
	is 'without the engine' '50[23]' "$(ask "$site/books/_count")"
	is 'connectord without it' 200 "$(ask $site/_connector)"
}

# The pipeline that the connectors name, made as an administrator would.
make_pipeline() {
	is 'a pipeline' 200 "$(ask -X PUT -H "$json" -d '{"processors":[]}' \
		"$site/_ingest/pipeline/search-default-ingestion")"
}

test_front() {
	front=$1
	refused=401
	own_scroll=200
	[ "$front" = nginx ] || {
		refused=403   # the web server does not know the scheme of the keys
		own_scroll=404 # it asks one of the two only
	}
	split_start "$front"
	make_pipeline
	[ "$front" != nginx ] || play life # the same requests to connectord everywhere
	play sync
	here
	there
	scrolls
	guarded
	play indices
	engine_was_treated_well
	without_the_engine
	split_stop
}

[ $# -gt 0 ] || set -- nginx apache lighttpd
for front in "$@"; do test_front "$front"; done
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
