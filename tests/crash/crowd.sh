#!/usr/bin/env bash
# More stalled peers than the program has descriptors, beside clients behind nginx: these are told 503
# with Retry-After, nothing is written, the program neither spins nor grows, and when the peers go all
# is well again by itself.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

files=400
peers=450 # beyond the places that so many descriptors make

# ask STATUS CURL-ARGUMENT...
ask() {
	local expected=$1 status

	shift
	status=$(http -D "$work/headers" -o /dev/null -w '%{http_code}' "$@")
	[ "$status" = "$expected" ] || fail "$* was answered $status, not $expected"
}

is_served() {
	[ "$(http -o /dev/null -w '%{http_code}' http://localhost/_connector)" = 200 ]
}

# Clock ticks, 100 in a second.
cpu() {
	sed 's/.*) //' "/proc/$program_pid/stat" | awk '{ print $12 + $13 }'
}

memory() {
	awk '/^Rss:/ { sum += $2 } END { print sum }' "/proc/$program_pid/smaps_rollup"
}

put() {
	ask "$1" -X PUT -H 'Content-Type: application/json' --data '{"service_type":"x"}' \
		"http://localhost/_connector/$2"
}

need curl awk
start_nginx
ulimit -n $files || fail 'no limit on descriptors can be set'
start_program "$work/data" --connections-max 4096
grep -q 'there are descriptors for [0-9]* only' "$program_log" || fail 'it does not say how many fit'
put 201 before
memory_before=$(memory)

mkfifo "$work/hold"
(
	ulimit -n "$(ulimit -H -n)"
	exec "$top_builddir/tests/crash/crowd" "$program_socket" $peers <"$work/hold" >"$work/made"
) &
helper_pids=$!
exec 9>"$work/hold"
wait_until 10 test -s "$work/made" || fail 'there is no crowd'
sleep 1.5

cpu_before=$(cpu)
for ((i = 0; i < 10; i++)); do
	ask 503 http://localhost/_connector
	grep -qi '^retry-after: [0-9]' "$work/headers" || fail 'no Retry-After'
	put 503 "c$i"
done
sleep 1
cpu_used=$(($(cpu) - cpu_before))
[ $cpu_used -lt 50 ] || fail "it took $cpu_used ticks of the processor to do next to nothing"
memory_used=$(($(memory) - memory_before))
[ $memory_used -lt 16384 ] || fail "it grew by $memory_used KiB"
descriptors=$(find "/proc/$program_pid/fd" -mindepth 1 | wc -l)
[ "$descriptors" -lt $((files - 32)) ] || fail "$descriptors of $files descriptors are in use"

exec 9>&-
wait "$helper_pids"
helper_pids=
wait_until 5 is_served || fail 'it does not come back'
put 201 after
[[ $(http 'http://localhost/_connector?filter_path=count') = '{"count":2}' ]] ||
	fail 'a change that was answered 503 is there'
grep -q 'all connections are taken' "$program_log" || fail 'it does not say so'
stop_program || fail "the program ended with status $?"
printf '%d peers, %d descriptors in use of %d, %d KiB more, %d ticks\n' \
	"$(cat "$work/made")" "$descriptors" $files $memory_used $cpu_used
