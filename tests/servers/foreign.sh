#!/usr/bin/env bash
# Records belong to the user that serves them: root, who could open them, is told to be that one, and
# leaves no file of its own behind. What asks the process that has them open goes on as root.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

data=$work/data

# refused WORD...: and why.
refused() {
	"$connectord" --data "$data" "$@" >"$work/out" 2>&1 </dev/null
	[ $? -eq 73 ] || {
		cat "$work/out"
		fail "not refused: $*"
	}
	grep -q "belongs to another user: run this as that one, with sudo -u $name" "$work/out" || {
		cat "$work/out"
		fail "it does not say as whom: $*"
	}
	[ -z "$(find "$data" ! -user "$owner")" ] || fail "files of root: $*"
}

"$connectord" --data "$data" key create --name a --role admin >"$work/out" || fail 'its own are refused'
if [ "$(id -u)" -ne 0 ]; then
	echo 'one who is not root has no records of others'
	exit 0
fi
"$connectord" --data "$data" backup "$work/backup" >"$work/out" || fail 'no backup'
while read -r owner name; do
	chown -R "$owner" "$data"
	refused key create --name b --role admin
	refused key list
	refused --once GET /
	refused --rotate-secret-key
	refused verify
	refused backup "$work/again"
	refused --listen "$work/socket"
	# A backup is looked at in a copy.
	"$connectord" --data "$data" verify "$work/backup" >"$work/out" || fail 'a backup is not looked at'
done <<END
$(id -u nobody) nobody
54321 '#54321'
END

# As the user it belongs to, as it was told.
chmod 0711 "$work"
chown -R "$(id -u nobody)" "$data"
as_nobody=(setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups)
cp "$connectord" "$work/connectord" 2>/dev/null || fail 'no copy'
"${as_nobody[@]}" "$work/connectord" --data "$data" key list >"$work/out" || fail 'its owner is refused'
mkdir -m 0777 "$work/run"
"${as_nobody[@]}" "$work/connectord" --data "$data" --listen "$work/run/socket" 2>>"$program_log" &
program_pid=$!
wait_until 10 test -S "$data/owner.sock" || fail 'it does not serve'
ready() {
	"$connectord" --data "$data" key create --name c --role admin >"$work/out" 2>&1
}
wait_until 10 ready || fail 'root cannot ask the process that serves'
stop_program || fail "the program ended with status $?"
[ -z "$(find "$data" ! -user nobody)" ] || fail 'files of root, though it only asked'
echo 'records stay whose they are'
