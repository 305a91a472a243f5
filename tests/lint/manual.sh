#!/bin/sh
# The manual pages are free of mistakes, as far as mandoc or groff can tell.
set -eu
top=${top_srcdir:-.}
cd "$top"
if command -v mandoc >/dev/null; then
	# Which other pages this machine has is not our mistake.
	check() { mandoc -Tlint "$1" 2>&1 | grep -v -e 'referenced manual not found' -e 'mandoc.db'; }
elif command -v groff >/dev/null; then
	# Mistakes are on standard error; -z leaves out the page itself.
	check() { LC_ALL=C groff -mandoc -Tutf8 -ww -z -rCHECKSTYLE=3 "$1" 2>&1; }
else
	echo "skipped: neither mandoc nor groff is there (package mandoc or groff-base)"
	exit 77
fi
failed=0
for page in man/*.[1-9]; do
	mistakes=$(check "$page") || true
	[ -z "$mistakes" ] || { echo "$mistakes"; failed=1; }
done
exit $failed
