# SPDX-License-Identifier: Apache-2.0
"""Engines that run SQL files: DuckDB and ClickHouse as npm packages, and grammars for what does not run here."""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def install(folder):
    """The packages of the folder, from its lock file; without them there is nothing to test."""
    if shutil.which("node") is None:
        skip("no node (Debian: nodejs, npm)")
    done = subprocess.run(["sh", HERE / "install_engines.sh", folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        skip(f"the packages of tests/sql/{folder} cannot be had: {done.stderr.strip()[-300:]}")


def answers(engine, paths):
    """The answer of each file's last statement, as CSV."""
    script = {"duckdb": HERE / "engines/duckdb_csv.mjs", "clickhouse": HERE / "clickhouse/clickhouse_csv.mjs"}[engine]
    run = subprocess.run(["node", script, *map(str, paths)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{engine}: {run.stderr[-3000:]}")
    texts = run.stdout.split("\n\n")
    return [text if text.endswith("\n") else text + "\n" for text in texts]


def grammar_errors(grammar, paths):
    """What does not fit the grammar of trino, spark or hive; empty if all does."""
    run = subprocess.run(["node", HERE / "engines/check_grammar.mjs", grammar, *map(str, paths)], capture_output=True,
                         text=True, check=False)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr[-3000:])
    return "" if run.returncode == 0 else run.stdout or run.stderr
