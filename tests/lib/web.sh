# shellcheck shell=bash disable=SC2154 # what server.sh sets
# The ways to put connectord behind a web server, each with the example of it in conf/. Sourced behind
# server.sh:
#
#   web_use WAY [SETTING]...   nginx, mod_proxy_fcgi, mod_fcgid, lighttpd or lighttpd-spawn; settings
#                              ("mount = /es") go into the program's file
#   web_fresh                  the web server and the program run, and the program has no data
#   web_stop                   both are stopped
#   play_through FILE...       every scenario with a fresh program; the last line counts them
#
#   http()                     curl, to the web server (http://localhost/...)
#   web_security               on: requests need a key (off when not set), from the next web_use on
#   web_spawns                 yes: it is the web server that starts the program

web_way=
web_spawns=no
web_settings=()
web_more= # lines for the web server, behind those of the example
web_player=() # where the player finds the web server

find_server() {
	local path

	for path in "$(command -v "$1")" "/usr/sbin/$1"; do
		[ -n "$path" ] && [ -x "$path" ] && printf '%s\n' "$path" && return
	done
	printf 'skipped: %s is not there\n' "$1" >&2
	return 1
}

need_apache_module() {
	[ -e "/usr/lib/apache2/modules/mod_$1.so" ] || {
		printf 'skipped: the module %s of Apache is not there\n' "$1"
		exit 77
	}
}

# Started by root, Apache and lighttpd serve as www-data, and so does what they start.
web_give() {
	[ "$(id -u)" -ne 0 ] || chown -R www-data:www-data "$@" || exit 99
}

# web_as_owner PATH COMMAND...: as the user who has the path; root's own look at it is refused.
web_as_owner() {
	local owner

	owner=$(stat -c %U "$1")
	shift
	if [ "$(id -un)" = "$owner" ]; then
		"$@"
	else
		setpriv --reuid "$owner" --regid "$owner" --clear-groups "$@"
	fi
}

# The file of the program: what web_use was given, and more.
web_write_settings() {
	printf '%s\n' "data = $work/data" 'stop_grace = 100ms' "security = ${web_security:-off}" \
		"${web_settings[@]}" "$@" \
		>"$work/connectord.conf"
	[ $web_spawns = yes ] || printf '%s\n' "listen = $program_socket" 'socket_mode = 0666' \
		>>"$work/connectord.conf"
}

web_use() {
	web_way=$1
	shift
	case $web_way in
	nginx | lighttpd) web_spawns=no ;;
	mod_proxy_fcgi)
		web_spawns=no
		need_apache_module proxy_fcgi
		;;
	mod_fcgid)
		web_spawns=yes
		need_apache_module fcgid
		;;
	lighttpd-spawn) web_spawns=yes ;;
	*) fail "there is no way $web_way" ;;
	esac
	web_settings=("$@")
	web_write_settings
	mkdir -p "$work/web/fcgid" "$work/bin" || exit 99
	# Where the program was built may be closed to the user it is started as.
	[ -e "$work/bin/connectord" ] || cp "$connectord" "$work/bin/connectord" || exit 99
	chmod 711 "$work"
	web_give "$work/web"
}

# The published example, with its addresses and directories replaced.
web_example() {
	sed -e "s|/run/connectord/connectord\\.sock|$program_socket|" \
		-e "s|/var/lib/connectord/[a-z]*|$work/web|" \
		-e "s|/usr/sbin/connectord|$work/bin/connectord|" \
		-e "s|/etc/connectord/connectord\\.conf|$work/connectord.conf|" \
		-e "s|^Listen 127\\.0\\.0\\.1:9200|Listen 127.0.0.1:$web_port|" \
		-e "s|^server\\.bind = .*|server.bind = \"$http_socket\"|" \
		"$top_srcdir/conf/$1" >"$work/web/$1" || exit 99
	[ -z "$web_more" ] || printf '%s\n' "$web_more" >>"$work/web/$1"
}

# Apache listens on TCP only, so on a port that may turn out to be taken.
web_start_apache() {
	local apache try

	apache=$(find_server apache2) || exit 77
	for try in 1 2 3 4 5; do
		web_port=$((RANDOM % 20000 + 20000))
		web_example "apache-$web_way.conf"
		"$apache" -f "$work/web/apache-$web_way.conf" -DFOREGROUND 2>>"$work/web/start.log" &
		web_pid=$!
		web_player=(--url "http://127.0.0.1:$web_port" --server "$web_way")
		wait_until 10 web_is_up
		kill -0 $web_pid 2>/dev/null && return
		printf 'try %d: port %d is taken?\n' $try $web_port
	done
	show_log "$work/web/start.log"
	fail 'Apache does not start'
}

