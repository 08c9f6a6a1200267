#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The case runner must be able to fail: every kind of wrong expectation is noticed.

usage: run_case_test.py PROGRAM
"""
import pathlib
import sys
import tempfile

import run_case

GOOD = """source: self-test
--- input a.txt
acl: a
ingress 100 allow tcp 443 any
egress 100 allow tcp 32768-60999 any
--- check --from 198.51.100.7 --to a --port 443
verdict: partial
request: a/ingress/100
open: 32768-60999
profile linux: 28232/28232
decision 40000: a/egress/100 allow
assumption: ROUTES_NOT_LOADED
exit: 2
"""
SPOILED = [
    ("verdict: partial", "verdict: works"),
    ("request: a/ingress/100", "request: a/ingress/*"),
    ("open: 32768-60999", "open: 32768-61000"),
    ("28232/28232", "28233/28233"),
    ("100 allow\nassumption", "100 deny\nassumption"),
    ("ROUTES_NOT_LOADED", "ROUTES_LOADED"),
    ("exit: 2", "exit: 0"),
    ("exit: 2", "next\nverdict: works"),
    ("source: self-test", ""),
    ("--- check", "--- note"),
    ("allow tcp 443 any", "allow tcp 99999 any"),
    ("exit: 2", "exit: 2\n--- diagnostics\nHO1005"),
]


def errors_of(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.case"
        path.write_text(text, encoding="utf-8")
        return run_case.run_case(sys.argv[1], path)


def main():
    if errors_of(GOOD):
        sys.exit(f"the good case fails: {errors_of(GOOD)}")
    for before, after in SPOILED:
        if before not in GOOD or not errors_of(GOOD.replace(before, after)):
            sys.exit(f"not noticed: {before!r} -> {after!r}")


if __name__ == "__main__":
    main()
