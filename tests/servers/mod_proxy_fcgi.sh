#!/usr/bin/env bash
# connectord behind Apache's mod_proxy_fcgi: conf/apache-mod_proxy_fcgi.conf.

# shellcheck disable=SC2034 # for the script that is sourced
way="mod_proxy_fcgi"
# shellcheck source=tests/servers/way.sh
. "${top_srcdir:-.}/tests/servers/way.sh"
