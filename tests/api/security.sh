#!/usr/bin/env bash
# Security as it stands behind nginx: every route for every role and for credentials that are none; keys
# made and revoked by the command while the program runs and while it does not; what must not be in the
# log. check_security_matrix looks closer, without a web server.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

data=$work/data
host=http://localhost

# make_key NAME ROLE [FLAG...]: sets id and key.
make_key() {
	local answer

	answer=$("$connectord" --data "$data" key create --name "$1" --role "${@:2}" 2>"$work/err") || {
		cat "$work/err"
		fail "no key: $*"
	}
	id=$(sed -n 's/^ *"id" : "\([^"]*\)".*/\1/p' <<<"$answer")
	key=$(sed -n 's/^ *"encoded" : "\([^"]*\)".*/\1/p' <<<"$answer")
	{ [ -n "$id" ] && [ -n "$key" ]; } || fail "this is no key: $answer"
}

# ask KEY METHOD PATH [BODY]: the answer, and its status behind a blank.
ask() {
	http -X "$2" -H "Authorization: ApiKey $1" -H 'Content-Type: application/json' \
		${4:+-d "$4"} -w ' %{http_code}' "$host$3"
}

# must STATUS KEY METHOD PATH [BODY]
must() {
	local answer

	answer=$(ask "${@:2}")
	[ "${answer##* }" = "$1" ] || fail "not $1: ${*:3}: $answer"
}

need curl base64
start_nginx

# ---- the first key: the log says how ----

start_program "$data" --security on --log-level debug
grep -q "no API key yet; to make one: connectord --data $data key create" "$program_log" ||
	fail 'the log does not say how the first key is made'
make_key first admin # of the program that runs
admin=$key
must 200 "$admin" GET /_connectord/status
ask "$admin" GET /_connectord/status | grep -q '"security":"on"' || fail 'the status says nothing of security'
stop_program || fail "the program ended with status $?"
make_key second admin # of nobody
second=$key second_id=$id
start_program "$data" --security on --log-level debug --auth-failures-max 0
[ "$(grep -c 'no API key yet' "$program_log")" -eq 1 ] || fail 'the log asks for a first key again'
must 200 "$admin" GET /
must 200 "$second" GET /
"$connectord" --data "$data" key list | grep -q '"last_used" : ' || fail 'no last use in the list'
"$connectord" --data "$data" key revoke "$second_id" >"$work/out" || fail 'a key is not revoked'
must 401 "$second" GET /
revoked=$second
"$connectord" --data "$data" key revoke "$second_id" nobody >"$work/out" 2>"$work/err" &&
	fail 'a key that is not there was revoked'
[ "$(wc -l <"$work/err")" -eq 1 ] || fail 'it does not say in one line what is wrong'

# ---- every route ----

must 201 "$admin" PUT /_connector/own '{"name":"n"}'
must 201 "$admin" PUT /_connector/foreign '{"name":"n"}'
make_key m monitor
monitor=$key
make_key w worker --connector own
worker=$key
make_key g manage
manage=$key
make_key e monitor --expires 1s
expired=$key
wrong=$(printf '%s:AAAAAAAAAAAAAAAAAAAAAA' "$id" | base64 -w 0)

# "METHOD PATH ROLE,ROLE," of each route.
"$connectord" --describe markdown | awk '
	/^### / { route = $2 " " $3 }
	/^Roles: / { sub(/^Roles: /, ""); sub(/\.$/, ","); gsub(/ /, ""); print route, $0 }' >"$work/routes"
[ "$(wc -l <"$work/routes")" -ge 60 ] || fail 'the description has too few routes'

# one METHOD PATH HEADER TAG: one more request of the same curl.
one() {
	printf 'next\nurl = "%s%s"\nunix-socket = "%s"\noutput = "/dev/null"\n' "$host" "$2" "$http_socket"
	printf 'silent\nshow-error\nnoproxy = "*"\nwrite-out = "%%{http_code} %s\\n"\n' "$4"
	[ -z "$3" ] || printf 'header = "Authorization: %s"\n' "$3"
	if [ "$1" = HEAD ]; then
		printf 'head\n'
	else
		printf 'header = "Content-Type: application/json"\nrequest = "%s"\n' "$1"
		# A body that says nothing: who may, may be answered 400 for it.
		[ "$1" = GET ] || [ "$1" = DELETE ] || printf 'data = "{}"\n'
	fi
}

