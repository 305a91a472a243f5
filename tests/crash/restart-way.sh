# shellcheck shell=bash
# Kills the program at random moments, also while it recovers, under writers behind a web server.
# Afterwards every change that was answered must be there, and once, no job in a state that it was
# not told to be in, and records, lists and counts must agree. Sourced with "way" set (web.sh).
#
# First the same with a program that leaves out the flush of its log, which must be found out.
#
# RESTART_ROUNDS makes it longer: a round is one kill or a few. RESTART_TELL: says how each went.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

rounds=${RESTART_ROUNDS:-6}
writers=4
batch=50   # jobs of a writer that are made one after the other
chapter=20 # batches for one connector: a list ends at 10,000
connectors_url=http://localhost/_connector
jobs_url=$connectors_url/_sync_job
docs_url=http://localhost/.elastic-connectors-sync-jobs/_doc
kills=0
longest_ms=0

# ---- writers ----

# send METHOD BODY CURL-ARGUMENT...: one curl for many requests. A line for each: "body status url".
send() {
	local method=$1 body=$2

	shift 2
	http -X "$method" -H 'Content-Type: application/json' ${body:+--data-binary "$body"} \
		-w ' %{http_code} %{url_effective}\n' "$@" 2>/dev/null
}

# Every job of the batch goes its way, in one curl; answers come out, as of send(). The second claim is
# of another worker, and must be refused.
live() {
	awk -v jobs="$jobs_url/" -v server="$server" '
		function ask(method, path, body) {
			if (n++)
				print "next"
			print server
			print "request = " method
			printf "url = \"%s\"\n", jobs $1 path
			gsub(/"/, "\\\"", body)
			if (body != "")
				printf "data-binary = \"%s\"\n", body
			print "header = \"Content-Type: application/json\""
			print "write-out = \" %{http_code} %{url_effective}\\n\""
		}
		NR % 5 < 3 { ask("PUT", "/_claim", "{\"worker_hostname\":\"w\"}") }
		NR % 5 == 1 {
			ask("PUT", "/_claim", "{\"worker_hostname\":\"v\"}")
			ask("PUT", "/_stats", "{\"deleted_document_count\":1,\"indexed_document_count\":2," \
				"\"indexed_document_volume\":3}")
		}
		NR % 5 == 2 { ask("PUT", "/_error", "{\"error\":\"broken\"}") }
		NR % 5 == 3 { ask("PUT", "/_cancel", "") }
		NR % 5 == 4 { ask("DELETE", "", "") }' "$mine" | curl -K - 2>/dev/null
}

# journal WRITER: reads answers, and writes down for each job of the batch what must be found: a line
# "id status changes" in "sure"; "id" in "deleted"; when something was not answered, in "unsure", or "perhaps" when that was a delete.
# "wrong" has answers that are wrong at once.
journal() {
	awk -v url="$jobs_url/" -v sure="$work/sure.$1" -v unsure="$work/unsure.$1" \
		-v deleted="$work/deleted.$1" -v perhaps="$work/perhaps.$1" \
		-v wrong="$work/wrong.$1" '
		FILENAME != "-" { state[$1] = "pending"; next }
		{
			code = $(NF - 1)
			split(substr($NF, length(url) + 1), path, "/")
			job = path[1]
			op = path[2]
			if (code == 404)
				print "missing at once:", $0 >>wrong
			else if (code == 200 && op == "_claim" && state[job] == "in_progress")
				print "claimed twice:", $0 >>wrong
			if (code == 200) {
				state[job] = op == "_claim" ? "in_progress" : op == "_error" ? "error" : \
					op == "_cancel" ? "canceled" : op == "" ? "gone" : state[job]
				changes[job]++
			} else if (code !~ /^4/) {
				open[job] = 1
				may_be_gone[job] = op == ""
				if (op == "_claim")
					state[job] = "perhaps"
			}
		}
		END {
			for (job in state)
				if (state[job] == "gone")
					print job >>deleted
				else if (!open[job])
					print job, state[job], changes[job] + 0 >>sure
				else
					print job >>(may_be_gone[job] ? perhaps : unsure)
		}' "$mine" -
}

