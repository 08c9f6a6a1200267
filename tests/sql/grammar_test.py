#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Athena's and Spark's SQL fits the grammars of Trino, Hive and Spark, and the check can fail.
usage: grammar_test.py PROGRAM PROJECT"""
import json
import sys
import tempfile

import random_accounts
import random_logs
import sql_case
import sql_engine


def main():
    sql_engine.install("engines")
    with tempfile.TemporaryDirectory() as folder:
        asker = sql_case.Asker(sys.argv[1], sys.argv[2], folder)
        account = asker.write("account.json", json.dumps(random_accounts.account_of(1)))
        acl = asker.write("acl.txt", sql_case.PING_ACL)
        mended = asker.write("mended.txt", sql_case.PING_ACL.replace("deny", "allow"))
        variants = [[], ["--snapshot", acl], ["--format-string", random_logs.LONG], ["--snapshot", account],
                    ["--files", "s3://bucket/logs/"], ["--files", "s3://bucket/logs/", "--storage", "parquet", "--hive"],
                    ["--table", "db.flow-logs"], ["--question", "replay", "--before", acl, "--after", mended],
                    ["--question", "narrow", "--before", acl], ["--question", "narrow", "--before", account]]
        texts = {"trino": [], "hive": [], "spark": []}
        for number, words in enumerate(variants):
            for dialect, grammar in (("athena", "trino"), ("spark", "spark")):
                text = asker.sql(dialect, words)
                if "--files" in words:
                    definition, text = text.split("\n\n", 1)
                    # Athena's table definitions are Hive's.
                    texts["hive" if dialect == "athena" else "spark"].append(
                        asker.write(f"{dialect}-{number}-table.sql", definition + "\n"))
                texts[grammar].append(asker.write(f"{dialect}-{number}.sql", text))
        for grammar, paths in texts.items():
            errors = sql_engine.grammar_errors(grammar, paths)
            if errors:
                sys.exit(errors)
            broken = asker.write("broken.sql", paths[0].read_text().replace("FROM" if grammar != "hive" else "LOCATION",
                                                                           "FORM", 1))
            if not sql_engine.grammar_errors(grammar, [broken]):
                sys.exit(f"the grammar of {grammar} takes what is broken")
        print(f"{sum(map(len, texts.values()))} texts fit the grammars of {', '.join(texts)}")


if __name__ == "__main__":
    main()
