#!/usr/bin/env bash
# Kills the program at random moments, also while it recovers, under writers behind nginx. Every
# change that was answered must be there afterwards, and lists and counts must agree.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"

rounds=${RESTART_ROUNDS:-10}
writers=4
jobs_url=http://localhost/_connector/_sync_job

# send METHOD BODY CURL-ARGUMENT...: one curl for many requests. A line for each that was answered:
# "body status url".
send() {
	local method=$1 body=$2

	shift 2
	http -X "$method" -H 'Content-Type: application/json' ${body:+--data-binary "$body"} \
		-w ' %{http_code} %{url_effective}\n' "$@" 2>/dev/null
}

# answered STATUS: the ids of the jobs in the urls (or the bodies, for 201) that were answered so.
answered() {
	if [ "$1" = 201 ]; then
		sed -nE 's/^\{"id":"([A-Za-z0-9_-]{20})"\} 201 .*/\1/p'
	else
		sed -nE "s|.* $1 $jobs_url/([A-Za-z0-9_-]{20})(/_claim)?\$|\\1|p"
	fi
}

# One writer, until there is a file "stop". What was answered is written down, each kind in a file:
# jobs (must be there), claimed (must be in progress), deleted (must be gone). The part of a url behind
# '#' is not sent: it only makes curl repeat.
write_jobs() {
	local mine=$work/writer.$1

	until [ -e "$work/stop" ]; do
		send POST '{"id":"books"}' "$jobs_url#[1-25]" | answered 201 >"$mine"
		if [ ! -s "$mine" ]; then
			sleep 0.03
			continue
		fi
		sed '0~5d' "$mine" >>"$work/jobs.$1"
		sed -n "1~5s|.*|url = \"$jobs_url/&/_claim\"|p" "$mine" |
			send PUT '{"worker_hostname":"w"}' -K - | answered 200 >>"$work/claimed.$1"
		sed -n "0~5s|.*|url = \"$jobs_url/&\"|p" "$mine" |
			send DELETE '' -K - | answered 200 >>"$work/deleted.$1"
	done
}

gather() {
	cat "$work/$1".[0-9]* 2>/dev/null | sort >"$work/$1"
}

# Asks for every job of a list: one line each, "body status".
fetch() {
	sed "s|.*|url = \"$jobs_url/&\"|" "$1" >"$work/urls"
	[ -s "$work/urls" ] || return 0
	http -w ' %{http_code}\n' -K "$work/urls"
}

# check_fetched NAME PATTERN: as many answers that match as there are ids in the list NAME.
check_fetched() {
	local expected found

	expected=$(wc -l <"$work/$1")
	found=$(fetch "$work/$1" | grep -c -- "$2")
	[ "$found" -eq "$expected" ] ||
		fail "of $expected ids in the list '$1' only $found are as they were answered"
}

# All pages of the list: the ids to "$work/listed", the number the server tells to count.
list_jobs() {
	local from=0 page

	: >"$work/listed.all"
	while :; do
		page=$(http "$jobs_url?size=1000&from=$from") || fail 'no list'
		[[ $page =~ ^\{\"count\":([0-9]+), ]] || fail "not a list: ${page:0:200}"
		count=${BASH_REMATCH[1]}
		grep -oE '\{"id":"[A-Za-z0-9_-]{20}"' <<<"$page" | cut -d '"' -f 4 >"$work/page"
		[ -s "$work/page" ] || break
		cat "$work/page" >>"$work/listed.all"
		from=$((from + 1000))
	done
	sort -u "$work/listed.all" >"$work/listed"
}

check_everything() {
	local listed

	check_fetched jobs '"created_at":.* 200$'
	check_fetched claimed '"status":"in_progress".* 200$'
	check_fetched deleted '"resource_not_found_exception".* 404$'
	list_jobs
	listed=$(wc -l <"$work/listed")
	[ "$listed" -eq "$(wc -l <"$work/listed.all")" ] || fail 'an id is twice in the list'
	[ "$count" -eq "$listed" ] || fail "the count is $count, but $listed jobs are in the list"
	[ -z "$(comm -23 "$work/jobs" "$work/listed")" ] || fail 'an answered job is not in the list'
	[ -z "$(comm -12 "$work/deleted" "$work/listed")" ] || fail 'a deleted job is in the list'
}

need curl comm
start_nginx
start_program "$work/data"
answer=$(send PUT '{"index_name":"search-books","service_type":"x"}' http://localhost/_connector/books)
[[ $answer = *' 201 '* ]] || fail "no connector: $answer"

for me in $(seq $writers); do
	write_jobs "$me" &
	helper_pids="$helper_pids $!"
done
for round in $(seq "$rounds"); do
	sleep "0.$((RANDOM % 700 + 200))"
	kill_program
	if [ $((round % 3)) -eq 0 ]; then
		# This one is not given the time to recover.
		"$connectord" --listen "$program_socket" --data "$work/data" 2>>"$program_log" &
		program_pid=$!
		sleep "0.0$((RANDOM % 90 + 10))"
		kill_program
	fi
	start_program "$work/data"
done
sleep 0.3
touch "$work/stop"
# shellcheck disable=SC2086 # a list of process ids
wait $helper_pids
helper_pids=

for list in jobs claimed deleted; do
	gather $list
	[ -s "$work/$list" ] || fail "nothing was written: the list '$list' is empty"
done
check_everything
before=$count
stop_program || fail "the program ended with status $?"
start_program "$work/data"
check_everything
[ "$count" -eq "$before" ] || fail "$before jobs before a restart, $count behind it"
stop_program || fail "the program ended with status $?"
printf '%d jobs answered, %d there, %d claimed, %d deleted, none lost in %d kills\n' \
	"$(wc -l <"$work/jobs")" "$count" "$(wc -l <"$work/claimed")" "$(wc -l <"$work/deleted")" \
	$((rounds + rounds / 3))
