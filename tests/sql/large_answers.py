#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One large generated log, and the same tables from the program and from an engine: diagnose without and with an account,
and replay. Prints how long each took, wall time, as many threads as each likes. usage: large_answers.py PROGRAM PROJECT GEN_LOGS duckdb|clickhouse [RECORDS]"""
import pathlib
import subprocess
import sys
import tempfile
import time

import sql_case
import sql_engine

REPLY_RANGES = '"From": 32768'


def changed_account(asker):
    """The account with narrower ranges for replies: replay has something to tell."""
    text = (asker.project / "examples/shop/account.json").read_text(encoding="utf-8")
    if REPLY_RANGES not in text:
        sys.exit(f"examples/shop has no {REPLY_RANGES}")
    return asker.write("after.json", text.replace(REPLY_RANGES, '"From": 40000'))


def main():
    program, project, generator, engine = sys.argv[1:5]
    records = sys.argv[5] if len(sys.argv) > 5 else "1000000"
    sql_engine.install("engines")
    if engine == "clickhouse":
        sql_engine.install("clickhouse")
    with tempfile.TemporaryDirectory() as folder:
        asker = sql_case.Asker(program, project, folder)
        shop, log = asker.project / "examples/shop", pathlib.Path(folder) / "large.log"
        subprocess.run([generator, shop, "--records", records, "--seed", "3", "--format-string", "default", "--duration",
                        "86400", "--out", log], check=True, stdout=subprocess.DEVNULL)
        print(f"{records} records, {log.stat().st_size:,} bytes", flush=True)
        replay = ["--before", shop, "--after", changed_account(asker)]
        taken = []
        for name, question, options in (("diagnose", "diagnose", []),
                                        ("diagnose with the account", "diagnose", ["--snapshot", shop]),
                                        ("replay", "replay", replay)):
            begin = time.monotonic()
            asker.add(name, log, question=question, options=options)
            taken.append(time.monotonic() - begin)
        wrong = 0
        for number, (name, native, question, words, stored) in enumerate(asker.cases):
            path = asker.write(f"case-{number}.sql", asker.sql(engine, ["--question", question, *words], "--files", stored))
            begin = time.monotonic()
            answer = sql_engine.answers(engine, [path])[0]
            same = answer == native
            wrong += not same
            seconds = time.monotonic() - begin
            print(f"{name}: the program {taken[number]:.2f} s, {engine} {seconds:.1f} s, {seconds / taken[number]:.1f} times "
                  f"as long; {native.count(chr(10)) - 1} rows, {'equal' if same else 'DIFFERENT'}", flush=True)
            if not same:
                for ours, theirs in zip(native.splitlines(), answer.splitlines()):
                    if ours != theirs:
                        print(f"  program {ours}\n  engine  {theirs}")
                        break
            if native.count("\n") < 20:
                sys.exit(f"{name}: only {native.count(chr(10)) - 1} rows would prove little")
        return wrong


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
