#!/usr/bin/env bash
# Processes that share a directory of records are killed, and others take over: see takeover.c, and
# HACKING.md for the long run.
exec "${top_builddir:-.}/tests/crash/takeover" "${TAKEOVER_KILLS:-16}"
