#!/usr/bin/env bash
# A file system that is really full: while the program works, while it writes checkpoints, when it
# stops, when it is killed and recovers, and when it makes a new store. Changes are answered 503 with
# Retry-After and nothing of them is there, reads go on, and when there is room again everything goes
# on by itself. On a tmpfs. DISKFULL_EXT4=yes: on ext4 too, when this user may mount a file.

# shellcheck source=tests/lib/mounts.sh
. "${top_srcdir:-.}/tests/lib/mounts.sh" || exit 99
# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh" || exit 99

disk=$work/disk
acknowledged=$work/acknowledged
refused=$work/refused
answers=$work/answers
text=$(head -c 3000 /dev/zero | tr '\0' d)
made=0

# change N: N more connectors, by their own names. How they were answered goes to $answers, to be noted.
# shellcheck disable=SC1083 # braces for curl
change() {
	local from=$((made + 1))

	made=$((made + $1))
	http -o /dev/null -w '%{http_code} [%header{retry-after}] %{url_effective}\n' -X PUT \
		-H 'Content-Type: application/json' --data "{\"description\":\"$text\"}" \
		"http://localhost/_connector/c[$from-$made]" >"$answers" ||
		fail "changes are not answered: $(tail -n 1 "$answers")"
	sed -n 's|^201 .*/||p' "$answers" >>"$acknowledged"
	sed -n 's|^503 \[[0-9]\+\] .*/||p' "$answers" >>"$refused"
	! grep -vE '^(201 \[\]|503 \[[0-9]+\]) ' "$answers" || fail 'a change was answered so'
}

# changed STATUS: all of the last ones.
changed() {
	! grep -v "^$1 " "$answers"
}

reads() {
	local answer

	answer=$(http -w '%{http_code}' http://localhost/_connector/c1)
	[ "${answer: -3}" = 200 ] || fail "$1: c1 cannot be read: $answer"
	answer=$(http -w '%{http_code}' http://localhost/_connector)
	[ "${answer: -3}" = 200 ] || fail "$1: connectors cannot be listed: ${answer: -300}"
}

# The rest of the disk, to the last block.
fill() {
	cat /dev/zero >"$disk/other" 2>/dev/null
	[ -s "$disk/other" ] || fail 'the disk is full already'
}

fill_slowly() {
	for ((i = 0; i < 20; i++)); do
		head -c 1M /dev/zero >>"$disk/other" 2>/dev/null || break
		sleep 0.01
	done
	cat /dev/zero >>"$disk/other" 2>/dev/null
}

make_room() {
	rm -f "$disk/other"
}

comes_back() {
	change 1
	changed 201 >/dev/null
}

# As many answers of a kind as there are names in a file.
check_names() {
	local wanted found

	[ -s "$1" ] || return 0
	wanted=$(wc -l <"$1")
	found=$(sed 's|.*|url = "http://localhost/_connector/&"\noutput = "/dev/null"|' "$1" |
		http -w '%{http_code}\n' -K - | grep -c "^$2\$")
	[ "$found" -eq "$wanted" ] || fail "$3: of $wanted only $found are answered $2"
}

check_all() {
	check_names "$acknowledged" 200 "$1: what was answered 201"
	check_names "$refused" 404 "$1: what was answered 503"
}

# The room that is kept for what memory holds (store/bdb_room.c) must be there when the disk is not full.
small=(--cache-size 1M --checkpoint-size 64K --checkpoint-interval 1s)

start_again() {
	start_program "$disk/data" "${small[@]}"
}

live_on() {
	printf -- '---- on %s\n' "$1"
	: >"$acknowledged"
	: >"$refused"
	made=0

	# There is not even room to make a store: it says so, and then there is.
	fill
	"$connectord" --listen "$program_socket" --data "$disk/data" 2>"$work/refusal"
	[ $? -eq 73 ] || fail "started on a full disk: $(cat "$work/refusal")"
	grep -q 'No space left on device' "$work/refusal" || fail "it says: $(cat "$work/refusal")"
	make_room
	start_again

	change 30
	changed 201 || fail 'no room from the beginning'
	# It declines by itself, while there is still room for what memory holds.
	fill
	change 10
	changed 503 || fail 'a change on a full disk'
	reads 'on a full disk'
	make_room
	wait_until 10 comes_back || fail 'room came back, changes did not'

	# The disk fills up between changes and their checkpoint.
	change 60
	fill
	sleep 1.6
	reads 'behind a checkpoint without room'
	change 3
	changed 503 || fail 'a change on a full disk'
	make_room
	wait_until 10 comes_back || fail 'room came back after a checkpoint, changes did not'

	# And while changes are coming in.
	fill_slowly &
	filler=$!
	change 200
	wait $filler
	change 3
	changed 503 || fail 'a change on a full disk'
	reads 'behind changes until there was no room'
	printf 'acknowledged while it filled up: %s\n' "$(wc -l <"$acknowledged")"

	# Stopped, and started, and killed, and recovered without room.
	stop_program || fail 'it does not stop well on a full disk'
	start_or_wait 'stopped'
	check_all 'after a stop'
	change 60
	fill
	kill_program
	start_or_wait 'killed'
	check_all 'after a kill'
	wait_until 10 comes_back || fail 'no change after all that'
	stop_program || fail 'it does not stop well'
	start_again
	check_all 'at the end'
	stop_program || fail 'it does not stop well at the end'
}

# Started on the full disk it serves, or says why not; with room it serves.
start_or_wait() {
	local code

	"$connectord" --security off --listen "$program_socket" --data "$disk/data" "${small[@]}" \
		2>"$work/refusal" &
	program_pid=$!
	if wait_until 5 answers && kill -0 "$program_pid" 2>/dev/null; then
		printf '%s, it starts on the full disk\n' "$1"
		reads "$1 and started on a full disk"
		make_room
		return
	fi
	wait "$program_pid"
	code=$?
	program_pid=
	printf '%s, on the full disk it ends with status %d\n' "$1" $code
	[ $code -eq 73 ] || fail "$1, it ends with $code on a full disk: $(cat "$work/refusal")"
	grep -q 'No space left on device' "$work/refusal" || fail "it says: $(cat "$work/refusal")"
	make_room
	start_again
}

let_go() {
	local status=$?

	umount -l "$disk" 2>/dev/null
	(exit "$status")
	clean_up
}
trap let_go EXIT

need curl unshare mount
mkdir "$disk" || exit 99
start_nginx
mount -t tmpfs -o size=24m,mode=0700 tmpfs "$disk" || fail 'cannot mount a tmpfs'
live_on tmpfs
umount "$disk" || fail 'cannot unmount'

# ext4 keeps blocks for root; here the last block is everybody's. What is freed can be had some seconds
# later.
[ "${DISKFULL_EXT4:-no}" = yes ] || exit 0
need mkfs.ext4
truncate -s 32M "$work/image"
mkfs.ext4 -q -m 0 "$work/image" || fail 'cannot make an ext4'
mount -o loop "$work/image" "$disk" || fail 'cannot mount an ext4'
chmod 0700 "$disk"
live_on ext4
umount "$disk" || fail 'cannot unmount'
