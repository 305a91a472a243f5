#!/usr/bin/env bash
# A secret is nowhere in clear: not in the store, its journal, the logs, nor in what nginx writes. And
# what a program does that finds its key file missing, open to others, or wrong.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

url=http://localhost/_connector/_secret
plain=xyzzy-plain-4711 # not by chance in any file
data=$work/data
key_file=$data/secret.key

# send METHOD PATH BODY: the answer, and its status behind a blank.
send() {
	http -X "$1" -H 'Content-Type: application/json' -d "$3" -w ' %{http_code}' "$url$2"
}

# is_nowhere: not in the records, the key file, the logs, and what nginx keeps.
is_nowhere() {
	! grep -rlaF -- "$plain" "$data" "$program_log" "$work/nginx"
}

# What the program has in memory. Not those vast parts that only a sanitizer has.
read_memory() {
	local from to mode rest

	while IFS='- ' read -r from to mode rest; do
		from=$((16#$from / 4096))
		to=$((16#$to / 4096))
		[[ $mode = rw* ]] && [ $((to - from)) -lt 65536 ] &&
			dd if="/proc/$program_pid/mem" bs=4096 skip=$from count=$((to - from)) 2>/dev/null
	done <"/proc/$program_pid/maps"
}

need curl
start_nginx
start_program "$data" --log-level debug --checkpoint-interval 1s
[ "$(send PUT /findable-id "{\"value\":\"$plain\"}")" = '{"result":"created"} 201' ] || fail 'no secret'
[ "$(send PUT /findable-id "{\"value\":\"$plain-2\"}")" = '{"result":"updated"} 200' ] || fail 'no secret'
[[ $(send POST '' "{\"value\":\"$plain\"}") = '{"id":"'*' 200' ]] || fail 'no secret'
[[ $(http -X PUT -H 'Content-Type: text/plain' -d "$plain" -w ' %{http_code}' "$url/x") = *' 406' ]] ||
	fail 'not refused: text'
for _ in 1 2 3 4 5 6 7 8; do
	[ "$(http "$url/findable-id")" = "{\"id\":\"findable-id\",\"value\":\"$plain-2\"}" ] ||
		fail 'the secret does not come back'
done
# Only root may look into the memory of a process that has no core dumps.
if [ "$(id -u)" -eq 0 ]; then
	read_memory >"$work/memory"
	grep -qaF "$data" "$work/memory" || fail 'the search in memory finds nothing at all'
	! grep -qaF -- "$plain" "$work/memory" || fail 'a secret stays in memory behind its requests'
	rm -f "$work/memory"
fi
# A large one: that nginx does not put it in a file, its log would tell.
{
	printf '{"value":"'
	for _ in $(seq 30000); do printf '%s,' "$plain"; done
	printf '"}'
} >"$work/large.json"
[ "$(send PUT /large "@$work/large.json")" = '{"result":"created"} 201' ] || fail 'no large secret'
http "$url/large" | grep -qF "$plain,$plain" || fail 'the large secret does not come back'
! grep -F 'buffered to a temporary file' "$work/nginx/error.log" || fail 'nginx wrote a secret to a file'
head -c 1050000 /dev/zero | tr '\0' ' ' >"$work/large.json"
answer=$(send PUT /large "@$work/large.json")
[ "$answer" = ' 413' ] || fail "nginx takes what it would have to put in a file: $answer"
rm -f "$work/large.json"
# Requests that fail, with a secret in them.
for body in "{\"value\":$plain}" "{\"valeu\":\"$plain\"}" "{\"value\":\"$plain" "$plain" \
	"{\"value\":[\"$plain\"]}" "{\"value\":\"\\u0$plain\"}"; do
	[[ $(send POST '' "$body") = *' 400' ]] || fail "not refused: $body"
done
http "$url/findable-id?pretty" | grep -qF "$plain-2" || fail 'the secret does not come back prettily'

grep -q '^Max core file size *0 *0 ' "/proc/$program_pid/limits" || fail 'core dumps are possible'
sleep 1.5 # a checkpoint
is_nowhere || fail 'a secret is in clear in the files above'
# What the search would find: ids are in clear.
grep -rqaF findable-id "$data" || fail 'the search finds nothing at all'
stop_program || fail "the program ended with status $?"
is_nowhere || fail 'a secret is in clear in the files above'

# ---- the key file ----

[ "$(stat -c %a "$key_file")" = 600 ] || fail 'the key file is open to others'

once() {
	"$connectord" --data "$data" "$@" --once GET /_connector/_secret/findable-id </dev/null \
		>"$work/out" 2>"$work/err"
}

# refused STATUS TEXT FLAG...: it does not start, and says why in one line.
refused() {
	local status=$1 text=$2 got

	shift 2
	once "$@"
	got=$?
	[ $got -eq "$status" ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
		grep -q -- "$text" "$work/err" && return
	cat "$work/out" "$work/err"
	fail "expected status $status and one line with '$text', not status $got"
}

once || fail "the program ended with status $?"
grep -qF "$plain-2" "$work/out" || fail 'the secret is not there without a web server'

chmod 0640 "$key_file"
refused 78 'mode 0640'
chmod 0600 "$key_file"
mv "$key_file" "$work/kept.key"
refused 78 'it is missing, and the store holds secrets'
[ ! -e "$key_file" ] || fail 'a missing key was replaced by another'
mkdir "$key_file"
refused 78 'it is not a file'
rmdir "$key_file"
sed 's/^store .*/store aaaaaaaaaaaaaaaaaaaaaa/' "$work/kept.key" >"$work/other.key"
chmod 0600 "$work/other.key"
refused 78 'belong to another store' --secret-key-file "$work/other.key"
head -c 200 "$work/kept.key" >"$work/other.key"
refused 78 'its end is missing' --secret-key-file "$work/other.key"
: >"$work/other.key"
refused 78 'it is not a key file' --secret-key-file "$work/other.key"
refused 73 'cannot be read' --secret-key-file "$work/other.key/x"
mv "$work/kept.key" "$work/elsewhere.key"
once --secret-key-file "$work/elsewhere.key" || fail "the program ended with status $?"
grep -qF "$plain-2" "$work/out" || fail 'the secret is not there with the key elsewhere'

# A store without secrets gets a new key; where it cannot be made that is told.
data=$work/empty
refused 73 'cannot be made' --secret-key-file "$work/none/x.key"
once || fail "the program ended with status $?"
[ "$(stat -c %a "$work/empty/secret.key")" = 600 ] || fail 'the key file is open to others'
printf 'a secret is nowhere in clear\n'
