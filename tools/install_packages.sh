#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: install_packages.sh GROUP… : installs the packages of tools/packages.txt that are missing. A package that is
# there for a command only is not missed where that command is.
set -eu
list="$(dirname "$0")/packages.txt"
missing=""
for group in "$@"; do
  for row in $(awk -v group="$group" '$1 == group { print $2 ":" $3 }' "$list"); do
    package=${row%%:*}
    wanted=${row#*:}
    [ -n "$wanted" ] && command -v "$wanted" >/dev/null && continue
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "run this as root, or install:$missing" >&2; exit 1; }
  as_root="sudo"
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to fall apart into words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
