#!/usr/bin/env bash
# The npm client @elastic/elasticsearch, majors 8 and 9 as they are published, against the program
# behind nginx: every method of client.connector, and what reaches the two indices; then documents, in
# the sink and through the split front to a search engine. Each major meets a program with data of its own.
# Needs the registry of npm, but only when CLIENTS_DIR does not hold the packages already.
#
#   CLIENTS_DIR   where the packages are kept between runs; build-clients in the build directory
#
# To try other versions, change package.json, and here: npm install --package-lock-only

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"
# shellcheck source=tests/lib/split.sh
. "${top_srcdir:-.}/tests/lib/split.sh"

here=$(cd "$top_srcdir/tests/clients" && pwd) || exit 99
modules=${CLIENTS_DIR:-$top_builddir/build-clients}

need curl node npm
mkdir -p "$modules" && modules=$(cd "$modules" && pwd) || exit 99
unset DEBUG NODE_OPTIONS # they make Node.js or the client say more than we want to hear

# The clients want Node.js 20. Debian 12 has 18, which is enough for npm to bring a newer one.
node=node
omit=--omit=optional
if [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ]; then
	node=$modules/node_modules/node-linux-$(node -p process.arch)/bin/node
	omit=
fi

is_installed() {
	[ -e "$modules/node_modules/.package-lock.json" ] && command -v "$node" >/dev/null &&
		cmp -s "$here/package-lock.json" "$modules/package-lock.json"
}

install() {
	rm -rf "$modules/node_modules"
	cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$modules/" || exit 99
	# shellcheck disable=SC2086 # nothing, or one word
	(cd "$modules" && npm ci $omit --cache "$modules/npm-cache") >"$work/npm.out" 2>&1 || {
		cat "$work/npm.out"
		fail 'npm cannot install the clients'
	}
	is_installed || fail "npm did not install all: $node"
}

# play_suite MAJOR SUITE NAME: all tests, and adds up what they say of themselves.
play_suite() {
	local status=0 total

	CLIENTS_DIR=$modules CLIENTS_MAJOR=$1 CLIENTS_API_KEY=$key CLIENTS_SOCKET=$http_socket timeout 300 \
		"$node" --test-reporter="$here/reporter.mjs" --test-reporter-destination=stdout \
		"$here/$2" >"$work/out" 2>&1 || status=$?
	sed -e "s/^\(not \)\{0,1\}ok /&$1, $3: /" -e "s/^[0-9]* passed, /major $1, $3: &/" "$work/out"
	total=$(tail -n 1 "$work/out")
	if ! [[ $total =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		failed=$((failed + 1))
		printf 'not ok %d: it ended with status %d\n' "$1" $status
		return
	fi
	passed=$((passed + BASH_REMATCH[1]))
	failed=$((failed + BASH_REMATCH[2]))
	if [ $status -ne 0 ] && [ "${BASH_REMATCH[2]}" -eq 0 ]; then
		failed=$((failed + 1))
		printf 'not ok %d: all well, but it ended with status %d\n' "$1" $status
	fi
}

[ -x "$upstream" ] || fail 'the search engine of the tests was not built: libmicrohttpd is needed'
is_installed || install
start_nginx
for major in 8 9; do
	# One of them with a key, as most people use them.
	security=off
	key=
	if [ $major -eq 9 ]; then
		security=on
		key=$("$connectord" --data "$work/data-$major" key create --name clients --role admin |
			sed -n 's/^ *"encoded" : "\([^"]*\)".*/\1/p')
		[ -n "$key" ] || fail 'no API key could be made'
	fi
	start_program "$work/data-$major" --stop-grace 100ms --security $security
	: >"$work/nginx/error.log" # until the program was there, nginx had a reason to complain
	play_suite $major suite.mjs control
	! grep -E '\[(error|crit|alert|emerg)\]' "$work/nginx/error.log" || {
		failed=$((failed + 1))
		printf 'not ok %d: nginx complains\n' $major
	}
	stop_program || {
		failed=$((failed + 1))
		printf 'not ok %d: the program ended with status %d\n' $major $?
	}
done

# Documents: in the sink, and through the split front, which is another nginx.
key=
for major in 8 9; do
	start_program "$work/data-sink-$major" --stop-grace 100ms --sink on
	play_suite $major content.mjs sink
	stop_program || fail "the program ended with status $?"
done
kill -TERM "$nginx_pid"
wait "$nginx_pid" 2>/dev/null
nginx_pid=
for major in 8 9; do
	rm -f "$http_socket"
	split_start nginx
	key=$manage
	play_suite $major content.mjs content
	split_stop
	seen="$(engine_saw refused_media) $(engine_saw refused_key) $(engine_saw "documents content-$major")"
	[ "$seen" = '0 0 5' ] || {
		failed=$((failed + 1))
		printf 'not ok %d: what the engine saw\n' $major
		cat "$work/engine.out"
	}
done
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ] && [ $passed -gt 0 ]
