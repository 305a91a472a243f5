#!/usr/bin/env bash
# connectord behind lighttpd: conf/lighttpd-spawn.conf.

# shellcheck disable=SC2034 # for the script that is sourced
way="lighttpd-spawn"
# shellcheck source=tests/servers/way.sh
. "${top_srcdir:-.}/tests/servers/way.sh"
