#!/usr/bin/env bash
# connectord behind lighttpd: conf/lighttpd.conf.

# shellcheck disable=SC2034 # for the script that is sourced
way="lighttpd"
# shellcheck source=tests/servers/way.sh
. "${top_srcdir:-.}/tests/servers/way.sh"
