#!/usr/bin/env bash
# Plays every scenario at the program behind nginx, as conf/nginx.conf has it. Each scenario meets a
# fresh program with data of its own.

# shellcheck source=tests/lib/server.sh
. "${top_srcdir:-.}/tests/lib/server.sh"
# shellcheck source=tests/lib/web.sh
. "${top_srcdir:-.}/tests/lib/web.sh"

need_player
web_use nginx
play_through "$top_srcdir"/tests/api/*.t
web_stop
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
