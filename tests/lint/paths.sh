#!/bin/sh
# Nothing of somebody's own machine in the files, and no mess of blanks.
set -eu
top=${top_srcdir:-.}
cd "$top"

# What is committed; in an unpacked tarball: what is of a kind we write.
list() {
	if [ -e .git ] && git ls-files >/dev/null 2>&1; then
		git ls-files
	else
		find configure.ac Makefile.am README.md m4 src tests man conf doc tools bench -type f \
			\( -name '*.[ch58]' -o -name '*.sh' -o -name '*.md' -o -name '*.conf' \
			-o -name '*.ac' -o -name '*.am' -o -name '*.m4' -o -name '*.t' \) 2>/dev/null || true
	fi
}

files=$(mktemp "${TMPDIR:-/tmp}/paths.XXXXXX")
trap 'rm -f "$files"' EXIT
trap 'exit 1' HUP INT TERM
# Without the corpora, whose bytes are so on purpose; grep -I and sed leave out what is not text.
list | grep -v '^tests/fuzz/corpus/' | while read -r file; do
	[ ! -s "$file" ] || echo "$file"
done >"$files"
if [ ! -s "$files" ]; then
	echo "no files found in $top"
	exit 1
fi

failed=0
# complain WHAT PATTERN [EXCEPT]: complains of each line that matches the extended regular expression, but in
# files whose names match EXCEPT.
complain() {
	# The status says nothing: there may be several greps, and one without a hit is enough to spoil it.
	hits=$(grep -vE -- "${3:-^$}" "$files" | LC_ALL=C xargs grep -InE -- "$2" /dev/null) || true
	[ -n "$hits" ] || return 0
	echo "$hits"
	echo "^ $1"
	failed=1
}

tab=$(printf '\t')
cr=$(printf '\r')
complain "a path of one machine" \
	'(^|[^A-Za-z0-9_.-])/(work|root|Users|home/[A-Za-z0-9_]+|tmp/[A-Za-z0-9_]+_jobs)(/|$|[^A-Za-z0-9_])'
complain "blanks at the end of a line" "[ $tab]\$" '\.t$' # bodies may end with blanks
complain "a carriage return" "$cr"
complain "blanks before a tab" "^$tab* +$tab"

# The last byte of each text file.
# shellcheck disable=SC2016 # for the inner shell
no_end=$(LC_ALL=C xargs grep -Il '' <"$files" | xargs -n 200 sh -c 'for f; do
	[ -z "$(tail -c 1 "$f")" ] || echo "$f"; done' sh)
if [ -n "$no_end" ]; then
	echo "$no_end"
	echo "^ no line end at the end"
	failed=1
fi
exit $failed
