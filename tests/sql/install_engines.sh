#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: install_engines.sh engines|clickhouse … : installs the packages of these folders, exactly those of their lock
# files, unless they are there.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
for folder in "$@"; do
  mark="$here/$folder/node_modules/.halfopen-lock"
  cmp -s "$here/$folder/package-lock.json" "$mark" && continue
  command -v npm >/dev/null || { echo "npm is missing: install nodejs and npm" >&2; exit 1; }
  (cd "$here/$folder" && npm ci --no-audit --no-fund --loglevel=error)
  cp "$here/$folder/package-lock.json" "$mark"
done
