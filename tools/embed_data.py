#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a table of data/ into rows of a C++ initialiser, so that the core reads no files.

usage: embed_data.py client_profiles|service_ports|examples INPUT.json OUTPUT.inc

The table `examples` names files of the folder examples/, which lies beside that of the table.
"""
import json
import pathlib
import sys


def quoted(text):
    return json.dumps(text, ensure_ascii=True)


def client_profiles(table, _):
    for row in table["profiles"]:
        if not 0 <= row["first"] <= row["last"] <= 65535:
            raise ValueError(f"profile {row['name']}: bad range")
        yield "{%s, {%d, %d}, %s, %s, %s, %s, %s}," % (
            quoted(row["name"]), row["first"], row["last"],
            "true" if row["default"] else "false", quoted(row.get("picks", "")),
            quoted(row["title"]), quoted(row["source"]), quoted(row["date"]))


def service_ports(table, _):
    for row in table["services"]:
        for name in [row["name"], *row["aliases"]]:
            yield "{%s, %s, {%d}, %d, %s}," % (
                quoted(name), quoted(row["title"]),
                {"tcp": 6, "udp": 17}[row["protocol"]], row["port"],
                "true" if name == row["name"] else "false")


def examples(table, path):
    for row in table["examples"]:
        text = (path.parent.parent / "examples" / row["file"]).read_text(encoding="utf-8")
        question = row["question"]
        yield "{%s, %s, %s, %s, {%s, %s, %s, {%s}}, %s}," % (
            quoted(row["id"]), quoted(row["title"]), quoted(row["file"]), quoted(text),
            quoted(question["from"]), quoted(question["to"]), quoted(question["port"]),
            ", ".join(quoted(name) for name in question["clients"]),
            question.get("client_port", "std::nullopt"))


def main(argv):
    if len(argv) != 4 or argv[1] not in ("client_profiles", "service_ports", "examples"):
        sys.exit(__doc__)
    with open(argv[2], encoding="utf-8") as source:
        rows = globals()[argv[1]](json.load(source), pathlib.Path(argv[2]).resolve())
        text = "".join(row + "\n" for row in rows)
    with open(argv[3], "w", encoding="utf-8") as target:
        target.write(text)


if __name__ == "__main__":
    main(sys.argv)
