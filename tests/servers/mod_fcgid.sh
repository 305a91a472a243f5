#!/usr/bin/env bash
# connectord behind Apache's mod_fcgid: conf/apache-mod_fcgid.conf.

# shellcheck disable=SC2034 # for the script that is sourced
way="mod_fcgid"
# shellcheck source=tests/servers/way.sh
. "${top_srcdir:-.}/tests/servers/way.sh"
