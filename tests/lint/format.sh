#!/bin/sh
# The layout of the code is what clang-format makes of it. Releases of clang-format differ in small
# things, so only the one the code is kept with (14, Debian 12) is asked.
set -eu
top=${top_srcdir:-.}
for tool in clang-format-14 clang-format; do
	case $($tool --version 2>/dev/null) in
	*" version 14."*) break ;;
	esac
	tool=
done
if [ -z "$tool" ]; then
	echo "skipped: clang-format 14 is missing (package clang-format)"
	exit 77
fi
cd "$top"
if [ ! -f .clang-format ]; then
	echo ".clang-format is missing"
	exit 1
fi
dirs=
for dir in src tests bench; do
	[ ! -d "$dir" ] || dirs="$dirs $dir"
done
# shellcheck disable=SC2086
find $dirs -name '*.[ch]' -exec "$tool" --dry-run --Werror {} +
