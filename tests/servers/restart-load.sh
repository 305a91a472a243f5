#!/usr/bin/env bash
# Starts the program again and again under writers behind nginx, its socket held as systemd holds it. At
# most one of 50,000 requests may be without its answer, and no job that was answered may be missing.
#
#     RESTART_LOAD_REQUESTS    how many (8000); RESTART_LOAD_CLIENTS at one time (32)

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

requests=${RESTART_LOAD_REQUESTS:-8000}
clients=${RESTART_LOAD_CLIENTS:-32}
allowed=$(((requests + 49999) / 50000))
jobs=http://localhost/_connector/_sync_job
json='Content-Type: application/json'

# How many of the jobs that were acknowledged are there.
count_there() {
	sed -e "s|.*|url = \"$jobs/&\"\noutput = \"/dev/null\"|" "$work/acknowledged" >"$work/urls"
	web_curl
	"${curl[@]}" --max-time 0 -Z --parallel-max "$clients" -w '%{http_code}\n' -K "$work/urls" 2>/dev/null |
		grep -c '^200$'
}

# As often as this.
has_started() {
	[ "$(grep -c ' READY=1$' "$work/told")" -ge "$1" ]
}

need curl
web_use nginx 'stop_grace = 5s'
sed -i -e '/^listen/d' -e '0,/^stop_grace/{/^stop_grace/d}' "$work/connectord.conf"
web_start
FDSTORE=200 "$top_builddir/tests/servers/socket_holder" "$program_socket" "$connectord" -c "$work/connectord.conf" \
	>"$work/told" 2>>"$program_log" &
holder=$!
helper_pids=$holder
wait_until 20 web_served || fail 'the program does not answer'
http -o /dev/null -X PUT -H "$json" -d '{"index_name":"i","service_type":"s"}' \
	http://localhost/_connector/books

web_curl
"${curl[@]}" --max-time 0 -s -Z --parallel-max "$clients" -X POST -H "$json" -d '{"id":"books"}' \
	-w '\n%{http_code}\n' "$jobs#[1-$requests]" >"$work/answers" 2>"$work/errors" &
load=$!
helper_pids="$helper_pids $load"
restarts=0
while kill -0 $load 2>/dev/null; do
	sleep "0.$((RANDOM % 500 + 300))"
	kill -USR1 $holder || fail 'the program is gone'
	restarts=$((restarts + 1))
	wait_until 20 has_started $((restarts + 1)) || fail 'it is not started again'
done
wait $load
helper_pids=$holder
wait_until 20 web_served || fail 'the program does not answer any more'

answered=$(grep -c '^201$' "$work/answers")
grep -oE '\{"id":"[A-Za-z0-9_-]{20}"\}' "$work/answers" | cut -d '"' -f 4 >"$work/acknowledged"
[ "$(wc -l <"$work/acknowledged")" -eq "$answered" ] || fail 'answers and ids are not as many'
lost=$((answered - $(count_there)))
stops=$(grep -c ' STOPPING=1$' "$work/told")
forgets=$(grep -c ' FDSTOREREMOVE=1$' "$work/told")
kill -TERM $holder
wait $holder || fail "the program ended with status $?"
helper_pids=
web_stop

printf '%d of %d requests not answered, %d acknowledged and lost, in %d restarts\n' \
	$((requests - answered)) "$requests" "$lost" "$restarts"
if [ $((requests - answered)) -gt "$allowed" ]; then
	grep -E '^[0-9]{3}$' "$work/answers" | sort | uniq -c
	sort "$work/errors" | uniq -c | head -5
	fail "at most $allowed may be without an answer"
fi
[ "$lost" -eq 0 ] || fail 'what was acknowledged must be there'
[ "$restarts" -ge 2 ] || fail 'there was no time to start it again: more requests are needed'
# Else whoever starts after a crash would get them in the middle of a request.
[ "$forgets" -ge 1 ] || fail 'the holder was not told that its connections were taken'
[ "$stops" -ge "$restarts" ] || fail "$stops stops were told, for $restarts restarts"
