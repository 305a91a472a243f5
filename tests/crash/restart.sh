#!/usr/bin/env bash
# The program is killed behind nginx: see restart-way.sh.

# shellcheck disable=SC2034 # for the script that is sourced
way=nginx
# shellcheck source=tests/crash/restart-way.sh
. "${top_srcdir:-.}/tests/crash/restart-way.sh"