# new_connector ID: repeated until it is answered.
new_connector() {
	until [ -e "$work/stop" ] || [[ $(send PUT \
		"{\"index_name\":\"i-$1\",\"service_type\":\"x\"}" "$connectors_url/$1") = *' 20'[01]' '* ]]; do
		sleep 0.02
	done
}

# One writer, until there is a file "stop".
write_jobs() {
	local me=$1 mine=$work/writer.$1 n=0 connector

	until [ -e "$work/stop" ]; do
		if [ $((n % chapter)) -eq 0 ]; then
			connector=w$me-$((n / chapter))
			new_connector "$connector"
		fi
		n=$((n + 1))
		# The part of a url behind '#' is not sent: it only makes curl repeat.
		send POST "{\"id\":\"$connector\"}" "$jobs_url#[1-$batch]" |
			sed -nE 's/^\{"id":"([A-Za-z0-9_-]{20})"\} 201 .*/\1/p' >"$mine"
		printf '%s\n' "$connector" >>"$work/asked.$me"
		if [ -s "$mine" ]; then
			live | journal "$me"
			cat "$mine" >>"$work/jobs.$me"
		else
			sleep 0.02
		fi
		# What it is named shows whether a request was carried out twice.
		[ $n -gt 2000 ] ||
			[[ $(send POST "{\"name\":\"w$me.$n\"}" $connectors_url) != *' 201 '* ]] ||
			printf 'w%s.%d\n' "$me" $n >>"$work/named.$me"
	done
}

start_writers() {
	local me

	# Which server, in the words of a configuration of curl: each request of one must say it again.
	server="silent\nnoproxy = *\nmax-time = 30"
	if [ -n "$web_port" ]; then
		server="$server\nconnect-to = localhost:80:127.0.0.1:$web_port"
	else
		server="$server\nunix-socket = $http_socket"
	fi
	rm -f "$work"/*.[0-9] "$work/stop"
	for me in $(seq $writers); do
		write_jobs "$me" &
		helper_pids="$helper_pids $!"
	done
}

stop_writers() {
	touch "$work/stop"
	# shellcheck disable=SC2086 # a list of process ids
	wait $helper_pids
	helper_pids=
	for list in jobs asked named sure unsure deleted perhaps wrong; do
		cat "$work/$list".[0-9] 2>/dev/null | sort >"$work/$list"
	done
}

# ---- kills ----

# All of the program that live; only they have this file.
processes() {
	pgrep -f -- "-c $work/connectord.conf"
}

# The process that has the records, recovering or serving; nothing when it is dead.
owner() {
	local pid

	pid=$(cat "$work/data/owner.lock" 2>/dev/null)
	[ -z "$pid" ] || processes | grep -x "$pid"
}

waiting() {
	processes | grep -vx "$(owner)" | shuf -n 1
}

strike() {
	local pid

	for pid in "$@"; do
		kill -KILL "$pid" 2>/dev/null && kills=$((kills + 1))
	done
}

# Behind nginx nobody else starts the program again.
start_again() {
	[ $web_spawns = no ] || return 0
	wait "$program_pid" 2>/dev/null
	rm -f "$program_socket"
	"$connectord" -c "$work/connectord.conf" 2>>"$program_log" &
	program_pid=$!
}

owner_lives() {
	[ -n "$(owner)" ]
}

strike_owner() {
	# shellcheck disable=SC2046 # a list
	strike $(owner)
	start_again
}

# strike_round N: sorts of accidents in turn.
strike_round() {
	case $(($1 % 4)) in
	0) # and the next one before it can have recovered
		strike_owner
		wait_until 20 owner_lives
		sleep "0.0$((RANDOM % 90 + 10))"
		strike_owner
		;;
	1)
		if [ $web_spawns = yes ]; then
			# shellcheck disable=SC2046 # one or none
			strike $(waiting)
		else
			strike_owner
		fi
		;;
	2) strike_owner ;;
	3)
		# shellcheck disable=SC2046 # a list
		strike $(processes)
		start_again
		;;
	esac
}

# Until somebody has an answer again; it is not for us to judge how long a web server sleeps.
wait_for_answer() {
	local began=$EPOCHREALTIME took

	wait_until 30 web_served || fail 'the program does not answer any more'
	took=$(((${EPOCHREALTIME/./} - ${began/./}) / 1000))
	[ $took -le $longest_ms ] || longest_ms=$took
	[ -z "${RESTART_TELL:-}" ] || printf 'round %s: %d kills, %d ms until an answer\n' "${round:-0}" $kills $took
}

# ---- what is left ----

# statuses LIST-FILE: asks for every job of a list: one line each, "id status changes", or "id 404".
statuses() {
	[ -s "$1" ] || return 0
	sed "s|^\([^ ]*\).*|url = \"$docs_url/\1\"|" "$1" >"$work/urls"
	http -w '\n' -K "$work/urls" | sed -nE \
		-e 's/.*"_id":"([^"]*)".*"found":false.*/\1 404/p' \
		-e 's/.*"_id":"([^"]*)".*"_seq_no":([0-9]+),.*"status":"([a-z_]*)".*/\1 \3 \2/p' | sort
}

