#!/usr/bin/env bash
# What the service manager is told, by the daemon as it runs: READY, RELOADING with the time it began,
# READY again, WATCHDOG in time also when that is short, STOPPING. And a reload, again and again under
# writers behind nginx: no request is lost.
#
#     NOTIFY_REQUESTS    how many (4000)

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

requests=${NOTIFY_REQUESTS:-4000}
told=$work/told
reloaded='RELOADING=1 MONOTONIC_USEC=N READY=1'

told_times() {
	grep -c " $1" "$told"
}

told_at_least() {
	[ "$(told_times "$2")" -ge "$1" ]
}

# hold [VARIABLE=VALUE]...: starts the program as a service.
hold() {
	: >"$told"
	rm -f "$program_socket" "$program_socket.notify"
	env "$@" "$top_builddir/tests/servers/socket_holder" "$program_socket" "$connectord" \
		-c "$work/connectord.conf" >"$told" 2>>"$program_log" &
	program_pid=$!
	wait_until 20 told_at_least 1 'READY=1$' || fail 'READY is not told'
}

# The messages but those of the watchdog, one a line, without the process and what changes.
order() {
	sed -e 's/^[0-9]* //' -e '/^WATCHDOG=1$/d' -e 's/=[0-9]\{5,\}$/=N/' "$told" | paste -sd ' '
}

# Two reloads, some time apart: the times they are told to have begun at are as far apart.
in_order() {
	local times apart

	hold
	kill -HUP $program_pid
	wait_until 10 told_at_least 2 'READY=1$' || fail 'READY is not told behind a reload'
	sleep 0.3
	kill -HUP $program_pid
	wait_until 10 told_at_least 3 'READY=1$' || fail 'READY is not told behind a second reload'
	mapfile -t times < <(sed -n 's/.* MONOTONIC_USEC=//p' "$told")
	stop_program || fail "the program ended with status $?"
	[ "$(order)" = "READY=1 STATUS=Serving $reloaded $reloaded STOPPING=1" ] ||
		fail "not in order: $(order)"
	apart=$((times[1] - times[0]))
	{ [ $apart -ge 300000 ] && [ $apart -lt 20000000 ]; } || fail "reloads told $apart us apart"
}

# Each second there must be far more than one for each watchdog, for the machine may be busy.
in_time() {
	local us=$1 seconds=$2 least

	hold WATCHDOG_USEC="$us"
	sleep "$seconds"
	stop_program || fail "the program ended with status $?"
	least=$((seconds * 2000000 / us))
	[ "$(told_times 'WATCHDOG=1$')" -ge "$least" ] ||
		fail "with a watchdog of $us us, told $(told_times 'WATCHDOG=1$') times in $seconds s"
	printf 'a watchdog of %d us: told %d times in %d s\n' "$us" "$(told_times 'WATCHDOG=1$')" "$seconds"
}

# One that is nobody's, and one of another process.
not_at_all() {
	hold "$@"
	sleep 0.5
	stop_program || fail "the program ended with status $?"
	[ "$(told_times WATCHDOG)" -eq 0 ] || fail "told though nobody listens: $*"
}

# Connections at rest are handed over at stop, with their descriptor and under their name, and only
# when there is room for them.
kept() {
	hold FDSTORE=8
	http -o /dev/null http://localhost/ || fail 'no answer'
	stop_program || fail "the program ended with status $?"
	told_at_least 1 'FDSTORE=1$' || fail 'a connection at rest is not handed over'
	[ "$(told_times 'FDSTORE=1$')" -eq "$(told_times 'FDNAME=connection$')" ] || fail 'without a name'
	hold
	http -o /dev/null http://localhost/ || fail 'no answer'
	stop_program || fail "the program ended with status $?"
	[ "$(told_times FDSTORE=1)" -eq 0 ] || fail 'handed over to nobody'
}

reload_under_load() {
	local answered reloads=0 load there

	hold
	http -f -o /dev/null -X PUT -H 'Content-Type: application/json' \
		-d '{"index_name":"i","service_type":"s"}' http://localhost/_connector/books || fail 'no connector'
	web_curl
	"${curl[@]}" --max-time 0 -s -Z --parallel-max 16 -X POST -H 'Content-Type: application/json' \
		-d '{"id":"books"}' -w '\n%{http_code}\n' \
		"http://localhost/_connector/_sync_job#[1-$requests]" >"$work/answers" 2>"$work/errors" &
	load=$!
	helper_pids=$load
	while kill -0 $load 2>/dev/null; do
		sed -i "s/^log_level.*/log_level = $([ $((reloads % 2)) = 0 ] && echo warn || echo info)/" \
			"$work/connectord.conf"
		kill -HUP $program_pid || fail 'the program is gone'
		reloads=$((reloads + 1))
		wait_until 10 told_at_least $((reloads + 1)) 'READY=1$' || fail 'a reload is not told'
	done
	wait $load || fail 'a request was lost'
	helper_pids=
	answered=$(grep -c '^201$' "$work/answers")
	there=$(http 'http://localhost/_connector/_sync_job?size=0' | sed -E 's/^\{"count":([0-9]+),.*/\1/')
	stop_program || fail "the program ended with status $?"
	printf '%d of %d requests answered in %d reloads, %d jobs are there\n' "$answered" "$requests" \
		$reloads "$there"
	{ [ "$answered" -eq "$requests" ] && [ "$there" -eq "$requests" ]; } || fail 'a request was lost'
	[ $reloads -ge 3 ] || fail 'there was no time to reload: more requests are needed'
}

need curl
web_use nginx
sed -i '/^listen/d' "$work/connectord.conf"
echo 'log_level = info' >>"$work/connectord.conf"
web_start
in_order
in_time 2000000 4
in_time 300000 3
in_time 30000 2
not_at_all WATCHDOG_USEC=0
not_at_all WATCHDOG_USEC=100000 WATCHDOG_PID=1
kept
reload_under_load
web_stop
echo 'the service manager is told what it should be'
