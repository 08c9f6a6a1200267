#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a table of data/ into rows of a C++ initialiser, so that the core reads no files.

usage: embed_data.py TABLE INPUT.json OUTPUT.inc
TABLE: client_profiles, service_ports, examples, example_changes or example_accounts

The tables of examples name files of the folder examples/, which lies beside that of the table.
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


def example_text(path, file):
    return (path.parent.parent / "examples" / file).read_text(encoding="utf-8")


def examples(table, path):
    for row in table["examples"]:
        text = example_text(path, row["file"])
        question = row["question"]
        yield "{%s, %s, %s, %s, {%s, %s, %s, {%s}}, %s}," % (
            quoted(row["id"]), quoted(row["title"]), quoted(row["file"]), quoted(text),
            quoted(question["from"]), quoted(question["to"]), quoted(question["port"]),
            ", ".join(quoted(name) for name in question["clients"]),
            question.get("client_port", "std::nullopt"))


def example_changes(table, path):
    for row in table["changes"]:
        sides = [(pathlib.PurePosixPath(row[side]).name, example_text(path, row[side]))
                 for side in ("before", "after")]
        yield "{%s, %s, {%s, %s}, {%s, %s}}," % (
            quoted(row["id"]), quoted(row["title"]),
            *(quoted(word) for side in sides for word in side))


def example_accounts(table, path):
    for row in table["accounts"]:
        yield "{%s, %s, {%s, %s}}," % (
            quoted(row["id"]), quoted(row["title"]),
            quoted(pathlib.PurePosixPath(row["file"]).name), quoted(example_text(path, row["file"])))


TABLES = {table.__name__: table for table in (
    client_profiles, service_ports, examples, example_changes, example_accounts)}


def main(argv):
    if len(argv) != 4 or argv[1] not in TABLES:
        sys.exit(__doc__)
    with open(argv[2], encoding="utf-8") as source:
        rows = TABLES[argv[1]](json.load(source), pathlib.Path(argv[2]).resolve())
        text = "".join(row + "\n" for row in rows)
    with open(argv[3], "w", encoding="utf-8") as target:
        target.write(text)


if __name__ == "__main__":
    main(sys.argv)
