# shellcheck shell=bash disable=SC2034,SC2154 # for who sources it; what server.sh sets
# connectord and a search engine behind one web server, as conf/*-split.conf have it. Sourced behind server.sh and
# web.sh:
#
#   split_start FRONT   nginx, apache or lighttpd, the program with security and without data, and the engine
#   split_stop          the program and the web server; the engine may have been stopped before
#   where               the address of the web server, for the player
#   manage monitor      encoded keys of these roles
#   stop_engine         what it has seen is told by "engine_saw NAME" then

upstream=${UPSTREAM:-$top_builddir/tests/service/upstream}
engine_socket=$work/engine.sock
engine_pid=
credentials='Basic ZW5naW5lOm9mIGl0cyBvd24='
manage=
monitor=
where=

start_engine() {
	rm -f "$engine_socket"
	"$upstream" "$engine_socket" "$credentials" >"$work/engine.out" &
	engine_pid=$!
	helper_pids=$engine_pid
	wait_until 10 test -S "$engine_socket" || fail 'the engine does not start'
	chmod 666 "$engine_socket"
}

# What it has seen is in "$work/engine.out" then.
stop_engine() {
	kill -TERM "$engine_pid"
	wait "$engine_pid" || fail 'the engine did not end well'
	engine_pid=
	helper_pids=
}

engine_saw() {
	sed -n "s|^$1 ||p" "$work/engine.out"
}

make_key() {
	"$connectord" --data "$work/data" key create --name "$1" --role "$1" |
		sed -n 's/^ *"encoded" : "\([^"]*\)".*/\1/p'
}

# The published example, with addresses, directories and credentials replaced.
example() {
	sed -e "s|/run/connectord/connectord\\.sock|$program_socket|" \
		-e "s|/var/lib/connectord/[a-z]*|$work/web|" \
		-e "s|ENGINE-CREDENTIALS|$credentials|" \
		-e "s|ENCODED-KEY|$manage|" "$@" \
		"$top_srcdir/conf/$split_front-split.conf" >"$work/web/split.conf" || exit 99
	grep -q -- "$credentials" "$work/web/split.conf" || fail "$split_front-split.conf: where are the credentials?"
}

front_nginx() {
	local nginx globals='daemon off;'

	nginx=$(find_nginx) || exit 77
	mkdir -p "$work/web/tmp"
	example -e "s|server 127\\.0\\.0\\.1:9201|server unix:$engine_socket|" \
		-e "s|127\\.0\\.0\\.1:9200|unix:$http_socket|"
	[ "$(id -u)" -ne 0 ] || globals="$globals user root;"
	"$nginx" -e error.log -p "$work/web" -c split.conf -g "$globals" &
	web_pid=$!
	wait_until 10 test -S "$http_socket" || fail 'nginx does not start'
	where=$http_socket
}

front_apache() {
	local apache

	apache=$(find_server apache2) || exit 77
	need_apache_module proxy_http
	web_give "$work/web"
	for _ in 1 2 3 4 5; do
		web_port=$((RANDOM % 20000 + 20000))
		example -e "s|^Listen 127\\.0\\.0\\.1:9200|Listen 127.0.0.1:$web_port|" \
			-e "s|http://127\\.0\\.0\\.1:9201/|unix:$engine_socket\|http://engine/|"
		"$apache" -f "$work/web/split.conf" -DFOREGROUND 2>>"$work/web/start.log" &
		web_pid=$!
		wait_until 10 web_is_up
		kill -0 $web_pid 2>/dev/null && break
	done
	where=127.0.0.1:$web_port
}

front_lighttpd() {
	local lighttpd

	lighttpd=$(find_server lighttpd) || exit 77
	web_give "$work/web"
	example -e "s|^server\\.bind = .*|server.bind = \"$http_socket\"|" \
		-e "s|\"host\" => \"127\\.0\\.0\\.1\", \"port\" => 9201|\"host\" => \"$engine_socket\"|"
	rm -f "$http_socket"
	"$lighttpd" -D -f "$work/web/split.conf" 2>>"$work/web/start.log" &
	web_pid=$!
	wait_until 10 web_is_up
	where=$http_socket
}

split_start() {
	split_front=$1
	web_port=
	rm -rf "$work/data" "$work/web"
	mkdir -p "$work/web"
	chmod 711 "$work"
	manage=$(make_key manage)
	monitor=$(make_key monitor)
	start_engine
	rm -f "$program_socket"
	"$connectord" --listen "$program_socket" --socket-mode 0666 --data "$work/data" --stop-grace 100ms \
		2>>"$program_log" &
	program_pid=$!
	wait_until 20 test -S "$program_socket" || fail 'the program does not start'
	"front_$split_front"
	wait_until 20 web_served || fail "$split_front does not answer"
}

split_stop() {
	[ -z "$engine_pid" ] || stop_engine
	stop_program || fail "the program ended with status $?"
	kill -TERM "$web_pid"
	wait "$web_pid" 2>/dev/null
	web_pid=
}
