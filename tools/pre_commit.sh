#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The hooks of .pre-commit-hooks.yaml.
#   pre_commit.sh lint [OPTION…] [PATH…]   lints the work tree; without PATH the whole repository
#   pre_commit.sh diff [OPTION…] [PATH]    compares the last commit with the index
# Exit codes are those of halfopen.
set -eu

program=${HALFOPEN:-halfopen}
verb=${1:?lint or diff}
shift
cd "$(git rev-parse --show-toplevel)"
if ! command -v "$program" > /dev/null; then
  echo "halfopen is not in PATH: build it and run make install" >&2
  exit 1
fi

# The last argument is a path if something has that name, on either side.
path=.
if [ $# -gt 0 ]; then
  last=$(eval "printf '%s' \"\${$#}\"")
  if [ "${last#-}" = "$last" ] &&
     { [ -e "$last" ] || git cat-file -e "HEAD:$last" 2> /dev/null; }; then
    path=$last
  fi
fi

case $verb in
  lint)
    [ "$path" != . ] || set -- "$@" .
    exec "$program" lint "$@"
    ;;
  diff) ;;
  *) echo "pre_commit.sh: '$verb' is neither lint nor diff" >&2; exit 1 ;;
esac

# Without the path, what is left are options.
if [ "$path" != . ]; then
  count=$#
  i=1
  while [ "$i" -lt "$count" ]; do
    set -- "$@" "$1"
    shift
    i=$((i + 1))
  done
  shift
fi

if ! git rev-parse --verify -q HEAD > /dev/null; then
  echo "halfopen: this is the first commit: nothing to compare with"
  exit 0
fi
if [ "$path" != . ] && ! git cat-file -e "HEAD:$path" 2> /dev/null; then
  echo "halfopen: $path is new: nothing to compare with"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/before" "$folder/after"
git ls-files -z -- "$path" | git checkout-index -z --stdin --prefix="$folder/after/"
export GIT_INDEX_FILE="$folder/index"
git read-tree HEAD
git ls-files -z -- "$path" | git checkout-index -z --stdin --prefix="$folder/before/"
unset GIT_INDEX_FILE
if [ ! -e "$folder/after/$path" ]; then
  echo "halfopen: $path is gone: nothing to compare" >&2
  exit 2
fi
status=0
# From there, so that places read after/PATH:LINE.
side=/$path
[ "$path" != . ] || side=
(cd "$folder" && "$program" diff "before$side" "after$side" "$@") || status=$?
exit "$status"
