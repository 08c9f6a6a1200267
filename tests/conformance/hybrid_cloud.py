#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A whole real account: it loads without errors, and hybrid_cloud.csv says who reaches whom."""
import pathlib
import subprocess
import sys

import support

SNAPSHOT = support.DATA / "batfish+batfish/networks/hybrid-cloud-aws"
QUESTION_COLUMNS = 5


def golden():
    """Rows of the table as lists of columns, the header first."""
    text = pathlib.Path(__file__).with_name("hybrid_cloud.csv").read_text(encoding="utf-8")
    return [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]


def ask(rows):
    """What the program answers to the first columns of each row."""
    text = "".join(",".join(row[:QUESTION_COLUMNS]) + "\n" for row in rows)
    command = [support.PROGRAM, "check", str(SNAPSHOT), "--flows", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def diagnostics_that_count():
    """Notes say that a list is of no concern; anything else means that the account was not read whole."""
    _, document = support.check([SNAPSHOT], "--from", "192.168.1.186", "--to", "192.168.1.25", "--port", "443")
    return [d for d in document["diagnostics"] if d["severity"] != "note"]


def main():
    if not SNAPSHOT.is_dir():
        print(f"skipped: no snapshot at {SNAPSHOT}; set HALFOPEN_CONFORMANCE_DATA")
        sys.exit(77)
    wrong = [f"diagnostic {d}" for d in diagnostics_that_count()]
    rows = golden()
    run = ask(rows)
    answers = run.stdout.splitlines()
    if len(answers) != len(rows):
        sys.exit(f"{len(answers)} answers to {len(rows)} rows: {run.stderr}")
    for row, answer in zip(rows, answers):
        if answer != ",".join(row):
            wrong.append(f"expected {','.join(row)}\n     got {answer}")
    print(f"{len(rows) - 1} questions, {len(wrong)} differences")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
