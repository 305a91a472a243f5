#!/usr/bin/env bash
# Backups of the running program, under writers behind nginx: what was answered before is in them. With
# the program, the asking command or the disk of the backup giving out in the middle, nothing is left
# that looks like a backup, and the program goes on. And the way back, cut short too.
# BACKUP_ROUNDS: backups under load (2), and kills of each kind (3).

# shellcheck source=tests/lib/mounts.sh
. "${top_srcdir:-.}/tests/lib/mounts.sh" || exit 99
# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

rounds=${BACKUP_ROUNDS:-2}
kills=${BACKUP_ROUNDS:-3}
jobs_url=http://localhost/_connector/_sync_job
said=$work/said

# run STATUS ARGUMENT...: the program as a command; what it says goes to $said.
run() {
	local expected=$1 status=0

	shift
	"$connectord" --data "$work/data" --security off "$@" >"$said" 2>&1 || status=$?
	[ "$status" -eq "$expected" ] || fail "$* ended with $status, not $expected: $(cat "$said")"
}

says() {
	grep -qE -- "$1" "$said" || fail "it does not say '$1' but: $(cat "$said")"
}

# Twenty jobs at a time; the ids of those that were answered are appended to a file.
write_jobs() {
	until [ -e "$work/stop" ]; do
		http -X POST -H 'Content-Type: application/json' --data '{"id":"books"}' \
			-w ' %{http_code}\n' "$jobs_url#[1-20]" 2>/dev/null |
			sed -nE 's/^\{"id":"([A-Za-z0-9_-]{20})"\} 201$/\1/p' >>"$work/acknowledged.$1"
	done
}

start_writers() {
	rm -f "$work/stop"
	for me in 1 2 3; do
		write_jobs $me &
		helper_pids="$helper_pids $!"
	done
}

stop_writers() {
	touch "$work/stop"
	# shellcheck disable=SC2086 # a list of process ids
	wait $helper_pids
	helper_pids=
}

# All ids of a list must be there, and be counted.
check_jobs() {
	local expected count found

	expected=$(wc -l <"$1")
	[ "$expected" -gt 0 ] || fail 'nothing was written before the backup'
	sed "s|.*|url = \"$jobs_url/&\"|" "$1" >"$work/urls"
	found=$(http -w ' %{http_code}\n' -K "$work/urls" | grep -c '"created_at":.* 200$')
	[ "$found" -eq "$expected" ] || fail "of $expected jobs answered before only $found are there"
	count=$(http "$jobs_url?size=1" | sed -nE 's/^\{"count":([0-9]+),.*/\1/p')
	[ "$count" -ge "$expected" ] || fail "the count is $count, of $expected jobs"
	grep -q ": sound: .* $count sync_job," "$said" || fail "the count is $count, but: $(cat "$said")"
}

under_load() {
	local round

	start_writers
	wait_until 10 test -s "$work/acknowledged.1" || fail 'nothing is written'
	for round in $(seq "$rounds"); do
		sleep 0.3
		cat "$work"/acknowledged.? >"$work/before.$round"
		run 0 backup "$work/b$round"
		says '^everything answered before '
	done
	stop_writers
	stop_program || fail "the program ended with status $?"
	for round in $(seq "$rounds"); do
		run 0 restore --data "$work/back$round" "$work/b$round"
		says ': sound: '
		start_program "$work/back$round"
		check_jobs "$work/before.$round"
		stop_program || fail "the program ended with status $?"
		rm -rf "$work/back$round"
	done
	rm -rf "$work/b$rounds"
}

# The program is killed while it copies: there is a whole backup, or none, and the next one works.
program_killed() {
	local asking

	start_program "$work/data"
	for ((i = 0; i < kills; i++)); do
		"$connectord" --data "$work/data" backup "$work/k" >"$said" 2>&1 &
		asking=$!
		sleep "0.0$((RANDOM % 70 + 10))"
		kill_program
		wait $asking
		if [ -e "$work/k" ]; then
			run 0 verify "$work/k"
			rm -rf "$work/k"
		fi
		start_program "$work/data"
	done
	run 0 backup "$work/k"
	[ ! -e "$work/k.tmp" ] || fail 'what was left of a killed backup is still there'
	rm -rf "$work/k"
}

