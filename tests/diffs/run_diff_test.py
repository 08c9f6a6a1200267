#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The runner of the pairs must be able to fail: every kind of wrong expectation is noticed.

usage: run_diff_test.py PROGRAM
"""
import pathlib
import sys
import tempfile

import run_diff

GOOD = """# self-test
--- before
acl: before
ingress 100 allow tcp 443 any
egress 100 allow tcp 1024-65535 any
--- after
acl: before
ingress 100 allow tcp 80 any
egress 100 allow tcp 1024-65535 any
--- expect
Connections: 1 gained, 1 lost, 1 became half-open, 1 healed.
+ gained anywhere -> before tcp/80, client ports 1024-65535
- lost anywhere -> before tcp/443, client ports 1024-65535
~ half-open before -> anywhere tcp/1024-65535, client ports 443
+ healed before -> anywhere tcp/1024-65535, client ports 80
"""
SPOILED = [
    ("# self-test", ""),
    ("--- before", "--- now"),
    ("--- expect", "--- note"),
    ("1 gained, 1 lost,", "2 gained, 1 lost,"),
    ("+ gained anywhere -> before tcp/80, client ports 1024-65535\n", ""),
    ("tcp/80, client ports 1024", "tcp/80, client ports 1025"),
    ("- lost anywhere", "- lost everywhere"),
    ("allow tcp 80 any", "allow tcp 443 any"),
    ("allow tcp 80 any", "allow tcp 99999 any"),
    ("--- expect", "--- expect --soft-fail"),
]


def errors_of(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.diff"
        path.write_text(text, encoding="utf-8")
        return run_diff.run_diff(sys.argv[1], path)


def main():
    if errors_of(GOOD):
        sys.exit(f"the good pair fails: {errors_of(GOOD)}")
    for before, after in SPOILED:
        if before not in GOOD or not errors_of(GOOD.replace(before, after)):
            sys.exit(f"not noticed: {before!r} -> {after!r}")


if __name__ == "__main__":
    main()
