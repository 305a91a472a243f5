#!/usr/bin/env bash
# The unit files: in order, closed enough, and the program does what they count on. systemd itself does
# not run here: systemd-socket-activate and socket_holder stand for it.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

exposure_max=1.5

units() {
	mkdir "$work/units"
	cp "$top_srcdir/conf/connectord.socket" "$work/units"
	# Where the program will be, there may be none yet.
	sed "s|^ExecStart=[^ ]*|ExecStart=$(realpath "$connectord")|" \
		"$top_builddir/conf/connectord.service" >"$work/units/connectord.service"
	grep -n '@[a-z]*@' "$work/units/connectord.service" && fail 'the unit is not filled in'
	systemd-analyze verify --man=no "$work"/units/* >"$work/verify" 2>&1
	status=$?
	cat "$work/verify"
	[ "$status:$(wc -c <"$work/verify")" = 0:0 ] || fail 'systemd-analyze verify complains'
}

exposure() {
	local line

	line=$(systemd-analyze security --offline=true "$work/units/connectord.service" |
		grep 'Overall exposure level')
	printf '%s\n' "$line"
	[[ $line =~ :\ ([0-9.]+)\  ]] || fail 'no exposure level'
	awk "BEGIN { exit !(${BASH_REMATCH[1]} <= $exposure_max) }" ||
		fail "the exposure level is more than $exposure_max"
}

# The program is started by the first connection, and serves it.
activated() {
	systemd-socket-activate -l "$program_socket" "$connectord" -c "$work/connectord.conf" \
		2>>"$program_log" &
	program_pid=$!
	wait_until 10 test -S "$program_socket" || fail 'no socket'
	[ ! -e "$work/data/owner.lock" ] || fail 'the program was started before a connection came'
	[ "$(http -o /dev/null -w '%{http_code}' http://localhost/)" = 200 ] ||
		fail 'the first request is not answered'
	stop_program || fail "the program ended with status $?"
	rm -f "$program_socket"
}

was_told() {
	grep -q " $1" "$work/told"
}

# READY, RELOADING and again READY, WATCHDOG, STOPPING.
notifies() {
	WATCHDOG_USEC=300000 "$top_builddir/tests/servers/socket_holder" "$program_socket" \
		"$connectord" -c "$work/connectord.conf" >"$work/told" 2>>"$program_log" &
	program_pid=$!
	wait_until 10 was_told READY=1 || fail 'READY is not told'
	wait_until 5 was_told WATCHDOG=1 || fail 'WATCHDOG is not told'
	kill -HUP "$program_pid"
	wait_until 5 was_told RELOADING=1 || fail 'RELOADING is not told'
	[ "$(http -o /dev/null -w '%{http_code}' http://localhost/)" = 200 ] ||
		fail 'no answer behind a reload'
	stop_program || fail "the program ended with status $?"
	was_told STOPPING=1 || fail 'STOPPING is not told'
}

need curl systemd-analyze systemd-socket-activate
units
exposure
web_use nginx
sed -i '/^listen/d' "$work/connectord.conf"
web_start
activated
notifies
web_stop
echo 'units, socket activation and notification are in order'
