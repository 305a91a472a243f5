#!/usr/bin/env bash
# Clients that wait for a sync job, through nginx: told when it is there, without a thread each, and not held up by
# a stop.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

url=http://localhost/_connector
waiters=40

send() {
	http -f -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$url$2"
}

# In the background; the answer and its status in $work/NAME.
wait_for() {
	local name=$1

	shift
	http -o "$work/$name" -w '%{http_code}' -H 'Content-Type: application/json' "$@" >"$work/$name.status" &
	echo $! >"$work/$name.pid"
}

# answered NAME STATUS TEXT
answered() {
	wait "$(cat "$work/$1.pid")" || fail "$1: no answer"
	[ "$(cat "$work/$1.status")" = "$2" ] || fail "$1: status $(cat "$work/$1.status"): $(cat "$work/$1")"
	grep -qF "$3" "$work/$1" || fail "$1: $(cat "$work/$1")"
}

job() {
	send POST /_sync_job '{"id":"c"}' | sed -n 's/^{"id":"\(.*\)"}$/\1/p'
}

need curl
start_nginx
start_program "$work/data" --workers 2
send PUT /c '{"index_name":"i","service_type":"mysql"}' >/dev/null || fail 'no connector'

# Far more wait than there are threads, and others are served meanwhile.
id=$(job)
for i in $(seq $waiters); do
	wait_for "get$i" "$url/_sync_job/$id?wait_for_status=in_progress"
done
sleep 0.5
began=$(date +%s%N)
send PUT "/_sync_job/$id/_claim" '{"worker_hostname":"w"}' >/dev/null || fail 'not claimed'
for i in $(seq $waiters); do
	answered "get$i" 200 '"status":"in_progress"'
done
[ $((($(date +%s%N) - began) / 1000000)) -lt 10000 ] || fail 'they waited on'

# A create that waits for its end, whoever brings that about.
wait_for create -d '{"id":"c","job_type":"incremental"}' "$url/_sync_job?wait_for_completion=true"
made() {
	id=$(http "$url/_sync_job?status=pending&filter_path=results.id" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
	[ -n "$id" ]
}
wait_until 10 made || fail 'nothing was created'
send PUT "/_sync_job/$id/_claim" '{"worker_hostname":"w"}' >/dev/null || fail 'not claimed'
send PUT "/_sync_job/$id/_error" '{"error":"torn"}' >/dev/null || fail 'not ended'
answered create 201 "{\"id\":\"$id\",\"timed_out\":false,\"status\":\"error\",\"error\":\"torn\"}"

# It is deleted.
id=$(job)
wait_for gone "$url/_sync_job/$id?wait_for_status=completed"
sleep 0.3
send DELETE "/_sync_job/$id" >/dev/null || fail 'not deleted'
answered gone 404 "$id"

# So many may wait, and each not longer than it said; then its place is free.
stop_program || fail 'it does not stop'
start_program "$work/data" --waits-max 2
id=$(job)
wait_for first "$url/_sync_job/$id?wait_for_status=completed&timeout=2s"
wait_for second "$url/_sync_job/$id?wait_for_status=completed&timeout=2s"
sleep 0.5
began=$(date +%s%N)
wait_for third "$url/_sync_job/$id?wait_for_status=completed"
answered third 408 '"status":"pending"'
[ $((($(date +%s%N) - began) / 1000000)) -lt 1400 ] || fail 'more may wait than waits_max'
answered first 408 '"status":"pending"'
answered second 408 '"status":"pending"'

# A stop answers them, and is not held up.
wait_for stopped "$url/_sync_job/$id?wait_for_status=completed"
wait_for stopped_create -d '{"id":"c"}' "$url/_sync_job?wait_for_completion=true"
sleep 0.5
stop_program || fail 'it does not stop'
answered stopped 408 '"status":"pending"'
answered stopped_create 201 '"timed_out":true'
