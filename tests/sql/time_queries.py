#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long DuckDB and the program take for the same questions about one log of the default columns.
usage: time_queries.py PROGRAM LOG [--threads N] [--snapshot INPUT] [--before INPUT --after INPUT]"""
import argparse
import pathlib
import subprocess
import tempfile
import time

import sql_engine


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("--threads", default="1")
    for side in ("snapshot", "before", "after"):
        parser.add_argument(f"--{side}")
    asked = parser.parse_args()
    sql_engine.install("engines")
    questions = [("diagnose", [])]
    if asked.snapshot:
        questions.append(("diagnose", ["--snapshot", asked.snapshot]))
    if asked.before and asked.after:
        questions.append(("replay", ["--before", asked.before, "--after", asked.after]))
    with tempfile.TemporaryDirectory() as folder:
        for question, words in questions:
            begin = time.monotonic()
            subprocess.run([asked.program, "logs", question, asked.log, *words, "--format", "csv", "--quiet"],
                           stdout=subprocess.DEVNULL, check=False)
            print(f"{question} {' '.join(words)}: the program {time.monotonic() - begin:.2f} s")
            path = pathlib.Path(folder) / f"{question}-{len(words)}.sql"
            with path.open("w", encoding="utf-8") as out:
                subprocess.run([asked.program, "logs", "sql", "--dialect", "duckdb", "--question", question, *words,
                                "--files", asked.log, "--quiet"], stdout=out, check=True)
            subprocess.run(["node", sql_engine.HERE / "engines/duckdb_csv.mjs", "--time", "--threads", asked.threads, path],
                           check=True)


if __name__ == "__main__":
    main()
