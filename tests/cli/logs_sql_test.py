#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs sql: options, exit codes, table definitions, quoting. That the queries are right, tests/sql shows."""
import support
from support import PROJECT, CommandCase, run

DIALECTS = ("clickhouse", "duckdb", "athena", "spark")
ACL = PROJECT / "examples/web-server.txt"


class LogsSql(CommandCase):
    def sql(self, *arguments):
        answer = run("logs", "sql", *arguments)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""), arguments)
        return answer.stdout

    def test_every_dialect_asks_the_same(self):
        for dialect in DIALECTS:
            text = self.sql("--dialect", dialect, "--table", "db.flows")
            self.assertIn("FROM db.flows", text)
            self.assertNotIn("CREATE", text)
            self.assertEqual(text.count(";"), 1)
            self.assertEqual(text, self.sql("--dialect", dialect, "--table", "db.flows"))

    def test_table_definitions(self):
        words = {"duckdb": "read_csv(['s3://b/f/']", "clickhouse": "s3('s3://b/f/', 'LineAsString'",
                 "athena": "LOCATION 's3://b/f/'", "spark": "LOCATION 's3://b/f/'"}
        for dialect, wanted in words.items():
            definition = self.sql("--dialect", dialect, "--files", "s3://b/f/").split("\n\n")[0]
            self.assertTrue(definition.startswith("CREATE "), definition)
            self.assertIn(wanted, definition)
        text = self.sql("--dialect", "athena", "--files", "s3://b/f/", "--storage", "parquet", "--hive")
        for wanted in ("`srcport` int,", "`start` bigint,", "STORED AS PARQUET", "`aws-account-id` string", "MSCK REPAIR"):
            self.assertIn(wanted, text)

    def test_names_are_quoted(self):
        acl = self.write("odd.txt", "acl: it's\ningress 100 allow tcp 443 any\n")
        for dialect, literal in (("duckdb", "'it''s'"), ("athena", "'it''s'"), ("spark", r"'it\'s'"), ("clickhouse", r"'it\'s'")):
            self.assertIn(literal, self.sql("--dialect", dialect, "--snapshot", acl))
        self.assertIn("'a''b.log'", self.sql("--dialect", "duckdb", "--files", "a'b.log"))

    def test_replay(self):
        other = self.write("other.txt", ACL.read_text(encoding="utf-8").replace("443", "1024-65535"))
        for dialect in DIALECTS:
            text = self.sql("--dialect", dialect, "--question", "replay", "--before", ACL, "--after", other)
            self.assertIn("decided_by_after", text)

    def test_narrow(self):
        for dialect in DIALECTS:
            text = self.sql("--dialect", dialect, "--question", "narrow", "--before", ACL)
            for wanted in ("AS client_ports", "'99.9%'", "'linux'", "'web-server'"):
                self.assertIn(wanted, text)
            # Verdicts are not asked for.
            self.assertNotIn("said_before", text)

    def test_refusals(self):
        missing = self.folder / "none.json"
        for arguments in ([], ["--dialect", "oracle"], ["--dialect", "duckdb", "--question", "else"],
                          ["--dialect", "duckdb", "--snapshot", missing], ["--dialect", "duckdb", "--hive"],
                          ["--dialect", "athena", "--files", "s3://a/", "--files", "s3://b/"],
                          ["--dialect", "duckdb", "--question", "replay"], ["--dialect", "duckdb", "--after", ACL],
                          ["--dialect", "duckdb", "--question", "narrow"],
                          ["--dialect", "duckdb", "--question", "narrow", "--before", missing],
                          ["--dialect", "duckdb", "--question", "narrow", "--before", ACL, "--after", ACL],
                          ["--dialect", "duckdb", "--question", "narrow", "--before", ACL, "--snapshot", ACL],
                          ["--dialect", "duckdb", "--format-string", "${srcaddr} ${dstaddr}"],
                          ["--dialect", "duckdb", "--window", "0"]):
            answer = run("logs", "sql", *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
            self.assertNotEqual(answer.stderr, "", arguments)

    def test_athena_takes_no_longer_query(self):
        rules = "".join(f"ingress {n} allow tcp {n} 10.{n % 250}.{n % 200}.0/24\n" for n in range(100, 2000))
        acl = self.write("long.txt", "acl: long\n" + rules)
        answer = run("logs", "sql", "--dialect", "athena", "--snapshot", acl)
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertIn("262144", answer.stderr)
        self.assertEqual(run("logs", "sql", "--dialect", "duckdb", "--snapshot", acl).returncode, 0)


if __name__ == "__main__":
    support.main()
