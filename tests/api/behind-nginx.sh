#!/usr/bin/env bash
# Plays every scenario at the program behind nginx, as conf/nginx.conf has it. Each scenario meets a
# fresh program with data of its own.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

need curl "$play"
"$play" --url http://localhost 2>&1 | grep -q 'without libcurl' && {
	echo 'skipped: the player was built without libcurl'
	exit 77
}
start_nginx

passed=0
failed=0
for scenario in "$top_srcdir"/tests/api/*.t; do
	[ -e "$scenario" ] || fail 'there are no scenarios'
	start_program "$work/data" --stop-grace 100ms
	if "$play" --url http://localhost --unix-socket "$http_socket" "$scenario" >"$work/out"; then
		well=yes
	else
		well=no
	fi
	sed '$d' "$work/out" # the total of one file says nothing
	stop_program || {
		printf 'not ok %s: the program ended with status %d\n' "$scenario" $?
		well=no
	}
	rm -rf "$work/data"
	if [ $well = yes ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
