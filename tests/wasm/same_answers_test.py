#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engine as WebAssembly gives byte for byte the answers of the engine for this machine.

usage: same_answers_test.py NATIVE_ANSWERS SOURCE_DIR [HALFOPEN.WASM]
"""
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys

import questions

HERE = pathlib.Path(__file__).parent
SKIPPED = 77
YAML_REFUSED = "YAML is not read in the browser"
# Where a text stops being JSON the two readers may tell from different places: one reads ahead.
NO_JSON = re.compile(rb'"place": "([^"]*?):\d+:\d+",\s*"text": "(this is not JSON|the text is cut off)')


def asked(command, pairs):
    """(status, bytes) of each answer."""
    stdin = b"".join(f"{verb} {len(body)}\n".encode() + body for verb, body in pairs)
    run = subprocess.run(command, input=stdin, capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{command[0]} failed: {run.stderr.decode()[-2000:]}")
    answers, at = [], 0
    while at < len(run.stdout):
        end = run.stdout.index(b"\n", at)
        status, size = map(int, run.stdout[at:end].split())
        at = end + 1 + size
        answers.append((status, run.stdout[end + 1:at]))
    return answers


def difference(native, module):
    """Where two texts part, with what stands around."""
    at = next((i for i, pair in enumerate(zip(native, module)) if pair[0] != pair[1]), min(len(native), len(module)))
    show = slice(max(0, at - 60), at + 60)
    return f"    native: …{native[show]!r}\n    wasm:   …{module[show]!r}"


def main(native_program, root, module=None):
    module = pathlib.Path(module or f"{root}/build/wasm/halfopen.wasm")
    if not module.exists() or not shutil.which("node"):
        print(f"skipped: {module} or node is missing (make wasm)")
        return SKIPPED
    pairs = [(verb, json.dumps(body).encode()) for verb, body in questions.all_questions(root)]
    native = asked([native_program], pairs)
    wasm = asked(["node", str(HERE / "module_answers.mjs"), str(module)], pairs)
    errors, told, yaml = [], collections.Counter(), 0
    if not len(native) == len(wasm) == len(pairs):
        errors.append(f"{len(pairs)} questions, {len(native)} and {len(wasm)} answers")
    for (verb, body), one, other in zip(pairs, native, wasm):
        if YAML_REFUSED.encode() in other[1]:
            yaml += 1  # said, not silent
            continue
        told[verb, one[0]] += 1
        if NO_JSON.sub(rb"\1: no JSON", one[1]) != NO_JSON.sub(rb"\1: no JSON", other[1]) or one[0] != other[0]:
            errors.append(f"{verb} {body[:200]!r}: {one[0]} and {other[0]}\n{difference(one[1], other[1])}")
    verbs = subprocess.run([native_program, "verbs"], capture_output=True, text=True, check=True).stdout.split()
    errors += [f"no question to `{verb}` was answered" for verb in verbs if told[verb, 200] == 0]
    for error in errors[:20]:
        print(error)
    good = sum(count for (_, status), count in told.items() if status == 200)
    print(f"{len(pairs)} questions to {len(verbs)} verbs, {good} answered, {yaml} with YAML, {len(errors)} errors")
    return 1 if errors or good < 300 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
