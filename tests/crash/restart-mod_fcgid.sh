#!/usr/bin/env bash
# Processes that Apache's mod_fcgid started are killed, the owner and others: see restart-way.sh.

# shellcheck disable=SC2034 # for the script that is sourced
way="mod_fcgid"
# shellcheck source=tests/crash/restart-way.sh
. "${top_srcdir:-.}/tests/crash/restart-way.sh"
