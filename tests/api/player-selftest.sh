#!/usr/bin/env bash
# Does the player see what is wrong? Each case is a scenario and what must be said about it. Only
# requests whose answers are simple are used: GET / and a path that does not exist.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

need "$play"
passed=0
failed=0

verdict() {
	if [ "$1" = yes ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not ok: %s\n' "$2"
		cat "$work/out"
	fi
}

# play_case: the scenario is on standard input; sets status and "$work/out".
play_case() {
	cat >"$work/case.t"
	status=0
	"$play" --in-process "$work/case.t" >"$work/out" 2>&1 || status=$?
}

# right NAME: the scenario passes.
right() {
	play_case
	if [ $status -eq 0 ] && [ "$(tail -n 1 "$work/out")" = '1 passed, 0 failed' ]; then
		verdict yes "$1"
	else
		verdict no "$1: must pass"
	fi
}

# wrong NAME TEXT: the scenario fails, exactly one, and TEXT is said.
wrong() {
	play_case
	if [ $status -eq 1 ] && [ "$(tail -n 1 "$work/out")" = '0 passed, 1 failed' ] &&
		grep -qF -- "$2" "$work/out"; then
		verdict yes "$1"
	else
		verdict no "$1: must fail and say: $2"
	fi
}

# ---- what passes ----

right 'everything at once' <<'END'
# A comment.
GET /
@ Accept: application/json
= 200
: x-ELASTIC-product: Elastic<any>
: X-Opaque-Id: -
# another
~ {"version":{"number":"<number:any>"},
 "cluster_uuid":"<uuid:uuid>", "tagline":"<any>"}

GET /?pretty=false
@ X-Opaque-Id: ${number}/${uuid}
= 200
: X-Opaque-Id: ${number}/${uuid}
~ {"cluster_uuid":"${uuid}","version":{"number":"${number}","build_snapshot":false},"name":"node<any>"}

GET /nope/${uuid}
= 400
{"error":"no handler found for uri [/nope/${uuid}] and method [GET]"}

GET /nope
= 400
| {"error":"no handler found for uri [/nope] and method [GET]"}

HEAD /
= 200
-

? server this door is the other one
GET /
= 599
END

right 'a set in a header' <<'END'
PATCH /_connector/_sync_job
= 405
: Allow: {POST, GET}
END

# ---- what must not pass ----

wrong 'another status' 'status: expected 201, got 200' <<'END'
GET /
= 201
END

wrong 'the second block' 'case.t:4: GET /nope' <<'END'
GET /
= 200

GET /nope
= 200
END

wrong 'a value of a member' 'body.tagline: expected [You Know], got [You Know, for Search]' <<'END'
GET /
= 200
~ {"tagline":"You Know"}
END

wrong 'a deeper value' 'body.version.build_snapshot: expected true' <<'END'
GET /
= 200
~ {"version":{"build_snapshot":true}}
END

wrong 'a kind' 'body.version: expected an array, got an object' <<'END'
GET /
= 200
~ {"version":[]}
END

wrong 'null is not a string' 'body.name: expected null, got a string' <<'END'
GET /
= 200
~ {"name":null}
END

wrong 'numbers are compared as spelled' 'body.status: expected 405.0, got 405' <<'END'
PATCH /_connector/_sync_job
= 405
~ {"status":405.0}
END

wrong 'a missing member' 'body.nothing: not there' <<'END'
GET /
= 200
~ {"nothing":"<any>"}
END

wrong 'a member too many' 'not expected' <<'END'
GET /
= 200
{"tagline":"<any>"}
END

wrong 'an element too few' 'body.results: expected 1 elements, got 0' <<'END'
GET /_connector
= 200
~ {"results":["<any>"]}
END

wrong 'a body that is not JSON' 'body: not JSON' <<'END'
HEAD /
= 200
{"error":"<any>"}
END

wrong 'other bytes' 'body: expected [{"error":"no handler"}]' <<'END'
GET /nope
= 400
| {"error":"no handler"}
END

wrong 'a body where none should be' 'body: expected none' <<'END'
GET /
= 200
-
END

wrong 'a header that is not there' 'header X-Nothing: not there' <<'END'
GET /
= 200
: X-Nothing: <any>
END

wrong 'a header that should not be there' 'header X-elastic-product: expected none' <<'END'
GET /
= 200
: X-elastic-product: -
END

wrong 'another value of a header' 'header content-type: expected [text/html]' <<'END'
GET /
= 200
: content-type: text/html
END

wrong 'a header that should be there twice' 'header X-elastic-product: not there' <<'END'
GET /
= 200
: X-elastic-product: Elasticsearch
: X-elastic-product: Elasticsearch
END

wrong 'a set with one too few' 'header Allow: expected the set {GET}' <<'END'
PATCH /_connector/_sync_job
= 405
: Allow: {GET}
END

wrong 'a set with another in it' 'header Allow: expected the set {GET, PUT}' <<'END'
PATCH /_connector/_sync_job
= 405
: Allow: {GET, PUT}
END

wrong 'no id' 'body.tagline: expected [<id>]' <<'END'
GET /
= 200
~ {"tagline":"<id>"}
END

wrong 'no time' 'body.tagline: expected [<time>]' <<'END'
GET /
= 200
~ {"tagline":"<time>"}
END

wrong 'no uuid' 'body.tagline: expected [<uuid>]' <<'END'
GET /
= 200
~ {"tagline":"<uuid>"}
END

# shellcheck disable=SC2016 # the player's variable, not ours
wrong 'a variable with another value' 'body.name: expected [${line}]' <<'END'
GET /
= 200
~ {"tagline":"<line:any>"}

GET /
= 200
~ {"name":"${line}"}
END

wrong 'an unknown variable in a body' 'the variable never is not set' <<'END'
GET /
= 200
~ {"name":"${never}"}
END

wrong 'an unknown variable in a target' 'the variable never is not set' <<'END'
GET /${never}
= 400
END

# ---- what is no scenario ----

wrong 'an empty file' 'no block in the file' </dev/null

wrong 'comments only' 'no block in the file' <<'END'
# nothing

# at all
END

wrong 'no status' "case.t:4: the block ends without a line '= STATUS'" <<'END'
PUT /_connector/a
{"a":
1}

GET /
= 200
END

wrong 'no request' 'case.t:2: a block without a request' <<'END'
? server because

END

wrong 'no reason' 'say why the block is not for every door' <<'END'
? server
GET /
= 200
END

right 'doors by name' <<'END'
? server not here
GET /
= 599

? nginx,mod_fcgid,mod_proxy_fcgi,lighttpd not here
GET /
= 599

? nginx,in-process,lighttpd here
GET /
= 200
END
right 'lifecycle by name' <<'END'
? compat not here
GET /
= 599

? strict here
GET /
= 200
END
wrong 'this lifecycle' 'status' <<'END'
? strict here
GET /
= 599
END
wrong 'one of two doors is this one' 'status' <<'END'
? lighttpd,in-process here
GET /
= 599
END
wrong 'one of two doors is none' 'no such door' <<'END'
? in-process,apache why
GET /
= 200
END
wrong 'no such door' 'no such door' <<'END'
? window because
GET /
= 200
END

wrong 'no method' 'not a request line' <<'END'
{"a":1}
= 200
END

wrong 'no header' 'not a header' <<'END'
GET /
@ Accept
= 200
END

wrong 'no such status' 'not a status' <<'END'
GET /
= 99
END

wrong 'broken JSON' 'case.t:3: the expected body is not JSON' <<'END'
GET /
= 200
{"a":1,}
END

wrong 'a name twice' 'the same name twice in an object' <<'END'
GET /
= 200
~ {"a":1,"a":1}
END

wrong 'something behind the body' 'something behind the expected body' <<'END'
GET /
= 200
-
{"a":1}
END

# ---- wrong use ----

usage() {
	status=0
	"$play" "$@" >"$work/out" 2>&1 || status=$?
	if [ $status -eq 64 ]; then
		verdict yes "usage"
	else
		verdict no "play $*: must end with status 64, and did with $status"
	fi
}
usage
usage --in-process
usage --in-process --url http://localhost "$work/case.t"
usage "$work/case.t"
usage --nothing

status=0
"$play" --in-process "$work/no-such-file.t" >"$work/out" 2>&1 || status=$?
if [ $status -eq 1 ]; then
	verdict yes 'no such file'
else
	verdict no 'a file that is not there must be a failure'
fi

printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
