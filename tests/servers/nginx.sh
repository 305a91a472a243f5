#!/usr/bin/env bash
# connectord behind nginx: conf/nginx.conf. tests/api/behind-nginx.sh plays the scenarios.

# shellcheck disable=SC2034 # for the script that is sourced
way="nginx"
# shellcheck disable=SC2034
scenarios=elsewhere
# shellcheck source=tests/servers/way.sh
. "${top_srcdir:-.}/tests/servers/way.sh"
