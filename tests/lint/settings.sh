#!/bin/sh
# Every setting of the table in src/conf/conf.c is in the manual and in the example file, with its
# default (in the manual with the end of its range too), and these have no others.
set -eu
top=${top_srcdir:-.}
table=$top/src/conf/conf.c
manual=$top/man/connectord.conf.5
example=$top/conf/connectord.conf

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM

: >"$dir/ranges"
# Rows of the table as "name default", and apart from them "name most" for numbers.
awk -v ranges="$dir/ranges" '
	/settings\[\] = \{/ { inside = 1 }
	/^};/ { inside = 0 }
	!inside || !/^\t\{ / { next }
	{
		row = $0
		if (!match(row, /^\t\{ "[a-z_]+", +AT\(/)) { print "cannot read: " row; next }
		name = row; sub(/^\t\{ "/, "", name); sub(/".*/, "", name)
		rule = row; sub(/^[^{]*\{[^{]*\{ */, "", rule); sub(/ *\}.*/, "", rule)
		normal = row; sub(/^[^}]*\}, */, "", normal)
		if (sub(/^LOCALSTATEDIR "/, "", normal)) normal = "/var" normal
		else if (!sub(/^"/, "", normal)) { print "cannot read: " row; next }
		sub(/".*/, "", normal)
		print name, normal
		if (rule ~ /^VALUE_(COUNT|BYTES|DURATION|MODE),/) {
			n = split(rule, part, "\"")
			print name, part[n - 1] > ranges
		}
	}' "$table" | sed 's/ *$//' | sort >"$dir/table"

# A setting of the manual begins with .Cm behind .It, and ends with its default.
awk '
	/^\.It Cm / { name = $3; due = 0 }
	/^Default: empty\.$/ { print name; name = "" }
	/^Default:$/ { due = 1; next }
	due && /^\.Ql / { print name, $2; due = 0; name = "" }
	/^\.(It|El)/ && name != "" && !/^\.It Cm / { print name, "(no default)"; name = "" }
	' "$manual" | sort >"$dir/manual"
awk '/^\.It Cm / { print $3 }' "$manual" | sort >"$dir/manual-names"

# In the example each is a comment without a blank behind the #.
sed -n 's/^#\([a-z_]*\) =/\1/p' "$example" | sed 's/ *$//' | sort >"$dir/example"

failed=0
if [ "$(wc -l <"$dir/table")" -lt 10 ] || grep -q 'cannot read' "$dir/table"; then
	grep 'cannot read' "$dir/table" || true
	echo "$table: the table of settings was not understood"
	failed=1
fi
sed 's/ .*//' "$dir/table" >"$dir/names"
compare() {
	diff "$dir/$2" "$dir/$3" >"$dir/diff" && return
	echo "$1 and the table of settings differ (< table, > $1):"
	grep '^[<>]' "$dir/diff"
	failed=1
}
compare "$manual" names manual-names
compare "$manual" table manual
compare "$example" table example

while read -r name most; do
	awk -v name="$name" '/^\.It Cm / { on = $3 == name } on' "$manual" |
		grep -qwF -- "$most" && continue
	echo "$manual: $name: the end of its range, $most, is missing"
	failed=1
done <"$dir/ranges"
exit $failed
