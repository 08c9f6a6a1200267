# SPDX-License-Identifier: Apache-2.0
"""Questions for an engine: the examples, every case of tests/cases, and the texts of the fuzzers."""
import json
import pathlib
import shlex
import sys

KNOWN = {"--from": "from", "--to": "to", "--port": "port"}


def source(name, text):
    return {"name": name, "text": text}


def question_of(arguments):
    """The members of a request for the options of `check`; None if it has others."""
    body, words = {}, shlex.split(arguments)
    for option, value in zip(words[::2], words[1::2]):
        if option in KNOWN:
            body[KNOWN[option]] = value
        elif option == "--client":
            body.setdefault("clients", []).append(value)
        elif option == "--ip-version":
            body["family"] = f"ipv{value}"
        else:
            return None
    return body


def of_cases(root):
    """What tests/cases ask, as check, explain and fix."""
    sys.path.insert(0, str(root / "tests/cases"))
    import account
    import run_case
    for path in sorted((root / "tests/cases").glob("*.case")):
        inputs = []
        for title, lines in run_case.sections(path.read_text(encoding="utf-8")):
            kind, _, rest = title.partition(" ")
            if kind == "input":
                inputs.append(source(rest.strip(), "\n".join(line for line in lines if line[:2] != "# ") + "\n"))
            elif kind == "account":
                inputs.append(source(rest.strip(), json.dumps(account.expand(lines))))
            elif kind in ("check", "explain"):
                question = question_of(rest)
                if question:
                    for verb in ("check", "explain", "fix"):
                        yield verb, {"sources": inputs, **question}
        if inputs:
            yield "overview", {"sources": inputs}


def of_whole(inputs):
    """The verbs that ask about everything that is loaded."""
    given = {"sources": inputs}
    yield "overview", given
    yield "lint", given
    yield "exposure", given
    yield "matrix", {**given, "port": "443,udp/53", "clients": ["linux"], "limit": 50, "half_open": True}
    yield "heatmap", {**given, "port": "443"}


def of_examples(root):
    folder = root / "examples"
    text = {p.name: source(f"examples/{p.name}", p.read_text(encoding="utf-8")) for p in folder.glob("*.txt")}
    shop = [source(f"shop/{p.name}", p.read_text(encoding="utf-8")) for p in sorted((folder / "shop").glob("*.json"))]
    before, after = [text["web-server.txt"]], [text["web-server-fixed.txt"]]
    home = {"from": "203.0.113.9", "to": "ssh-from-home", "port": "22", "clients": ["windows"], "client_port": 52341}
    yield "examples", {}
    for verb in ("check", "explain", "fix"):
        yield verb, {"sources": before, "from": "10.10.1.148", "to": "web-server", "port": "443,22,80"}
        yield verb, {"sources": [text["ssh-from-home.txt"]], **home}
        yield verb, {"sources": shop, "from": "internet", "to": "10.0.0.0/8", "port": "443,22,5432,udp/53,icmp/8"}
    for inputs in (before, after, shop):
        yield from of_whole(inputs)
        yield "minimise", {"sources": inputs, **({} if len(inputs) == 1 else {"acl": "acl-absent"})}
    replies = [[source(f"{side}.yaml", (folder / f"narrow-replies/{side}.yaml").read_text(encoding="utf-8"))]
               for side in ("before", "after")]
    for side in replies:
        yield from of_whole(side)
    yield "diff", {"sources": before, "changed": after}
    yield "diff", {"sources": replies[0], "changed": replies[1]}
    yield "plan-apply", {"sources": replies[0], "changed": replies[1]}
    yield "plan-apply", {"sources": before, "changed": after}
    # What is loaded is asked about where a request brings no inputs.
    yield "load", {"sources": shop}
    yield "overview", {}
    yield "check", {"from": "internet", "to": "10.0.0.0/8", "port": "443"}
    yield "load", {"sources": []}
    for seed in (1, 7):
        yield "practice", {"seed": seed, "level": 3, "count": 5}
        yield "broken-lab", {"seed": seed}
        yield "judge-lab", {"seed": seed, "sources": before}


def of_refusals():
    yield "check", {}
    yield "check", {"from": 7}
    yield "check", {"unknown": True}
    yield "overview", {"sources": [source("none.json", "{}")]}
    yield "overview", {"sources": [source("half.json", '{"NetworkAcls": [{"NetworkAclId": "acl-')]}
    yield "no-such-verb", {}


def of_corpus(root):
    """Texts of the fuzzers, well-formed or not; those that are no UTF-8 cannot stand in a request."""
    for folder in ("aws_json", "cloudformation", "rule_table", "terraform"):
        for path in sorted((root / "fuzz/corpus" / folder).iterdir()):
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            yield from of_whole([source(f"{folder}/{path.name}", text)])


def all_questions(root):
    root = pathlib.Path(root)
    for part in (of_examples(root), of_refusals(), of_cases(root), of_corpus(root)):
        yield from part
