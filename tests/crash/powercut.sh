#!/usr/bin/env bash
# The power is cut, a sample of the syncs: see powercut.c, and HACKING.md for the long run.
exec "${top_builddir:-.}/tests/crash/powercut"
