#!/usr/bin/env bash
# Kills the rotation of the secrets' key at random moments. Every secret must be there each time, a
# daemon must serve (and take new ones) in between, and a last rotation must finish.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

secrets=${ROTATE_SECRETS:-300}
wanted=${ROTATE_KILLS:-4} # so many kills must have met a rotation half done …
rounds_max=60             # … and are tried for so long
url=http://localhost/_connector/_secret
key_file=$work/data/secret.key

# put_secrets FROM TO: "s7" has the value "value-7". What was answered goes to the list of those that
# must be there.
put_secrets() {
	seq "$1" "$2" | sed "s|.*|url = \"$url/s&\"\\ndata = \"{\\\\\"value\\\\\":\\\\\"value-&\\\\\"}\"\\n\
request = PUT\\nheader = \"Content-Type: application/json\"\\nunix-socket = \"$http_socket\"\\nnext|" |
		sed '$d' >"$work/puts"
	curl -sS --noproxy '*' --max-time 60 -K "$work/puts" >"$work/answers" || fail 'curl failed'
	[ "$(grep -o created "$work/answers" | wc -l)" -eq $(($2 - $1 + 1)) ] ||
		fail "secrets were not created: $(head -c 300 "$work/answers")"
	last=$2
}

# All of them, as they were put.
check_secrets() {
	seq "$last" | sed "s|.*|url = \"$url/s&\"|" >"$work/urls"
	http -w '\n' -K "$work/urls" >"$work/found" || fail 'curl failed'
	seq "$last" | sed 's|.*|{"id":"s&","value":"value-&"}|' >"$work/expected"
	cmp -s "$work/found" "$work/expected" || {
		diff "$work/found" "$work/expected" | head -n 6
		fail 'not all secrets are as they were put'
	}
}

rotate() {
	"$connectord" --data "$work/data" --rotate-secret-key 2>>"$work/rotate.log"
}

count_keys() {
	grep -c '^key ' "$key_file"
}

now_ms() {
	local t=$EPOCHREALTIME

	printf '%d\n' $((${t%[.,]*} * 1000 + 10#${t#*[.,]} / 1000))
}

need curl
start_nginx
start_program "$work/data" --stop-grace 100ms
put_secrets 1 "$secrets"
check_secrets

# Not beside a daemon.
rotate
[ $? -eq 75 ] || fail 'a rotation beside a daemon must end with status 75'
grep -q "in use by process $program_pid" "$work/rotate.log" || fail 'it does not say who is in the way'
stop_program || fail "the program ended with status $?"

cp "$key_file" "$work/first.key"
begin=$(now_ms)
rotate || fail "the rotation ended with status $?"
took=$(($(now_ms) - begin))
grep -q "the key was renewed secrets=$secrets " "$work/rotate.log" || fail 'it does not say what it did'
[ "$(count_keys)" -eq 1 ] || fail 'a finished rotation leaves one key'

halfway=0
kills=0
while [ "$halfway" -lt "$wanted" ] && [ "$kills" -lt "$rounds_max" ]; do
	"$connectord" --data "$work/data" --rotate-secret-key 2>>"$work/rotate.log" &
	pid=$!
	sleep "$(printf '0.%03d' $(((RANDOM % (took + 5)) % 1000)))"
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	kills=$((kills + 1))
	if [ "$(count_keys)" -eq 2 ]; then
		halfway=$((halfway + 1))
	elif [ $((kills % 4)) -ne 0 ]; then
		continue # it was too early or too late: now and then is enough
	fi
	start_program "$work/data" --stop-grace 100ms
	check_secrets
	put_secrets $((last + 1)) $((last + 3))
	stop_program || fail "the program ended with status $?"
done
[ "$halfway" -ge "$wanted" ] || fail "no kill met a rotation half done: $halfway of $kills did"
grep -q 'rotation of the secrets. key was interrupted' "$program_log" ||
	fail 'a daemon does not say that a rotation is to be finished'

rotate || fail "the last rotation ended with status $?"
[ "$(count_keys)" -eq 1 ] || fail 'a finished rotation leaves one key'
[ ! -e "$key_file.new" ] || fail 'a finished rotation leaves nothing beside the file'
grep -vqFx "$(grep '^key ' "$work/first.key")" <(grep '^key ' "$key_file") || fail 'the key is still the first'
start_program "$work/data" --stop-grace 100ms
check_secrets
stop_program || fail "the program ended with status $?"

# The first key opens nothing any more.
cp "$key_file" "$work/last.key"
cp "$work/first.key" "$key_file"
"$connectord" --data "$work/data" --once GET /_connector/_secret/s1 </dev/null >"$work/out" 2>&1
[ $? -eq 78 ] || fail 'the key of before the rotations must be refused with status 78'
grep -q "$last of the secrets are sealed with a key that is not in it" "$work/out" || {
	cat "$work/out"
	fail 'it does not say what is wrong with the key'
}
printf '%d secrets, %d kills, %d of them halfway, none lost\n' "$last" "$kills" "$halfway"
