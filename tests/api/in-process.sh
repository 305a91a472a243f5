#!/usr/bin/env bash
# Plays every scenario without a web server: over the store in memory, then over Berkeley DB; and those
# of the API alone with lifecycle = compat.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

need "$play"
passed=0
failed=0

files=("$top_srcdir"/tests/api/*.t)

# play_all FLAG...: plays files and adds to the totals; the player's last line is "N passed, N failed".
play_all() {
	local total status=0

	"$play" --in-process "$@" "${files[@]}" >"$work/out" || status=$?
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
printf -- '---- in memory, below a prefix\n'
play_all --mount /es/v1
printf -- '---- in memory, lifecycle = compat\n'
files=("$top_srcdir"/tests/api/[01]*.t "$top_srcdir"/tests/api/26*.t)
play_all --compat
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
