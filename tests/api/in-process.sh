#!/usr/bin/env bash
# Plays every scenario without a web server: over the store in memory, then over Berkeley DB.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

need "$play"
passed=0
failed=0

# play_all FLAG...: adds to the totals; the player's last line is "N passed, N failed".
play_all() {
	local total status=0

	"$play" --in-process "$@" "$top_srcdir"/tests/api/*.t >"$work/out" || status=$?
	sed '$d' "$work/out"
	total=$(tail -n 1 "$work/out")
	[[ $total =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] ||
		fail "the player did not come to its end (status $status): $total"
	passed=$((passed + BASH_REMATCH[1]))
	failed=$((failed + BASH_REMATCH[2]))
	[ "$status" -eq 0 ] || [ "${BASH_REMATCH[2]}" -gt 0 ] ||
		fail "the player ended with status $status"
}

printf -- '---- in memory\n'
play_all
printf -- '---- Berkeley DB\n'
mkdir "$work/bdb"
play_all --bdb "$work/bdb"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
