#!/usr/bin/env bash
# Clients at random over few records, with restarts; what they were told is judged. Then the same with
# clients that lie, each lie in its way, which must be found. HISTORY_SECONDS makes it longer.

history=${top_builddir:-.}/tests/history/history
out=$(mktemp "${TMPDIR:-/tmp}/history-out.XXXXXX") || exit 99
trap 'rm -f "$out"' EXIT

# found FAULT: whether it shows is a matter of chance, so there is more than one try.
found() {
	local try

	for try in 1 2 3; do
		"$history" -s $((2 * try)) -f "$1" >"$out" 2>&1 || return 0
	done
	return 1
}

"$history" -s "${HISTORY_SECONDS:-6}" || exit 1
for fault in lose twice stale undead; do
	if ! found $fault; then
		cat "$out"
		echo "the lie '$fault' was not found"
		exit 1
	fi
	grep -q ': WRONG$' "$out" || {
		cat "$out"
		exit 1
	}
	printf "the lie '%s': %s\n" $fault "$(grep -m 1 '; asked at ' "$out")"
	rm -rf "$(sed -n 's/^left for you: //p' "$out")"
done
