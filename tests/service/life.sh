#!/usr/bin/env bash
# The connector service, as it is known from the wire, against the program behind nginx: its whole life,
# then two of them after the same jobs. Each play meets a program with data of its own.
#
#   CONNECTORD_RACE_TRIES   jobs the two race for, in each of two ways; 100

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

service=${SERVICE:-$top_builddir/tests/service/service}
tries=${CONNECTORD_RACE_TRIES:-100}

[ -x "$service" ] || {
	echo 'skipped: the service player needs libcurl'
	exit 77
}
need curl
start_nginx

# play ARGUMENT...: with a fresh program, which must end well behind it.
play() {
	local what=$1

	start_program "$work/data-$what" --stop-grace 100ms
	: >"$work/nginx/error.log" # until the program was there, nginx had a reason to complain
	timeout 600 "$service" "$what" "$http_socket" "${@:2}" || fail "$what"
	! grep -E '\[(error|crit|alert|emerg)\]' "$work/nginx/error.log" || fail 'nginx complains'
	stop_program || fail "the program ended with status $?"
}

play life
play race "$tries"
