#!/usr/bin/env bash
# A disk that does not keep up with the changes: see slowdisk.c.
exec "${top_builddir:-.}/tests/crash/slowdisk"
