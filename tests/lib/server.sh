# shellcheck shell=bash
# For tests that need the program, or the program behind nginx: everything lives in one temporary
# directory, listens on Unix sockets in there, and is stopped by its process id when the test ends.
#
#   work           the directory
#   http_socket    where nginx answers; curl is called by http()
#   program_pid    of the program, "" when it does not run

set -u

top_srcdir=${top_srcdir:-.}
top_builddir=${top_builddir:-.}
connectord=${CONNECTORD:-$top_builddir/connectord}
# shellcheck disable=SC2034 # for the scripts that read this one
play=${PLAY:-$top_builddir/tests/api/play}

work=$(mktemp -d "${TMPDIR:-/tmp}/connectord-test.XXXXXX") || exit 99
http_socket=$work/http.sock
program_socket=$work/connectord.sock
program_log=$work/connectord.log
program_pid=
nginx_pid=
web_pid= # another web server: web.sh
helper_pids= # more processes to end with the test

# Runs at every end of the test. A failed test shows what the servers had to say.
clean_up() {
	local status=$?

	trap - EXIT
	[ -z "$program_pid" ] || kill -KILL "$program_pid" 2>/dev/null
	[ -z "$web_pid" ] || kill -TERM "$web_pid" 2>/dev/null
	[ -z "$nginx_pid" ] || kill -TERM "$nginx_pid" 2>/dev/null
	# shellcheck disable=SC2086 # a list
	[ -z "$helper_pids" ] || kill -TERM $helper_pids 2>/dev/null
	wait 2>/dev/null # and no word of the shell about the killed ones
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
		show_log "$program_log"
		show_log "$work/nginx/error.log"
		show_log "$work/web/error.log"
	fi
	rm -rf "$work"
	exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

show_log() {
	[ -s "$1" ] || return 0
	printf -- '---- the end of %s\n' "${1##*/}"
	tail -n 40 "$1"
}

fail() {
	printf 'failed: %s\n' "$*"
	exit 1
}

# Ends the test as skipped when a program is missing.
need() {
	local tool

	for tool in "$@"; do
		command -v "$tool" >/dev/null || {
			printf 'skipped: %s is not there\n' "$tool"
			exit 77
		}
	done
}

find_nginx() {
	local path

	for path in "${NGINX:-}" "$(command -v nginx)" /usr/sbin/nginx; do
		[ -n "$path" ] && [ -x "$path" ] && printf '%s\n' "$path" && return
	done
	printf 'skipped: nginx is not there\n' >&2
	return 1
}

http() {
	curl -sS --noproxy '*' --max-time 30 --unix-socket "$http_socket" "$@"
}

# wait_until SECONDS COMMAND...: false when it never came true.
wait_until() {
	local end=$((SECONDS + $1))

	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.02
	done
}

# The published example, with its two addresses replaced.
start_nginx() {
	local nginx globals='daemon off;'

	nginx=$(find_nginx) || exit 77
	mkdir -p "$work/nginx/tmp" || exit 99
	sed -e "s|unix:/run/connectord/connectord\\.sock|unix:$program_socket|" \
		-e "s|127\\.0\\.0\\.1:9200|unix:$http_socket|" \
		"$top_srcdir/conf/nginx.conf" >"$work/nginx/nginx.conf" || exit 99
	# The directory is ours alone, so nginx must not give up root when it has it.
	[ "$(id -u)" -ne 0 ] || globals="$globals user root;"
	"$nginx" -e error.log -p "$work/nginx" -c nginx.conf -g "$globals" &
	nginx_pid=$!
	wait_until 10 test -S "$http_socket" || fail 'nginx does not start'
}

answers() {
	[[ $(http -o /dev/null -w '%{http_code}' http://localhost/ 2>/dev/null) = @(200|401) ]] ||
		! kill -0 "$program_pid" 2>/dev/null
}

# start_program DATA [FLAG...]: through nginx it answers when this returns. Security is off unless a flag
# says otherwise.
start_program() {
	local data=$1

	shift
	"$connectord" --listen "$program_socket" --data "$data" --security off "$@" 2>>"$program_log" &
	program_pid=$!
	wait_until 20 answers || fail 'the program does not answer'
	kill -0 "$program_pid" 2>/dev/null || fail 'the program ended at its start'
}

# Asks it to stop; false when it did not end well.
stop_program() {
	local pid=$program_pid

	kill -TERM "$pid" 2>/dev/null
	program_pid=
	wait "$pid"
}

kill_program() {
	local pid=$program_pid

	kill -KILL "$pid"
	program_pid=
	wait "$pid" 2>/dev/null
	return 0
}
