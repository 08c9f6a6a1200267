#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""matrix: exit codes, formats, filters."""
import csv
import io
import json

import support
from support import PROJECT, CommandCase, run

SERVER = PROJECT / "examples/web-server.txt"


class Matrix(CommandCase):
    def pairs(self, *arguments):
        return json.loads(run("matrix", *arguments, "--format", "json").stdout)["pairs"]

    def test_problem_a_text(self):
        answer = run("matrix", SERVER)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("tcp: half-open 0-21,23-65535", answer.stdout)
        self.assertNotIn("\x1b", answer.stdout)

    def test_half_open_is_a_finding(self):
        self.assertEqual(run("matrix", SERVER, "--half-open").returncode, 2)
        self.assertEqual(run("matrix", SERVER, "--half-open", "--soft-fail").returncode, 0)
        self.assertEqual(run("matrix", SERVER, "--half-open", "--limit", "0").returncode, 2)
        clean = self.write("clean.txt", "acl: c\ningress 100 allow all all any\negress 100 allow all all any\n")
        answer = run("matrix", clean, "--half-open")
        self.assertEqual(answer.returncode, 0)
        self.assertIn("No connection gets in and loses its replies.", answer.stdout)

    def test_a_lost_echo_is_a_finding(self):
        ping = self.write("ping.txt", "acl: p\nsubnet: s 10.0.1.0/24\ningress 100 allow icmp 8 any\n")
        for extra in ((), ("--format", "csv"), ("--format", "json"), ("--port", "icmp/echo")):
            self.assertEqual(run("matrix", ping, "--half-open", *extra).returncode, 2, extra)
        self.assertEqual(run("matrix", ping, "--half-open", "--port", "443").returncode, 0)

    def test_echo_stands_apart_in_json(self):
        document = json.loads(run("matrix", SERVER, "--format", "json").stdout)
        self.assertTrue(all(p["protocol"] in ("tcp", "udp") and "works" in p for p in document["pairs"]))
        self.assertTrue(document["echo"])
        self.assertTrue(all(p["protocol"] in ("icmp", "icmpv6") for p in document["echo"]))

    def test_filters(self):
        pairs = self.pairs(SERVER, "--port", "443,udp/53", "--verdict", "half-open")
        self.assertTrue(pairs)
        self.assertEqual({p["protocol"]: p["half_open"] for p in pairs}, {"tcp": "443", "udp": "53"})
        both = self.write("b.txt", "acl: b\nsubnet: subnet-b 10.0.2.0/24\ningress 100 allow tcp 443 any\n")
        ends = {end for p in self.pairs(self.web, both, "--subnet", "subnet-b") for end in [(p["from"], p["to"])]}
        self.assertTrue(all("subnet-b" in end for end in ends))
        self.assertIn(("subnet-web", "subnet-b"), ends)

    def test_clients(self):
        def verdict(client):
            return self.pairs(self.web, "--port", "443", "--client", client)[-1]
        found = {c: [k for k in ("works", "partial", "half_open") if verdict(c)[k]] for c in ("linux", "windows", "ntp")}
        self.assertEqual(found, {"linux": ["works"], "windows": ["partial"], "ntp": ["half_open"]})

    def test_limit_and_summary(self):
        document = json.loads(run("matrix", SERVER, "--limit", "1", "--format", "json").stdout)
        self.assertEqual(len(document["pairs"]), 1)
        self.assertEqual(document["summary"]["rows_listed"], 1)
        self.assertGreater(document["summary"]["rows"], 1)
        self.assertIn("more rows are not listed", run("matrix", SERVER, "--limit", "1").stdout)

    def test_csv_and_markdown(self):
        rows = list(csv.DictReader(io.StringIO(run("matrix", SERVER, "--format", "csv").stdout)))
        document = json.loads(run("matrix", SERVER, "--format", "json").stdout)
        self.assertEqual(len(rows), len(document["pairs"]) + len(document["echo"]))
        self.assertEqual(list(rows[0]), ["from", "to", "family", "protocol", "works", "partial", "half_open",
                                         "denied", "unknown", "reply_range"])
        web = [r for r in rows if r["to"] == "web-server" and r["protocol"] == "tcp"]
        self.assertEqual({r["half_open"] for r in web}, {"0-21,23-65535"})
        markdown = run("matrix", SERVER, "--format", "markdown").stdout.splitlines()
        columns = {line.count("|") for line in markdown if line.startswith("|")}
        self.assertEqual(len(columns), 1)

    def test_errors(self):
        for arguments, word in [((SERVER, "--port", "47/"), "icmp/echo"), ((SERVER, "--subnet", "nowhere"), "nowhere"),
                                ((SERVER, "--verdict", "maybe"), "maybe"), ((SERVER, "--limit", "x"), "x"),
                                ((SERVER, "--client", "beos"), "beos"), ((self.folder / "none.txt",), "none.txt"),
                                ((SERVER, "--format", "xml"), "xml"), ((), "INPUT")]:
            answer = run("matrix", *arguments)
            self.assertEqual(answer.returncode, 1, arguments)
            self.assertEqual(answer.stdout, "")
            self.assertIn(word, answer.stderr)


if __name__ == "__main__":
    support.main()
