#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh BUILD_DIR : runs every benchmark of BUILD_DIR, one after the other.
set -eu
[ $# -eq 1 ] || { echo "usage: run.sh BUILD_DIR" >&2; exit 1; }
for name in load plan compile check first_match scale account versus rte_acl logs; do
  [ -x "$1/bench_$name" ] || { echo "bench_$name: not built"; continue; }
  "$1/bench_$name"
  echo
done
