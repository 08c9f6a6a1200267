#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: demo.sh PROGRAM : runs the two starting problems.
set -u
program="$1"
folder="$(dirname "$0")"

# Runs a question; its exit code must be the expected one.
ask() {
  expected="$1"
  shift
  printf '$ halfopen'
  printf ' %s' "$@"
  printf '\n\n'
  "$program" "$@"
  code=$?
  echo
  [ "$code" -eq "$expected" ] || { echo "exit code $code, expected $expected" >&2; exit 1; }
}

echo "Problem A: HTTPS, SSH and HTTP to a web server. Which of them work? None."
echo
ask 2 check "$folder/web-server.txt" --from 10.10.1.148 --to web-server --port 443,22,80
echo "With outbound 200 changed to the ephemeral ports, HTTPS works, and so does HTTP, which nobody"
echo "asked for; SSH is still denied."
echo
ask 2 check "$folder/web-server-fixed.txt" --from 10.10.1.148 --to web-server --port 443,22,80
echo "What exactly did that change do?"
echo
ask 2 diff "$folder/web-server.txt" "$folder/web-server-fixed.txt"
echo "Problem B: SSH from a Windows PC at home. The request arrives; where does the reply die?"
echo
ask 2 explain "$folder/ssh-from-home.txt" --from 203.0.113.9 --to ssh-from-home --port 22 \
  --client windows --client-port 52341
ask 2 check "$folder/ssh-from-home.txt" --from 203.0.113.9 --to ssh-from-home --port 22 \
  --client windows
echo "What would mend it, and what else would that open?"
echo
ask 2 fix "$folder/ssh-from-home.txt" --from 203.0.113.9 --to ssh-from-home --port 22 \
  --client windows
echo "A pull request narrows the reply range of a template. What would it break?"
echo
ask 2 diff "$folder/narrow-replies/before.yaml" "$folder/narrow-replies/after.yaml"
echo "And in which order must the calls be made so that nothing else breaks on the way?"
echo
ask 0 plan-apply "$folder/narrow-replies/before.yaml" "$folder/narrow-replies/after.yaml"
