#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one case file against the program. The format is documented in tests/README.md.

usage: run_case.py PROGRAM CASE
"""
import copy
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

import jsonschema

import account
import answer

FLOW_HEADER = "from,to,protocol,client_port,server_port"


def sections(text):
    """The parts of a case file: (title, lines)."""
    title, lines = "", []
    for line in text.splitlines():
        if line.startswith("--- "):
            yield title, lines
            title, lines = line[4:].strip(), []
        else:
            lines.append(line)
    yield title, lines


def meaningful(lines):
    """Lines without comments and without empty ones."""
    for line in lines:
        line = line.split("  #")[0].strip()
        if line and not line.startswith("#"):
            yield line


def validator(verb):
    """The schema of what a verb prints."""
    path = pathlib.Path(__file__).parents[2] / "docs/schema" / f"{verb}.schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


class Case:
    """One case file: its inputs as files in a folder, and what was found to be wrong."""

    def __init__(self, program, parts, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.inputs, self.accounts, self.diagnostics = [], {}, []
        self.errors, self.questions = [], 0
        for title, lines in parts:
            kind, _, name = title.partition(" ")
            if title == "diagnostics":
                self.diagnostics = [line.strip() for line in lines if line.strip()]
            elif kind == "input":
                kept = [line for line in lines if not line.startswith("# ")]
                self.add_input(name.strip(), "\n".join(kept) + "\n")
            elif kind == "account":
                self.accounts[name.strip()] = account.expand(lines)
                self.add_input(name.strip(), json.dumps(self.accounts[name.strip()]))

    def add_input(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.inputs.append(str(path))

    def run(self, verb, arguments, stdin=None):
        command = [self.program, verb, *self.inputs, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, input=stdin)

    def ask(self, verb, arguments):
        """(exit code, document or None, what was printed) of a question."""
        run = self.run(verb, [*shlex.split(arguments), "--format", "json"])
        try:
            document = json.loads(run.stdout)
        except ValueError:
            return run.returncode, None, run.stdout + run.stderr
        for error in validator(verb).iter_errors(document):
            self.errors.append(f"{verb} {arguments}: schema: {error.message} at {list(error.path)}")
        return run.returncode, document, run.stdout + run.stderr


def expectations_of(lines):
    """Groups of (key, wanted), one a connection, and the wanted exit code."""
    groups, exit_code = [[]], None
    for line in meaningful(lines):
        key, _, wanted = line.partition(": ")
        if line == "next":
            groups.append([])
        elif key == "exit":
            exit_code = int(wanted)
        else:
            groups[-1].append((key, wanted.strip()))
    return groups, exit_code


def compare(item, expectations, read, errors):
    for key, wanted in expectations:
        if key == "assumption":
            codes = [a["code"] for a in item["assumptions"]]
            if wanted not in codes:
                errors.append(f"assumption {wanted} not in {codes}")
            continue
        try:
            got = read(item, key)
        except ValueError as error:
            got = str(error)
        if got != wanted:
            errors.append(f"{key}: expected {wanted}, got {got}")


def check_list(case, lines, answered, key, read, errors):
    """A verb whose answer is a list with one element a connection."""
    groups, wanted_exit = expectations_of(lines)
    exit_code, document, printed = answered
    if wanted_exit is not None and exit_code != wanted_exit:
        errors.append(f"exit code {exit_code}, expected {wanted_exit}: {printed}")
    if document is None:
        if groups != [[]]:
            errors.append(f"no JSON: {printed}")
        return
    codes = [d["code"] for d in document["diagnostics"]]
    if codes != case.diagnostics:
        errors.append(f"diagnostics {codes}, expected {case.diagnostics}")
    if groups == [[]]:
        return
    if len(groups) != len(document[key]):
        errors.append(f"{len(document[key])} connections, expected {len(groups)}")
        return
    for item, expectations in zip(document[key], groups):
        compare(item, expectations, read, errors)


def ask_check(case, arguments, lines, errors):
    check_list(case, lines, case.ask("check", arguments), "connections", answer.of_connection, errors)


def ask_explain(case, arguments, lines, errors):
    check_list(case, lines, case.ask("explain", arguments), "walks", answer.of_walk, errors)


def ask_flows(case, _, lines, errors):
    """Each line is a row of --flows, and behind -> the columns that must be added to it."""
    pairs = [[part.strip() for part in line.split("->")] for line in meaningful(lines)]
    text = "\n".join([FLOW_HEADER, *(row for row, _ in pairs)]) + "\n"
    run = case.run("check", ["--flows", "-"], text)
    rows = run.stdout.splitlines()[1:]
    if len(rows) != len(pairs):
        errors.append(f"{len(rows)} answers to {len(pairs)} flows: {run.stdout} {run.stderr}")
    for (row, wanted), got in zip(pairs, rows):
        if got != f"{row},{wanted}":
            errors.append(f"{row}: expected {wanted}, got {got[len(row) + 1:]}")


def verdicts_after(case, edits, arguments):
    """The verdicts of check when rules are put into the account."""
    (name, lists), = case.accounts.items()
    changed = copy.deepcopy(lists)
    for edit in edits:
        account.apply_edit(changed, edit)
    path = case.folder / name
    before = path.read_text(encoding="utf-8")
    path.write_text(json.dumps(changed), encoding="utf-8")
    document = case.ask("check", arguments)[1]
    path.write_text(before, encoding="utf-8")
    return " ".join(c["verdict"] for c in document["connections"]) if document else "no answer"


def fix_text(case, arguments, options, key):
    """What `fix` says for a key."""
    word, _, number = key.partition(" ")
    if word == "options":
        return str(len(options))
    if word not in ("edits", "after") or int(number) > len(options):
        return f"unknown key '{key}', or no such option"
    edits = options[int(number) - 1]["edits"]
    if word == "after":
        return verdicts_after(case, edits, arguments)
    return " + ".join(answer.edit_text(edit) for edit in edits)


def ask_fix(case, arguments, lines, errors):
    groups, _ = expectations_of(lines)
    _, document, printed = case.ask("fix", arguments)
    if document is None:
        errors.append(f"no JSON: {printed}")
        return
    for key, wanted in groups[0]:
        if key == "offers":
            offered = {answer.edit_text(edit) for option in document["options"] for edit in option["edits"]}
            if wanted not in offered:
                errors.append(f"not offered: {wanted}; only {sorted(offered)} {document['refused']}")
            continue
        got = fix_text(case, arguments, document["options"], key)
        if got != wanted:
            errors.append(f"{key}: expected {wanted}, got {got}")


QUESTIONS = {"check": ask_check, "explain": ask_explain, "flows": ask_flows, "fix": ask_fix}
OTHER_SECTIONS = {"", "input", "account", "diagnostics", "note"}


def ask_all(case, parts):
    for title, lines in parts:
        kind, _, arguments = title.partition(" ")
        if kind in QUESTIONS:
            case.questions += 1
            found = []
            QUESTIONS[kind](case, arguments, lines, found)
            case.errors += [f"--- {title}\n    {error}" for error in found]
        elif kind not in OTHER_SECTIONS:
            case.errors.append(f"unknown section '{title}'")


def run_case(program, path):
    """All that is wrong with a case, as texts."""
    parts = list(sections(path.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        try:
            case = Case(program, parts, folder)
        except ValueError as error:
            return [str(error)]
        if not any(line.startswith("source:") for line in parts[0][1]):
            case.errors.append("the case does not name its source")
        ask_all(case, parts)
    if case.questions == 0:
        case.errors.append("the case asks nothing")
    return case.errors


def main():
    errors = run_case(sys.argv[1], pathlib.Path(sys.argv[2]))
    if errors:
        sys.exit("\n".join(errors))


if __name__ == "__main__":
    main()
