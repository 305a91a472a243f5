# shellcheck shell=bash
# One way to put connectord behind a web server: all scenarios (unless another test plays them), then
# what a web server makes different. Sourced with "way" set, and "scenarios" to "elsewhere" if so.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

jobs=http://localhost/_connector/_sync_job
json='Content-Type: application/json'

# is NAME EXPECTED FOUND: expected may hold alternatives, as in a case.
is() {
	# shellcheck disable=SC2053,SC2254 # a pattern
	if [[ $3 == $2 ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok %s: expected %s, got %s\n' "$1" "$2" "${3:0:300}"
		[ ! -s "$work/body" ] || head -c 300 "$work/body"
	fi
}

# The status; the body is in "$work/body", the head in "$work/head".
ask() {
	: >"$work/body"
	http -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" 2>/dev/null
}

job_count() {
	ask "$jobs?size=0" >/dev/null
	sed -E 's/^\{"count":([0-9]+),.*/\1/' "$work/body"
}

# What one way does and another does not: by NAME VALUE WAYS-PATTERN VALUE...
by_way() {
	local value=$1

	shift
	while [ $# -gt 0 ]; do
		# shellcheck disable=SC2053 # a pattern
		[[ $web_way != $1 ]] || value=$2
		shift 2
	done
	printf '%s\n' "$value"
}

bodies() {
	local before

	printf '{"id":"books"%2000000s}' '' >"$work/large.json"
	is 'a body behind Expect: 100-continue' 201 \
		"$(ask -H "$json" -H 'Expect: 100-continue' --data-binary @"$work/large.json" "$jobs")"
	is 'a chunked body' 201 \
		"$(ask -H "$json" -H 'Transfer-Encoding: chunked' -d '{"id":"books"}' "$jobs")"
	is 'a large chunked body' 201 "$(ask -H "$json" -H 'Transfer-Encoding: chunked' \
		-H 'Expect:' -T - -X POST "$jobs" <"$work/large.json")"
	is 'an empty chunked body' 400 \
		"$(ask -H "$json" -H 'Transfer-Encoding: chunked' -T - -X POST "$jobs" </dev/null)"
	is 'that it is missing' '*request body is required*' "$(cat "$work/body")"
	is 'an empty body' 200 "$(ask -X PUT -d '' -H 'Content-Type:' http://localhost/_connector/books/_check_in)"
	is 'no body and no length' 200 "$(ask -X PUT http://localhost/_connector/books/_check_in)"
	is 'a POST without a length' "$(by_way 400 'lighttpd*' 411)" "$(ask -X POST "$jobs")"
	before=$(job_count)
	# It is announced too large, so it need not come.
	is 'an announced body that is too large' 413 \
		"$(ask -H "$json" -H 'Content-Length: 104923138' -H 'Expect: 100-continue' -d x "$jobs")"
	is 'a chunked body that is too large' "$(by_way 413 mod_fcgid 500)" "$(head -c 104923138 /dev/zero |
		ask -H "$json" -H 'Transfer-Encoding: chunked' -H 'Expect:' -T - -X POST "$jobs")"
	is 'that nothing was stored' "$before" "$(job_count)"
}

# Clients that go away: with half of their body sent, and with half of their answer read.
leaving() {
	local before client curl

	mkfifo "$work/pipe"
	# What they have sent by then would be a whole job.
	printf '{"id":"books"}%2000000s' '' >"$work/padded.json"
	before=$(job_count)
	for _ in 1 2 3; do
		http -o /dev/null --limit-rate 200K --max-time 0.3 -H "$json" -H 'Expect:' \
			--data-binary @"$work/padded.json" "$jobs" 2>/dev/null
		# A pipe that does not end: curl cannot finish by itself.
		web_curl
		"${curl[@]}" -o /dev/null -H "$json" -H 'Expect:' -H 'Transfer-Encoding: chunked' \
			-T - -X POST "$jobs" <>"$work/pipe" &
		client=$!
		printf '{"id":"books"}' >"$work/pipe"
		sleep 0.3
		kill -KILL $client
		wait $client 2>/dev/null
		http -o /dev/null --limit-rate 1K --max-time 0.1 "$jobs?size=1000" 2>/dev/null
	done
	is 'half a body stores nothing' "$before" "$(job_count)"
	is 'a whole one does' 201 "$(ask -H "$json" --data-binary @"$work/padded.json" "$jobs")"
	is 'an answer behind those who left' 200 "$(ask http://localhost/)"
}

head_is() {
	tr -d '\r' <"$work/head" | grep -ciE -- "$1"
}

heads() {
	local n

	is 'HEAD' 200 "$(ask -I http://localhost/)"
	is 'the length of what HEAD does not send' 1 "$(head_is '^content-length: [1-9]')"
	is 'HEAD of a path without it' 405 "$(ask -I http://localhost/_connector)"
	is 'OPTIONS' 200 "$(ask -X OPTIONS http://localhost/_connector/books)"
	is 'its Allow' 1 "$(head_is '^allow: .*DELETE')"
	is 'an answer to one who takes gzip' 200 "$(ask -H 'Accept-Encoding: gzip' http://localhost/)"
	is 'that it is not compressed' 0 "$(head_is '^content-encoding:')"
	is 'that it has a length' 1 "$(head_is '^content-length:')"
	n=$(http -o /dev/null -o /dev/null -o /dev/null -w '%{num_connects}\n' http://localhost/ \
		http://localhost/_connector http://localhost/_connector/nobody | paste -sd +)
	is 'one connection for three requests' 1+0+0 "$n"
}

paths() {
	is 'an escaped slash' 201 "$(ask -X PUT -H "$json" -d '{"index_name":"a"}' http://localhost/_connector/a%2Fb%20c)"
	is 'the id with the slash' '*"id":"a/b c"*' "$(cat "$work/body")"
	is 'dots in a path' 400 "$(ask --path-as-is http://localhost/x/../_connector)"
	is 'that they stay' '*\[/x/../_connector\]*' "$(cat "$work/body")"
	is 'escaped dots in an id' 404 "$(ask http://localhost/_connector/%2e%2e)"
	is 'an empty id' 400 "$(ask -X PUT http://localhost/_connector//_check_in)"
	is 'a header of 9 KB' 200 "$(ask -H "X-Long: $(printf '%9000s' '' | tr ' ' x)" http://localhost/)"
}

# What the web server answers by itself, and in what form.
own_answers() {
	local head type

	head=$(printf '%70000s' '' | tr ' ' x)
	is 'headers that are too large' '@(400|431)' "$(ask -H "X-Long: $head" http://localhost/)"
	[[ $web_way = lighttpd* ]] && return
	is 'a broken escape' 400 "$(ask --path-as-is http://localhost/_connector/%zz)"
	is 'that it is told in JSON' '{"error":"*","status":400}' "$(cat "$work/body")"
	type=$(tr -d '\r' <"$work/head" | grep -i '^content-type:')
	is 'and named so' '*application/json' "$type"
	is 'with the product' 1 "$(head_is '^x-elastic-product: Elasticsearch$')"
	is 'TRACE' 405 "$(ask -X TRACE http://localhost/)"
}

owner() {
	"$work/bin/connectord" -c "$work/connectord.conf" --control status 2>/dev/null |
		sed -n "s/^$1 //p"
}

# Changes side by side make mod_fcgid start more processes.
somebody_waits() {
	http -Z --parallel-max 16 -o /dev/null -X PUT 'http://localhost/_connector/books/_check_in#[1-200]' \
		2>/dev/null
	[ "$(owner waiting_processes)" -gt 0 ] 2>/dev/null
}

books_are_there() {
	[ "$(ask http://localhost/_connector/books)" = 200 ]
}

# When the web server starts the program, it starts several; one is there for the others.
several_processes() {
	local first

	[ $web_spawns = yes ] || return 0
	wait_until 15 somebody_waits
	is 'several processes, of which all but one wait' 0 $?
	first=$(owner pid)
	is 'the one that serves' '[1-9]*' "$first"
	kill -KILL "$first"
	wait_until 15 books_are_there
	is 'that another takes its place' 0 $?
	is 'that it is another' 'yes' "$([ "$(owner pid)" != "$first" ] && echo yes)"
}

without_the_program() {
	[ $web_spawns = no ] || return 0
	web_stop_program
	is 'without the program' '50[23]' "$(ask http://localhost/)"
	[[ $web_way = lighttpd* ]] || is 'in JSON' '{"error":"connectord *"*' "$(cat "$work/body")"
}

# Keys of the API must come through: Apache keeps "Authorization" to itself unless told.
keys() {
	local made id key

	web_security=on
	# shellcheck disable=SC2154 # who sources this says so
	web_use "$way"
	web_fresh
	made=$("$work/bin/connectord" -c "$work/connectord.conf" key create --name way --role manage)
	id=$(sed -n 's/^  "id" : "\(.*\)",$/\1/p' <<<"$made")
	key=$(sed -n 's/^  "api_key" : "\(.*\)",$/\1/p' <<<"$made")
	is 'no key' 401 "$(ask http://localhost/_connector)"
	is 'that a 401 says how' 1 "$(head_is '^www-authenticate:.*ApiKey')"
	is 'the other way' 1 "$(head_is '^www-authenticate: Basic realm=')"
	is 'and has no product' 0 "$(head_is '^x-elastic-product:')"
	is 'a wrong key' 401 "$(ask -u "$id:x$key" http://localhost/_connector)"
	is 'ApiKey' 200 "$(ask -H "Authorization: ApiKey $(printf '%s' "$id:$key" | base64 -w 0)" \
		http://localhost/_connector)"
	is 'Basic' 200 "$(ask -u "$id:$key" http://localhost/_connector)"
	is 'a change' 201 "$(ask -u "$id:$key" -X PUT -H "$json" -d '{}' http://localhost/_connector/mine)"
	web_stop
	web_security=off
}

# Below a prefix, and with the web server's eyes on nothing but the raw target.
mounted() {
	# shellcheck disable=SC2154 # who sources this sets it
	web_use "$way" 'mount = /es/v1'
	web_mount=/es/v1
	play_through "$top_srcdir"/tests/api/01*.t "$top_srcdir"/tests/api/09*.t \
		"$top_srcdir"/tests/api/10*.t
	web_fresh
	is 'a path beside the prefix' 404 "$(ask http://localhost/_connector)"
	is 'what is said about it' '*resource_not_found_exception*/_connector*' "$(cat "$work/body")"
	is 'a longer name' 404 "$(ask http://localhost/es/v1x/_connector)"
	is 'an escaped prefix' '40[04]' "$(ask http://localhost/es%2Fv1/_connector)"
	is 'dots that lead to the prefix' 404 "$(ask --path-as-is http://localhost/x/../es/v1/_connector)"
	web_stop
	web_mount=
}

need_player
web_use "$way"
[ "${scenarios:-}" = elsewhere ] || play_through "$top_srcdir"/tests/api/*.t
web_fresh
is 'a connector' 201 "$(ask -X PUT -H "$json" -d '{"index_name":"i","service_type":"s"}' http://localhost/_connector/books)"
bodies
leaving
heads
paths
own_answers
several_processes
without_the_program
web_stop
keys
mounted
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
