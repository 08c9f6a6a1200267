#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one case file against the program. The format is documented in tests/README.md.

usage: run_case.py PROGRAM CASE
"""
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile


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


def place(crossing):
    return f"{crossing.get('acl', '?')}/{crossing['direction']}/{crossing.get('rule', '?')}"


def decision_of(reply, port):
    """ACL/DIRECTION/RULE ACTION of the first reply crossing for a client port."""
    if not reply.get("crossings"):
        return "no crossing"
    crossing = reply["crossings"][0]
    for decision in crossing["decisions"]:
        for part in decision["client_ports"].split(","):
            first, _, last = part.partition("-")
            if int(first) <= port <= int(last or first):
                return f"{crossing['acl']}/{crossing['direction']}/{decision['rule']} " + \
                    decision["action"]
    return "no decision"


def actual(connection, key):
    """What the answer says for one key of the case file."""
    word, _, name = key.partition(" ")
    request = connection["request"]
    reply = connection.get("reply", {})
    if word in ("verdict", "from", "to", "protocol"):
        return connection[word]
    if word in ("from_set", "to_set"):
        return connection.get(word, "absent")
    if word == "request":
        decided = request.get("denied_by") or (request["crossings"] or [None])[-1]
        return place(decided) if decided else "none"
    if word == "open":
        return reply.get("open_client_ports", "absent") or "none"
    if word == "unknown_ports":
        return reply.get("unknown_client_ports", "absent")
    if word == "reply":
        decided = reply.get("denied_by") or (reply.get("crossings") or [None])[-1]
        if not decided:
            return "none" if reply else "absent"
        allowed = reply.get("allowed")
        return place(decided) + {True: " allow", False: " deny", None: " unknown"}[allowed]
    if word == "profile":
        found = [p for p in connection.get("profiles", []) if p["name"] == name]
        return f"{found[0]['open']}/{found[0]['total']}" if found else "absent"
    if word == "decision":
        return decision_of(reply, int(name))
    raise ValueError(f"unknown key '{key}'")


def check_connection(connection, expectations, errors):
    for key, wanted in expectations:
        if key == "assumption":
            codes = [a["code"] for a in connection["assumptions"]]
            if wanted not in codes:
                errors.append(f"assumption {wanted} not in {codes}")
            continue
        got = actual(connection, key)
        if got != wanted:
            errors.append(f"{key}: expected {wanted}, got {got}")


def check_question(program, inputs, title, lines, diagnostics, errors):
    command = [program, title.split()[0], *inputs, *shlex.split(title)[1:], "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    groups, exit_code = [[]], None
    for line in lines:
        line = line.split("  #")[0].strip()
        if not line or line.startswith("#"):
            continue
        if line == "next":
            groups.append([])
            continue
        key, _, wanted = line.partition(": ")
        if key == "exit":
            exit_code = int(wanted)
        else:
            groups[-1].append((key, wanted))
    if exit_code is not None and run.returncode != exit_code:
        errors.append(f"exit code {run.returncode}, expected {exit_code}: {run.stderr}")
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        if groups != [[]]:
            errors.append(f"no JSON: {run.stdout} {run.stderr}")
        return
    codes = [d["code"] for d in answer["diagnostics"]]
    if codes != diagnostics:
        errors.append(f"diagnostics {codes}, expected {diagnostics}")
    if groups == [[]]:
        return
    if len(groups) != len(answer["connections"]):
        errors.append(f"{len(answer['connections'])} connections, expected {len(groups)}")
        return
    for connection, expectations in zip(answer["connections"], groups):
        check_connection(connection, expectations, errors)


def run_case(program, path):
    """All that is wrong with a case, as texts."""
    parts = list(sections(path.read_text(encoding="utf-8")))
    diagnostics = []
    for title, lines in parts:
        if title == "diagnostics":
            diagnostics = [line.strip() for line in lines if line.strip()]
    errors, questions = [], 0
    if not any(line.startswith("source:") for line in parts[0][1]):
        errors.append("the case does not name its source")
    with tempfile.TemporaryDirectory() as folder:
        inputs = []
        for title, lines in parts:
            if title.startswith("input "):
                inputs.append(str(pathlib.Path(folder) / title[6:].strip()))
                kept = [line for line in lines if not line.startswith("# ")]
                pathlib.Path(inputs[-1]).write_text("\n".join(kept) + "\n", encoding="utf-8")
        for title, lines in parts:
            if not title.startswith("check "):
                continue
            questions += 1
            found = []
            check_question(program, inputs, title, lines, diagnostics, found)
            errors += [f"--- {title}\n    {error}" for error in found]
    if questions == 0:
        errors.append("the case asks nothing")
    return errors


def main():
    errors = run_case(sys.argv[1], pathlib.Path(sys.argv[2]))
    if errors:
        sys.exit("\n".join(errors))


if __name__ == "__main__":
    main()