ask_all() {
	local method path roles role value whose at

	while read -r method path roles; do
		for whose in own foreign; do
			at=${path//'{connector_id}'/$whose}
			at=${at//'{index}'/.elastic-connectors}
			at=${at//'{connector_sync_job_id}'/no-such-job}
			at=${at//'{id}'/none}
			for role in monitor worker manage; do
				value=${!role}
				one "$method" "$at" "ApiKey $value" "$role $whose $roles $method $path"
			done
			one "$method" "$at" '' "nobody $whose $roles $method $path"
			one "$method" "$at" "ApiKey $wrong" "nobody $whose $roles $method $path"
			one "$method" "$at" "ApiKey $revoked" "nobody $whose $roles $method $path"
			one "$method" "$at" "ApiKey $expired" "nobody $whose $roles $method $path"
			one "$method" "$at" "Basic $wrong" "nobody $whose $roles $method $path"
			one "$method" "$at" 'Basic Og==' "nobody $whose $roles $method $path"
			one "$method" "$at" "Bearer $admin" "nobody $whose $roles $method $path"
		done
	done
}

sleep 1.1 # until the key has expired
# What deletes for good is done for roles that may not, and for nobody: in check_security_matrix.
grep -v '^DELETE /_connector/{connector_id} \|_delete_by_query' "$work/routes" | ask_all | sed 1d >"$work/all"
curl -K "$work/all" >"$work/answers" || fail 'curl does not get through'
awk '
	function wrong(what) { print "hole: " what ": " $0; holes++ }
	{ n++ }
	$2 == "nobody" { if ($1 != 401) wrong("not 401"); next }
	{
		may = index("," $4, "," $2 ",") > 0
		foreign = $2 == "worker" && $3 == "foreign" && $6 ~ /\{connector_id\}/
	}
	!may || foreign { if ($1 != 403 && $1 != 400) wrong("not refused"); next }
	$1 == 401 || $1 == 403 || $1 >= 500 { wrong("not let in") }
	END { print n " requests"; exit n < 1000 || holes > 0 }' "$work/answers" || fail 'there are holes'

# ---- what is read ----

must 200 "$admin" PUT /_connector/own '{"name":"n"}'
must 200 "$admin" PUT /_connector/foreign '{"name":"canary-foreign"}'
must 200 "$admin" PUT /_connector/own/_configuration \
	'{"configuration":{"p":{"label":"p","sensitive":true,"value":"canary-hidden"}}}'
must 200 "$monitor" GET /_connector/own
must 200 "$worker" GET /_connector/own
ask "$worker" GET /_connector/own | grep -q canary-hidden || fail 'a worker does not see its own password'
for path in /_connector/own /_connector '/_connector?filter_path=**.value'; do
	! ask "$monitor" GET "$path" | grep canary-hidden || fail "a monitor sees a password: $path"
done
ask "$worker" GET /_connector | grep -q '^{"count":1,' || fail 'a worker does not see its connector alone'
! ask "$worker" GET '/_connector?include_deleted=true&size=100' | grep canary-foreign ||
	fail 'a worker sees the connector of another'
must 403 "$worker" GET /_connector/foreign
must 403 "$worker" GET /_connector/nothing

# The form of a 401, as it comes out of nginx.
http -i "$host/_connector?pretty=false" >"$work/out"
[ "$(grep -ci '^www-authenticate: ' "$work/out")" -eq 2 ] || fail 'a 401 names not both ways in'
! grep -qi '^x-elastic-product' "$work/out" || fail 'a 401 names the product'

# ---- whom the web server lets in; headers that are none ----

for header in 'Remote-User: admin' 'REMOTE_USER: admin' 'X-Remote-User: admin' 'Proxy-Authorization: ApiKey x'; do
	[ "$(http -o /dev/null -w '%{http_code}' -H "$header" "$host/")" = 401 ] || fail "let in by $header"
done
stop_program || fail "the program ended with status $?"
start_program "$data" --security on --log-level debug --remote-user admin --auth-failures-max 5
[ "$(http -o /dev/null -w '%{http_code}' -H 'Remote-User: admin' "$host/")" = 401 ] ||
	fail 'a header is taken for REMOTE_USER'
[ "$(http -o /dev/null -w '%{http_code}' -H 'Proxy: http://192.0.2.1:1' -H "Authorization: ApiKey $admin" \
	"$host/")" = 200 ] || fail 'a header "Proxy" has an effect'

# ---- too many failures ----

for _ in $(seq 12); do
	http -o /dev/null -w '%{http_code}\n' -H "Authorization: ApiKey $wrong" "$host/"
done >"$work/codes"
{ grep -q 429 "$work/codes" && grep -q 401 "$work/codes"; } || fail 'failures are not limited'
must 200 "$admin" GET /
grep -q 'too many failed authentications' "$work/connectord.log" || fail 'the log says nothing of failures'

# ---- what is not in the log ----

mark=canary-4711
for target in "/_connector/$mark" "/$mark" "/_connector?$mark=$mark" "/_connector/_secret/$mark" "/_connector/%0a$mark"; do
	for method in GET PUT; do
		[ $method = PUT ] || ask "$admin" "$method" "$target" >"$work/out"
		[ $method = GET ] || for body in "{\"value\":\"$mark\"}" "{\"$mark\":1}" "{\"value\":$mark}" "$mark" "{\"name\":\"$mark"; do
			ask "$admin" "$method" "$target" "$body" >"$work/out"
		done
	done
done
http -o "$work/out" -H "X-Opaque-Id: $mark" -H "Accept: $mark" -H "X-$mark: $mark" -u "$mark:$mark" "$host/$mark"
http -o "$work/out" -H "Authorization: ApiKey $mark" "$host/"
http -o "$work/out" -H "Authorization: $mark" "$host/"
stop_program || fail "the program ended with status $?"
[ -s "$program_log" ] || fail 'there is no log'
for secret in "$mark" "$admin" "$monitor" "$worker" "$manage" "$revoked" "$wrong" canary-hidden canary-foreign; do
	! grep -nF -- "$secret" "$program_log" || fail 'that is in the log'
	plain=$(printf '%s' "$secret" | base64 -d 2>/dev/null | tr -d '\0')
	plain=${plain#*:}
	[ ${#plain} -ne 22 ] || ! grep -nF -- "$plain" "$program_log" || fail 'the secret of a key is in the log'
done
! LC_ALL=C grep -n $'[\001-\010\013-\037]' "$program_log" || fail 'there are control characters in the log'
# Of a key's secret only the hash is on the disk.
plain=$(printf '%s' "$admin" | base64 -d)
! grep -rlaF -- "${plain#*:}" "$data" || fail 'the secret of a key is on the disk'
grep -rqaF -- "${plain%%:*}" "$data" || fail 'the search finds nothing at all'
printf 'security stands\n'
