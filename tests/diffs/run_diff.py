#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one pair of rule tables through `halfopen diff`. The format is documented in tests/README.md.

usage: run_diff.py PROGRAM FILE
"""
import pathlib
import shlex
import subprocess
import sys
import tempfile


def sections(text):
    """The parts of a file: (title, lines)."""
    title, lines = "", []
    for line in text.splitlines():
        if line.startswith("--- "):
            yield title, lines
            title, lines = line[4:].strip(), []
        else:
            lines.append(line)
    yield title, lines


def told(text, rules):
    """The lines of an answer without the examples, spaces in a row as one; with the rules if wanted."""
    left_out = ("e.g.", "#") if rules else ("e.g.", "#", "rule:")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith(left_out)]


def run_diff(program, path):
    """All that is wrong with a file, as texts."""
    parts = list(sections(path.read_text(encoding="utf-8")))
    errors = []
    titles = [title.split()[0] for title, _ in parts[1:] if title]
    if titles != ["before", "after", "expect"]:
        return [f"the sections are {titles}, not before, after, expect"]
    if not any(line.startswith("# ") for line in parts[0][1]):
        errors.append("the file does not say what it is about")
    rules = any(line.split()[:1] == ["rule:"] for line in parts[3][1])
    wanted = told("\n".join(parts[3][1]), rules)
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for title, lines in parts[1:3]:
            inputs.append(str(pathlib.Path(folder) / f"{title}.txt"))
            pathlib.Path(inputs[-1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        run = subprocess.run([program, "diff", *inputs, *shlex.split(parts[3][0])[1:]],
                             capture_output=True, text=True, check=False)
        got = told(run.stdout.replace(folder + "/", ""), rules)
    errors += [f"not said: {line}" for line in wanted if line not in got]
    errors += [f"said: {line}" for line in got if line not in wanted]
    if not errors and got != wanted:
        errors.append("the lines stand in another order")
    exit_code = 0 if wanted == ["No change in behaviour."] else 2
    if run.returncode != exit_code:
        errors.append(f"exit code {run.returncode}, expected {exit_code}")
    if run.stderr:
        errors.append(f"on stderr: {run.stderr}")
    return errors


def main():
    errors = run_diff(sys.argv[1], pathlib.Path(sys.argv[2]))
    if errors:
        sys.exit("\n".join(errors))


if __name__ == "__main__":
    main()
