#!/usr/bin/env bash
# A running program ends the job of a worker that fell silent, and only that; none with lifecycle = compat, and
# none at its start.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

url=http://localhost/_connector

send() {
	http -f -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$url$2" >"$work/answer"
}

# job NAME: a claimed one, its id in $work/NAME.
job() {
	send POST /_sync_job '{"id":"c"}' || fail 'no job'
	sed -n 's/^{"id":"\(.*\)"}$/\1/p' "$work/answer" >"$work/$1"
	send PUT "/_sync_job/$(cat "$work/$1")/_claim" "{\"worker_hostname\":\"worker of $1\"}" ||
		fail 'not claimed'
}

# is NAME STATUS
is() {
	http "$url/_sync_job/$(cat "$work/$1")" | grep -qF "\"status\":\"$2\""
}

need curl
start_nginx
start_program "$work/data" --idle-after 1s
send PUT /c '{"index_name":"i","service_type":"mysql"}' || fail 'no connector'
job alive
# So that no slow machine makes it silent.
send PUT "/_sync_job/$(cat "$work/alive")/_stats" '{"deleted_document_count":0,"indexed_document_count":1,
	"indexed_document_volume":0,"last_seen":"2999-01-01T00:00:00Z"}' || fail 'no stats'
job silent
wait_until 20 is silent error || fail 'the silent job goes on'
is alive in_progress || fail 'a job whose worker reports was ended'
http "$url/c" | grep -qF '"last_sync_status":"error"' || fail 'the connector was not told'
http http://localhost/_connectord/status | grep -qF '"reaper":{"idle_after_ms":1000,"error":1,"canceled":0}' ||
	fail 'not counted'
grep -F 'nobody reported on a sync job' "$program_log" | grep -F 'as=error' | grep -qF 'worker of silent' ||
	fail 'not logged'
stop_program || fail 'it does not stop'

# While nobody could report nothing is ended; with compat nothing ever is.
start_program "$work/data" --idle-after 1s --lifecycle compat
job old
sleep 1.3
is old in_progress || fail 'ended with lifecycle = compat'
stop_program || fail 'it does not stop'
start_program "$work/data" --idle-after 1h
is old in_progress || fail 'ended at the start'
http http://localhost/_connectord/status | grep -qF '"reaper":{"idle_after_ms":3600000,"error":0,"canceled":0}' ||
	fail 'the setting is not in force'