# Whoever asked is killed: the backup is written all the same. One at a time.
asker_killed() {
	local asking

	"$connectord" --data "$work/data" backup "$work/a" >"$said" 2>&1 &
	asking=$!
	sleep 0.02
	kill -KILL $asking
	wait $asking 2>/dev/null
	wait_until 10 test ! -e "$work/a.tmp" || fail 'it does not come to its end'
	run 0 backup "$work/a2"
	rm -rf "$work/a" "$work/a2"
}

backup_disk_full() {
	local disk=$work/disk

	mkdir "$disk"
	mount -t tmpfs -o size=2m tmpfs "$disk" || fail 'nothing can be mounted'
	start_writers
	run 73 backup "$disk/b"
	says 'No space left on device'
	[ -z "$(ls -A "$disk")" ] || fail "it left behind: $(ls -A "$disk")"
	mount -o remount,ro "$disk" || fail 'it cannot be mounted anew'
	run 73 backup "$disk/b"
	says 'Read-only file system'
	mount -o remount,rw,size=300m "$disk" || fail 'it cannot be mounted anew'
	run 0 backup "$disk/b"
	stop_writers
	umount "$disk" || fail 'it is still in use'
	[ "$(http -o /dev/null -w '%{http_code}' -X POST -H 'Content-Type: application/json' \
		--data '{"id":"books"}' "$jobs_url")" = 201 ] || fail 'the program does not go on'
}

# A stop does not wait for a backup.
stopped_meanwhile() {
	"$connectord" --data "$work/data" backup "$work/s" >"$said" 2>&1 &
	helper_pids=$!
	stop_program || fail "the program ended with status $?"
	wait "$helper_pids"
	helper_pids=
	[ ! -e "$work/s.tmp" ] || fail 'a backup that was given up is still there'
	rm -rf "$work/s"
}

# The way back, killed: what is there is no store, and the next try begins anew.
restore_killed() {
	local restoring i refused=0

	for ((i = 0; i < kills; i++)); do
		"$connectord" --data "$work/r" restore "$work/b1" >"$said" 2>&1 &
		restoring=$!
		wait_until 5 test -e "$work/r/restoring"
		sleep "0.00$((RANDOM % 9))"
		kill -KILL $restoring
		wait $restoring 2>/dev/null
		if [ -e "$work/r/restoring" ]; then
			refused=$((refused + 1))
			run 73 --data "$work/r" --once GET /_connector
			says 'restore it again'
		else
			rm -rf "$work/r"
		fi
	done
	[ $refused -gt 0 ] || fail 'no restore was killed in the middle'
	[ ! -e "$work/r" ] || run 0 --data "$work/r" restore "$work/b1"
	rm -rf "$work/r"
}

damaged() {
	cp -r "$work/b1" "$work/bad"
	printf 'X' | dd of="$work/bad/sync_job.db" bs=1 seek=9000 conv=notrunc 2>/dev/null
	run 65 verify "$work/bad"
	says 'sync_job.db is not what was written'
	run 65 restore --data "$work/r" "$work/bad"
	[ ! -e "$work/r" ] || fail 'a part of a damaged backup was restored'
}

# The program at rest.
closed() {
	run 0 verify
	says ': sound: 1 connector, [1-9][0-9]* sync_job'
	run 0 verify --json
	says '^\{"sound":true,"mended":0,.*"connector":1,"sync_job":[1-9]'
	run 0 backup "$work/c"
	run 73 backup "$work/c"
	says 'is there already'
	run 73 restore "$work/c"
	says 'is not empty'
	run 0 verify "$work/c"
	run 64 verify --mend "$work/c"
	start_program "$work/data"
	run 75 verify
	says 'in use by process'
	stop_program || fail "the program ended with status $?"
}

need curl unshare mount
start_nginx
start_program "$work/data"
http -o /dev/null -X PUT -H 'Content-Type: application/json' \
	--data '{"index_name":"search-books","service_type":"x"}' http://localhost/_connector/books ||
	fail 'no connector'

under_load
program_killed
asker_killed
backup_disk_full
stopped_meanwhile
restore_killed
damaged
closed
printf '%d jobs answered before a backup, all in it\n' "$(wc -l <"$work/before.$rounds")"
