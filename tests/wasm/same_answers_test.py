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
YAML_REFUSED = b"the engine in this page does not read YAML"
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


def portable(native_program, bodies):
    """The requests with every text as `report html` writes it into a page."""
    texts = sorted({source["text"] for body in bodies for key in ("sources", "changed") for source in body.get(key, [])})
    pairs = [("portable", text.encode()) for text in texts]
    held = {text: answer[1].decode() for text, answer in zip(texts, asked([native_program], pairs))}
    for body in bodies:
        yield {key: [{**source, "text": held[source["text"]]} for source in value] if key in ("sources", "changed")
               else value for key, value in body.items()}


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
    asking = list(questions.all_questions(root))
    pairs = [(verb, json.dumps(body).encode()) for verb, body in asking]
    held = [json.dumps(body).encode() for body in portable(native_program, [body for _, body in asking])]
    native = asked([native_program], pairs)
    run_module = ["node", str(HERE / "module_answers.mjs"), str(module)]
    wasm = asked(run_module, [(verb, body) for (verb, _), body in zip(pairs, held)])
    errors, told = [], collections.Counter()
    if not len(native) == len(wasm) == len(pairs):
        errors.append(f"{len(pairs)} questions, {len(native)} and {len(wasm)} answers")
    for (verb, body), one, other in zip(pairs, native, wasm):
        told[verb, one[0]] += 1
        if NO_JSON.sub(rb"\1: no JSON", one[1]) != NO_JSON.sub(rb"\1: no JSON", other[1]) or one[0] != other[0]:
            errors.append(f"{verb} {body[:200]!r}: {one[0]} and {other[0]}\n{difference(one[1], other[1])}")
    trees = sum(body != plain for body, (_, plain) in zip(held, pairs))
    if trees < 10:
        errors.append(f"only {trees} questions about YAML")
    bare = next(plain for body, (verb, plain) in zip(held, pairs) if body != plain and verb == "overview")
    if YAML_REFUSED not in asked(run_module, [("overview", bare)])[0][1]:
        errors.append("YAML without its tree is not refused")
    verbs = subprocess.run([native_program, "verbs"], capture_output=True, text=True, check=True).stdout.split()
    errors += [f"no question to `{verb}` was answered" for verb in verbs if told[verb, 200] == 0]
    for error in errors[:20]:
        print(error)
    good = sum(count for (_, status), count in told.items() if status == 200)
    print(f"{len(pairs)} questions to {len(verbs)} verbs, {good} answered, {trees} about YAML, {len(errors)} errors")
    return 1 if errors or good < 300 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
