#!/usr/bin/env bash
#
# tests/fuzz/run.sh SECONDS DIR [TARGET]...: lets libFuzzer, with the address and undefined-behaviour
# sanitizers, search for so long in each target (all of them, two at a time), starting from tests/fuzz/corpus.
# Works in DIR and leaves there what it found: DIR/TARGET/crash-*, .../corpus, .../log. With "--keep" in front,
# what is new in the corpora, made small, is copied back to tests/fuzz/corpus. Ends badly when anything was found.

set -euo pipefail

keep=no
[ "${1-}" != --keep ] || {
	keep=yes
	shift
}
[ $# -ge 2 ] || {
	sed -n '3,6s/^# \{0,1\}//p' "$0"
	exit 64
}
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
seconds=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
shift 2
targets=("$@")
if [ $# -eq 0 ]; then
	for target in "$source_dir"/tests/fuzz/fuzz_*.c; do
		target=$(basename "$target" .c)
		targets+=("${target#fuzz_}")
	done
fi

# One build of the libraries, watched by the fuzzer; each driver is linked to them in place of replay.c.
build() {
	local flags='-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all' target

	mkdir -p "$dir/build"
	(
		cd "$dir/build"
		[ -e Makefile ] || "$source_dir/configure" -q CC=clang CFLAGS="$flags -fsanitize=fuzzer-no-link"
		make -s libcore.a libfront.a
		for target in "${targets[@]}"; do
			# shellcheck disable=SC2046,SC2086 # flags
			clang $flags -fsanitize=fuzzer -std=gnu11 -D_GNU_SOURCE -DHAVE_CONFIG_H -I. \
				-I"$source_dir/src" $(pkg-config --cflags json-c) \
				"$source_dir/tests/fuzz/fuzz_$target.c" -o "fuzz_$target" \
				libfront.a libcore.a -lfcgi -ldb-5.3 $(pkg-config --libs json-c libsodium zlib) \
				-lpthread
		done
	)
}

# fuzz TARGET: for so long; false when it found something.
fuzz() {
	local place=$dir/$1 kept=$source_dir/tests/fuzz/corpus/$1

	mkdir -p "$place/corpus"
	(
		cd "$place" && "$dir/build/fuzz_$1" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
			-print_final_stats=1 corpus "$kept"
	) >"$place/log" 2>&1
}

report() {
	local target found=0 line

	for target in "${targets[@]}"; do
		line=$(grep -aE 'number_of_executed_units' "$dir/$target/log" | grep -oE '[0-9]+$' || echo 0)
		printf '%s: %s runs' "$target" "$line"
		if compgen -G "$dir/$target/crash-*" >/dev/null || compgen -G "$dir/$target/*-[0-9a-f]*" >/dev/null; then
			printf ', FOUND: %s' "$dir/$target"
			found=1
		elif [ "$line" -eq 0 ]; then
			printf ', it did not run: %s/log' "$dir/$target"
			found=1
		fi
		printf '\n'
	done
	return $found
}

# Only what reaches code that the kept corpus does not.
keep_corpus() {
	local target

	for target in "${targets[@]}"; do
		"$dir/build/fuzz_$target" -merge=1 "$source_dir/tests/fuzz/corpus/$target" \
			"$dir/$target/corpus" >"$dir/$target/merge" 2>&1
	done
}

build
running=0
for target in "${targets[@]}"; do
	fuzz "$target" &
	running=$((running + 1))
	[ $running -lt 2 ] || {
		wait -n || true
		running=$((running - 1))
	}
done
wait || true
status=0
report || status=1
[ $keep = no ] || keep_corpus
exit $status
