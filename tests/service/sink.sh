#!/usr/bin/env bash
# The connector service with nothing but the program behind nginx, which keeps the documents, too: the sink.
# What it keeps is there again when it was started anew.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

service=${SERVICE:-$top_builddir/tests/service/service}

[ -x "$service" ] || {
	echo 'skipped: the service player needs libcurl'
	exit 77
}
need curl
start_nginx

start() {
	start_program "$work/data" --stop-grace 100ms --sink on
	: >"$work/nginx/error.log" # until the program was there, nginx had a reason to complain
}

play() {
	timeout 300 "$service" "$1" "$http_socket" || fail "$1"
}

# The documents of an index, as lines.
export_all() {
	http "http://localhost/_connectord/sink/$1?size=10000"
}

start
play sync
export_all search-sync >"$work/before"
[ "$(wc -l <"$work/before")" -eq 1500 ] || fail "1500 documents were written, not $(wc -l <"$work/before")"
[ "$(grep -c second "$work/before")" -eq 4 ] || fail 'the second sync changed 4 of them'
stop_program || fail "the program ended with status $?"
start
export_all search-sync | cmp - "$work/before" || fail 'after a start there are others'
play indices
! export_all search-sync | grep -q _source || fail 'deleted documents are exported'
! grep -E '\[(error|crit|alert|emerg)\]' "$work/nginx/error.log" || fail 'nginx complains'
stop_program || fail "the program ended with status $?"
