#!/bin/sh
# doc/API.md is what the program says of itself.

top_srcdir=${top_srcdir:-.}
program=${CONNECTORD:-${top_builddir:-.}/connectord}

"$program" --describe markdown | diff -u "$top_srcdir/doc/API.md" - || {
	echo "doc/API.md is not up to date: connectord --describe markdown >doc/API.md"
	exit 1
}
