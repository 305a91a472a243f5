#!/usr/bin/env bash
# Allocations, writes, syncs, opens and threads that fail, a sample of them: see everyfault.c, and
# HACKING.md for the long run.
exec "${top_builddir:-.}/tests/crash/everyfault"
