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

failed=0
# complain WHAT PATTERN FILE: complains of each line that matches the extended regular expression.
complain() {
	hits=$(LC_ALL=C grep -nE -- "$2" "$3") || return 0
	echo "$hits" | sed "s|^|$3:|"
	echo "$3: $1"
	failed=1
}

tab=$(printf '\t')
cr=$(printf '\r')
count=0
list >"${TMPDIR:-/tmp}/paths.$$"
trap 'rm -f "${TMPDIR:-/tmp}/paths.$$"' EXIT
trap 'exit 1' HUP INT TERM
while read -r file; do
	[ -s "$file" ] || continue
	case $file in
	tests/fuzz/corpus/*) continue ;; # bytes on purpose
	esac
	LC_ALL=C grep -qI '' "$file" || continue # not text
	count=$((count + 1))
	complain "a path of one machine" \
		'(^|[^A-Za-z0-9_.-])/(work|root|Users|home/[A-Za-z0-9_]+|tmp/[A-Za-z0-9_]+_jobs)(/|$|[^A-Za-z0-9_])' "$file"
	case $file in
	*.t) ;; # bodies may end with blanks
	*) complain "blanks at the end of a line" "[ $tab]\$" "$file" ;;
	esac
	complain "a carriage return" "$cr" "$file"
	complain "blanks before a tab" "^$tab* +$tab" "$file"
	if [ -n "$(tail -c 1 "$file")" ]; then
		echo "$file: no line end at the end"
		failed=1
	fi
done <"${TMPDIR:-/tmp}/paths.$$"
if [ "$count" -eq 0 ]; then
	echo "no files found in $top"
	failed=1
fi
exit $failed