check_answered() {
	statuses "$work/sure" >"$work/found"
	diff "$work/sure" "$work/found" >"$work/diff" ||
		fail "$(grep -c '^<' "$work/diff") jobs are not as they were answered: $(head -n 4 "$work/diff")"
	[ "$(statuses "$work/unsure" | grep -vc ' 404$')" -eq "$(wc -l <"$work/unsure")" ] ||
		fail 'an answered job is missing'
	[ "$(statuses "$work/deleted" | grep -c ' 404$')" -eq "$(wc -l <"$work/deleted")" ] ||
		fail 'a deleted job is there'
}

job='\{"id":"[A-Za-z0-9_-]{20}"'
name='"name":"w[0-9]+\.[0-9]+"'

# list URL PATTERN: of all pages the values that match, to "$work/listed"; "count" is the number the
# server tells.
list() {
	local from=0 page

	: >"$work/listed"
	while :; do
		page=$(http "$1&size=1000&from=$from") || fail 'no list'
		[[ $page =~ ^\{\"count\":([0-9]+), ]] || fail "not a list: ${page:0:200}"
		count=${BASH_REMATCH[1]}
		grep -oE "$2" <<<"$page" | cut -d '"' -f 4 >>"$work/listed"
		from=$((from + 1000))
		[ $from -lt "$count" ] || break
	done
}

# Each job once, in the list of its connector and in that of all; no more than were asked for.
check_jobs() {
	local connector

	: >"$work/all"
	while read -r connector; do
		list "$jobs_url?connector_id=$connector" "$job"
		[ "$count" -eq "$(wc -l <"$work/listed")" ] ||
			fail "the count of $connector is $count, $(wc -l <"$work/listed") are in its list"
		cat "$work/listed" >>"$work/all"
	done < <(uniq "$work/asked")
	sort -o "$work/all" "$work/all"
	[ -z "$(uniq -d "$work/all")" ] || fail 'a job is twice in the lists'
	[ -z "$(sort "$work/deleted" "$work/perhaps" "$work/all" | comm -23 "$work/jobs" -)" ] ||
		fail 'an answered job is not in the list'
	[ -z "$(comm -12 "$work/deleted" "$work/all")" ] || fail 'a deleted job is in the list'
	jobs=$(wc -l <"$work/all")
	[ "$jobs" -le $(($(wc -l <"$work/asked") * batch - $(wc -l <"$work/deleted"))) ] ||
		fail 'there are more jobs than were asked for'
	count=$(http "$jobs_url?size=0" | sed -E 's/^\{"count":([0-9]+),.*/\1/')
	# Of a list without a filter no more are counted.
	[ "$count" -eq $((jobs < 10000 ? jobs : 10000)) ] ||
		fail "the count is $count, but $jobs jobs are in the lists"
}

# Each connector that was answered is there, and none twice.
check_named() {
	list "$connectors_url?" "$name"
	sort "$work/listed" >"$work/all.named"
	[ -z "$(uniq -d "$work/all.named")" ] ||
		fail "carried out twice: $(uniq -d "$work/all.named" | head -n 3)"
	[ -z "$(comm -23 "$work/named" "$work/all.named")" ] || fail 'an answered connector is missing'
}

check_everything() {
	[ ! -s "$work/wrong" ] || fail "wrong answers: $(head -n 3 "$work/wrong")"
	check_answered
	check_jobs
	check_named
}

# All are killed, none is asked to stop: what follows recovers. And the web server, if it would start more.
end_program() {
	# shellcheck disable=SC2046 # a list
	strike $(processes)
	web_stop_program 2>/dev/null || :
	wait_until 10 nobody_lives || fail 'a killed process lives'
}

nobody_lives() {
	[ -z "$(processes)" ]
}

# With the data that is there.
begin_program() {
	if [ $web_spawns = yes ]; then
		web_give "$work/data"
		web_start
	else
		start_again
	fi
	wait_until 30 web_served || fail 'the program does not answer'
}

# ---- a program that lies ----

without_flush() {
	mv "$work/bin/connectord" "$work/bin/liar"
	cp "$top_builddir/tests/crash/noflush.so" "$work/bin/noflush.so" || exit 99
	printf '#!/bin/sh\nLD_PRELOAD=%s exec %s "$@"\n' "$work/bin/noflush.so" "$work/bin/liar" \
		>"$work/bin/connectord"
	chmod 755 "$work/bin/connectord"
}

with_flush() {
	mv "$work/bin/liar" "$work/bin/connectord"
}

# What check_everything finds must be that something is missing.
lie_is_found() {
	local said

	start_writers
	sleep 0.7
	strike_owner
	wait_for_answer
	stop_writers
	said=$(check_everything) && return 1
	[[ $said = *@('not as they were answered'|missing|'not in the list'|'claimed twice')* ]] ||
		fail "of a lie it is said: $said"
	printf 'without a flush: %s\n' "${said:0:150}"
}

need curl comm pgrep shuf
# shellcheck disable=SC2154 # who sources this sets it
web_use "$way"
connectord=$work/bin/connectord
# mod_fcgid starts nothing for seconds when processes end too often; here they do.
[ "$way" != mod_fcgid ] || web_more=$'FcgidSpawnScore 0\nFcgidTerminationScore 0'

without_flush
for try in 1 2 3 4; do
	web_fresh
	lie_is_found && break
	[ "$try" -lt 4 ] || fail 'a program that leaves out the flush was not found out'
done
end_program
with_flush

kills=0
longest_ms=0
web_fresh
start_writers
for round in $(seq "$rounds"); do
	sleep "0.$((RANDOM % 500 + 100))"
	strike_round "$round"
	wait_for_answer
done
sleep 0.2
stop_writers
for list in named sure unsure deleted; do
	[ $list = unsure ] || [ -s "$work/$list" ] || fail "nothing was written: '$list' is empty"
done
check_everything
before=$jobs
end_program
web_as_owner "$work/data" "$connectord" --data "$work/data" verify >"$work/verified" ||
	fail "verify: $(cat "$work/verified")"
begin_program
check_everything
[ "$jobs" -eq "$before" ] || fail "$before jobs before a restart, $jobs behind it"
web_stop
printf '%d jobs and %d connectors answered, %d jobs there, %d changed as answered, %d deleted, %d half answered: ' \
	"$(wc -l <"$work/jobs")" "$(wc -l <"$work/named")" "$jobs" "$(wc -l <"$work/sure")" \
	"$(wc -l <"$work/deleted")" "$(cat "$work/unsure" "$work/perhaps" | wc -l)"
printf 'none lost, none twice in %d kills; %d ms at most until somebody was answered again\n' $kills $longest_ms
