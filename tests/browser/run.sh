#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh PROGRAM SOURCE_FOLDER [--only-packages | TEST…] : drives the page of PROGRAM in Chromium.
# Installs exactly the packages of the lock file, unless they are there.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
HALFOPEN="$1"
HALFOPEN_SOURCE="$2"
shift 2
CHROMIUM="$(command -v chromium)" || { echo "chromium is missing: run sh tools/install_packages.sh node" >&2; exit 1; }
export HALFOPEN HALFOPEN_SOURCE CHROMIUM
mark="$here/node_modules/.halfopen-lock"
if ! cmp -s "$here/package-lock.json" "$mark"; then
  (cd "$here" && npm ci --no-audit --no-fund --loglevel=error)
  cp "$here/package-lock.json" "$mark"
fi
[ "${1:-}" != --only-packages ] || exit 0
cd "$here"
[ $# -gt 0 ] || set -- *.test.mjs
exec node --test "$@"
