#!/usr/bin/env bash
# The program in its sandbox, as it is deployed: what it cannot do from inside, that every thread is in
# it, and that all it is for goes on: scenarios, reload, backup, verify, restore, keys, another process
# that takes over.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

EPERM=1
data=$work/data

probed() {
	[ "$(sed -n "s/^$1 //p" "$work/probe")" = "$2" ] ||
		fail "$1 inside: expected $2, got: $(paste -sd ' ' "$work/probe")"
}

status_says() {
	http http://localhost/_connectord/status | grep -q "$1" || fail "the status does not say $1"
}

# in_all_threads PATTERN: of /proc/PID/task/*/status.
in_all_threads() {
	local task n=0

	for task in /proc/"$program_pid"/task/*/status; do
		grep -qE "$1" "$task" || fail "not in $task: $1"
		n=$((n + 1))
	done
	[ $n -ge 4 ] || fail "only $n threads were looked at"
}

log_has() {
	[ "$(grep -c "$1" "$program_log")" -ge "$2" ]
}

json='Content-Type: application/json'

need_player
if "$connectord" --data "$data" --sandbox on --once GET / </dev/null 2>&1 | grep -q 'built with sanitizers'; then
	echo 'skipped: a build with sanitizers has no sandbox'
	exit 77
fi

# ---- all scenarios ----

web_use nginx 'sandbox = on'
play_through "$top_srcdir"/tests/api/*.t
web_stop
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] || exit 1
rm -f "$http_socket" "$program_socket"

# ---- what cannot be done from inside ----

start_nginx
LD_PRELOAD=$top_builddir/tests/servers/probe.so PROBE_OUT=$work/probe \
	start_program "$data" --sandbox on
probed execve $EPERM
probed fork $EPERM
probed inet $EPERM
probed inet6 $EPERM
probed ptrace $EPERM
probed unix 0
in_all_threads '^Seccomp:[[:space:]]2$'
in_all_threads '^NoNewPrivs:[[:space:]]1$'
status_says '"sandbox":"on"'
log_has 'sandbox=on' 1 || fail 'the log does not say that it is on'
grep -q '^Max core file size *0 *0 ' "/proc/$program_pid/limits" || fail 'core dumps are not off'
# Whose memory cannot be looked into belongs to root.
[ "$(stat -c %u "/proc/$program_pid/mem")" = 0 ] || fail 'others may look into its memory'
stop_program || fail "the program ended with status $?"

# Without it the same things succeed: the test sees the difference.
LD_PRELOAD=$top_builddir/tests/servers/probe.so PROBE_OUT=$work/probe.off \
	"$connectord" --listen "$program_socket" --data "$data" --security off --sandbox off \
	--core-dumps on 2>>"$program_log" &
program_pid=$!
wait_until 10 test -S "$program_socket"
http -o /dev/null http://localhost/
wait "$program_pid"
[ $? -eq 42 ] || fail 'the probe finds nothing without a sandbox'
program_pid=
grep -q '^fork 0$' "$work/probe.off" || fail 'the probe cannot fork without a sandbox'
log_has 'sandbox=off' 1 || fail 'the log does not say that it is off'
log_has 'core dumps are on' 1 || fail 'the log does not say that core dumps are on'

# ---- what goes on ----

rm -f "$program_socket"
start_program "$work/played" --sandbox on
http -f -o /dev/null -X PUT -H "$json" -d '{"index_name":"i","service_type":"s"}' \
	http://localhost/_connector/books || fail 'no connector'
http -f -o /dev/null -X POST -H "$json" -d '{"id":"books"}' http://localhost/_connector/_sync_job ||
	fail 'no job'
http -f -o /dev/null -X PUT -H "$json" -d '{"value":"v"}' http://localhost/_connector/_secret/s ||
	fail 'no secret'
kill -HUP "$program_pid"
wait_until 5 log_has 'the settings were read again' 1 || fail 'no reload'
"$connectord" --data "$work/played" --sandbox on backup "$work/backup" || fail 'backup by the owner'
"$connectord" --data "$work/played" --sandbox on key create --name a --role admin >"$work/key" ||
	fail 'a key by the owner'
grep -q encoded "$work/key" || fail 'no key'
"$connectord" --data "$work/played" --control status | grep -q 'state serving' || fail 'control'

# A second process waits, and goes on when the first is gone.
"$connectord" --listen "$work/second.sock" --data "$work/played" --security off --sandbox on \
	--when-owned wait 2>>"$program_log" &
second=$!
helper_pids=$second
wait_until 10 log_has 'waiting: ' 1 || fail 'the second does not wait'
kill_program
wait_until 10 log_has "serving version=.* pid=$second " 1 || fail 'the second does not take over'
"$connectord" --data "$work/played" --control status | grep -q "^pid $second$" || fail 'another owner'
kill -TERM $second
wait $second || fail "the second ended with status $?"
helper_pids=

"$connectord" --data "$work/played" --sandbox on verify || fail 'verify'
"$connectord" --data "$work/restored" --sandbox on restore "$work/backup" || fail 'restore'
cp -p "$work/played/secret.key" "$work/restored/" || fail 'no key file'
"$connectord" --data "$work/restored" --sandbox on backup "$work/again" || fail 'backup of closed records'
"$connectord" --data "$work/restored" --sandbox on key list >"$work/keys" || fail 'keys of closed records'
"$connectord" --data "$work/restored" --sandbox on --once GET /_connector/_sync_job </dev/null |
	grep -q '"count":1,' || fail 'once'
"$connectord" --data "$work/restored" --sandbox on --rotate-secret-key || fail 'rotation'
"$connectord" --data "$work/restored" --sandbox on --once GET /_connector/_secret/s </dev/null |
	grep -q '"value":"v"' || fail 'the secret does not open'
echo 'the sandbox holds, and nothing misses it'
