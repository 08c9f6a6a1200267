#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of an engine, byte for byte those of the program, on the same logs: text, gzip, and Parquet that DuckDB
wrote. usage: equal_answers_test.py PROGRAM PROJECT duckdb|clickhouse"""
import sys
import tempfile

import random_logs
import sql_case
import sql_engine

PARQUET_NUMBERS = {"version": "INTEGER", "srcport": "INTEGER", "dstport": "INTEGER", "protocol": "INTEGER",
                   "tcp-flags": "INTEGER", "packets": "BIGINT", "bytes": "BIGINT", "start": "BIGINT", "end": "BIGINT"}


def parquet_sql(asker, log, columns, target):
    """What turns a log into Parquet as Amazon writes it: numbers are numbers, and what does not apply is null."""
    definition = asker.sql("duckdb", ["--format-string", columns], "--files", log).split("\n\n")[0]
    outputs = []
    for name in columns.split():
        column = '"' + name.replace("-", "_") + '"'
        kind = PARQUET_NUMBERS.get(name)
        value = f"TRY_CAST(nullif({column}, '-') AS {kind})" if kind else f"nullif({column}, '-')"
        outputs.append(f"{value} AS {column}")
    return (f"{definition}\nCOPY (SELECT {', '.join(outputs)} FROM flow_log WHERE log_status <> 'WRONG') "
            f"TO '{target}' (FORMAT parquet);\nSELECT 1 AS done;\n")


def add_parquet(asker):
    """The same records in both shapes: a log without bad lines, because Parquet cannot hold them."""
    copies = []
    for kind, columns in (("default", random_logs.DEFAULT), ("long", random_logs.LONG)):
        generator = random_logs.Generator(7, columns)
        generator.noise = lambda: None
        log = asker.write(f"clean-{kind}.log", generator.text(1500))
        target = asker.folder / f"clean-{kind}.parquet"
        copies.append(asker.write(f"copy-{kind}.sql", parquet_sql(asker, log, columns, target)))
        asker.add(f"Parquet {kind}", log, columns, stored=target)
    sql_engine.answers("duckdb", copies)


def main():
    engine = sys.argv[3]
    sql_engine.install("engines")
    if engine == "clickhouse":
        sql_engine.install("clickhouse")
    with tempfile.TemporaryDirectory() as folder:
        asker = sql_case.Asker(sys.argv[1], sys.argv[2], folder)
        # ClickHouse takes some seconds for each query of this kind.
        sql_case.all_cases(asker, narrow_seeds=(1,) if engine == "clickhouse" else (1, 2))
        add_parquet(asker)
        paths = [asker.write(f"case-{number}.sql", asker.sql(engine, ["--question", question, *words], "--files", stored))
                 for number, (_, _, question, words, stored) in enumerate(asker.cases)]
        wrong = 0
        answers = sql_engine.answers(engine, paths)
        if len(answers) != len(asker.cases):
            sys.exit(f"{len(answers)} answers to {len(asker.cases)} questions")
        for (name, native, *_), answer in zip(asker.cases, answers):
            if answer == native:
                continue
            wrong += 1
            ours, theirs = set(native.splitlines()), set(answer.splitlines())
            print(f"{name}: differs; only native: {sorted(ours - theirs)[:3]}; only {engine}: {sorted(theirs - ours)[:3]}")
        rows = asker.check_rows()
        print(f"{engine}: {len(asker.cases)} cases, {rows} rows, {wrong} cases differ")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