web_is_up() {
	http -o /dev/null http://localhost/ 2>/dev/null || ! kill -0 "$web_pid" 2>/dev/null
}

web_start_lighttpd() {
	local lighttpd example=$web_way.conf

	lighttpd=$(find_server lighttpd) || exit 77
	web_example "$example"
	rm -f "$http_socket"
	"$lighttpd" -D -f "$work/web/$example" 2>>"$work/web/start.log" &
	web_pid=$!
	web_player=(--url http://localhost --unix-socket "$http_socket" --server lighttpd)
	wait_until 10 web_is_up
	kill -0 $web_pid 2>/dev/null && return
	show_log "$work/web/start.log"
	fail 'lighttpd does not start'
}

web_start() {
	case $web_way in
	nginx)
		start_nginx
		web_player=(--url http://localhost --unix-socket "$http_socket" --server nginx)
		;;
	mod_*) web_start_apache ;;
	lighttpd*) web_start_lighttpd ;;
	esac
}

# The beginning of the command that http() runs, in "curl".
web_curl() {
	curl=(curl -sS --noproxy '*' --max-time 30)
	if [ -n "$web_port" ]; then
		curl+=(--connect-to "localhost:80:127.0.0.1:$web_port")
	else
		curl+=(--unix-socket "$http_socket")
	fi
}

# Overrides the one in server.sh.
http() {
	local curl

	web_curl
	"${curl[@]}" "$@"
}

web_port=

# It answers, be it that it wants a key.
web_served() {
	[[ $(http -o /dev/null -w '%{http_code}' "http://localhost${web_mount:-}/" 2>/dev/null) = @(200|401) ]]
}

web_fresh() {
	web_stop_program
	rm -rf "$work/data"
	mkdir -m 700 "$work/data" || exit 99
	if [ $web_spawns = yes ]; then
		web_give "$work/data"
		web_start
		wait_until 20 web_served || fail "the program that $web_way starts does not answer"
	else
		rm -f "$program_socket"
		"$connectord" -c "$work/connectord.conf" 2>>"$program_log" &
		program_pid=$!
		# lighttpd does not ask again for a second where nobody listened.
		wait_until 20 test -S "$program_socket"
		[ -n "$web_pid$nginx_pid" ] || web_start
		wait_until 20 web_served || fail 'the program does not answer'
		kill -0 "$program_pid" 2>/dev/null || fail 'the program ended at its start'
	fi
}

# Of the programs that a web server started, none has the records any more. Some web servers do not wait for them.
web_data_is_left() {
	[ ! -e "$work/data/owner.lock" ] || flock -n "$work/data/owner.lock" true
}

# The program, and the web server too when that is what started it. False when it did not end well.
web_stop_program() {
	local pid

	if [ $web_spawns = yes ]; then
		[ -z "$web_pid" ] || kill -TERM "$web_pid" 2>/dev/null
		pid=$web_pid
		web_pid=
	elif [ -n "$program_pid" ]; then
		pid=$program_pid
		kill -TERM "$pid" 2>/dev/null
		program_pid=
	fi
	# How a web server ends is not ours to judge: lighttpd says 1 now and then.
	[ -z "${pid:-}" ] || wait "$pid" || [ $web_spawns = yes ] || return
	[ $web_spawns = no ] || wait_until 20 web_data_is_left || fail 'a program that was started goes on without its web server'
}

web_stop() {
	web_stop_program || fail "the program ended with status $?"
	for pid in $web_pid $nginx_pid; do
		kill -TERM "$pid"
		wait "$pid" 2>/dev/null
	done
	web_pid=
	nginx_pid=
}

passed=0
failed=0

# play_through FILE...: adds to passed and failed.
play_through() {
	local scenario lifecycle sink well

	for scenario in "$@"; do
		[ -e "$scenario" ] || fail 'there are no scenarios'
		lifecycle=strict
		[[ $scenario != *.compat.t ]] || lifecycle=compat
		sink=off
		[[ $scenario != *.sink.t ]] || sink=on
		web_write_settings "lifecycle = $lifecycle" "sink = $sink"
		web_fresh
		well=yes
		"$play" "${web_player[@]}" --mount "${web_mount:-}" "$scenario" >"$work/out" || well=no
		sed '$d' "$work/out" # the total of one file says nothing
		web_stop_program || {
			printf 'not ok %s: the program ended with status %d\n' "$scenario" $?
			well=no
		}
		if [ $well = yes ]; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
		fi
	done
}

need_player() {
	need curl "$play"
	"$play" --url http://localhost 2>&1 | grep -q 'without libcurl' || return 0
	echo 'skipped: the player was built without libcurl'
	exit 77
}
