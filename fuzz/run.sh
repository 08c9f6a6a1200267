#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh BUILD_DIR SECONDS : runs every fuzz_NAME of BUILD_DIR for SECONDS, two at a time.
# New units stay in a temporary directory; findings are kept there, and the exit code is then 1.
set -u
[ $# -eq 2 ] || { echo "usage: run.sh BUILD_DIR SECONDS" >&2; exit 1; }
build="$1"
seconds="$2"
here="$(cd "$(dirname "$0")" && pwd)"
temp="$(mktemp -d)"
failed=0

# start NAME: fuzzes in the background; the log and what it found go to $temp/NAME.
start() {
  mkdir -p "$temp/$1/new" "$temp/$1/findings"
  set -- "$1" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
    -entropic=0 -print_final_stats=1 -artifact_prefix="$temp/$1/findings/"
  [ -f "$here/$1.dict" ] && set -- "$@" -dict="$here/$1.dict"
  name="$1"
  shift
  "$build/fuzz_$name" "$@" "$temp/$name/new" "$here/corpus/$name" >"$temp/$name/log" 2>&1 &
}

# finish NAME PID: waits and says in one line how it went.
finish() {
  wait "$2"
  code=$?
  executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "$temp/$1/log")"
  findings="$(find "$temp/$1/findings" -type f | wc -l)"
  units="$(find "$temp/$1/new" -type f | wc -l)"
  echo "fuzz_$1: ${executions:-0} executions, $units new units, $findings findings"
  if [ "$code" -ne 0 ] || [ "$findings" -ne 0 ]; then
    failed=1
    grep -E 'finding:|ERROR:|SUMMARY:|runtime error' "$temp/$1/log" >&2 ||
      tail -n 5 "$temp/$1/log" >&2
  fi
}

set -- aws_json rule_table text_values json_reader lint_config policy_file cloudformation \
  review_files terraform api_request
while [ $# -gt 0 ]; do
  start "$1"
  first=$!
  second=
  [ $# -gt 1 ] && { start "$2"; second=$!; }
  finish "$1" "$first"
  [ -n "$second" ] && { finish "$2" "$second"; shift; }
  shift
done
[ "$failed" -eq 0 ] || { echo "findings and logs: $temp" >&2; exit 1; }
# KEEP=1 leaves the grown corpora, to be merged into the committed ones.
if [ -n "${KEEP:-}" ]; then echo "corpora: $temp"; else rm -rf "$temp"; fi
