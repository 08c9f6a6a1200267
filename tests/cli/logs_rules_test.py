#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs rules: which rules decide the records; beside `explain` of each record alone."""
import collections
import csv
import io
import json
import random

import support
from support import CommandCase, run

# VPC User Guide, network ACLs: rules in ascending order, the first that matches decides; within a subnet none is asked.
ACL = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24
ingress 90 deny tcp 22 198.51.100.0/24
ingress 100 allow tcp 22-443 any
ingress 110 allow icmp 8 any
ingress 120 allow udp 53 10.0.0.0/8
ingress 130 allow tcp 9999 any
egress 100 allow tcp 1024-65535 any
egress 110 deny udp 1024-2000 0.0.0.0/0
egress 120 allow udp 1024-65535 ::/0
"""


def row(source, destination, port, protocol, action, source_port=50000):
    return (f"2 123456789012 eni-0123456789abcdef0 {source} {destination} {source_port} {port} {protocol} 3 180 1767322800 "
            f"1767322860 {action} OK\n")


class LogsRules(CommandCase):
    def hits(self, log, snapshot, *more):
        answer = run("logs", "rules", log, "--snapshot", snapshot, "--format", "json", *more)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        document = json.loads(answer.stdout)
        return {(r["direction"], r["rule"]): (r["accepted"], r["rejected"]) for r in document["rules"]}, document

    def test_rules_of_single_records(self):
        acl = self.write("acl.txt", ACL)
        inside, outside = "10.0.1.5", "198.51.100.7"
        for text, rule, count in [
                (row(outside, inside, 22, 6, "REJECT"), ("ingress", "90"), (0, 1)),
                (row("203.0.113.9", inside, 22, 6, "ACCEPT"), ("ingress", "100"), (1, 0)),
                (row(outside, inside, 443, 6, "REJECT"), ("ingress", "100"), (0, 1)),
                (row(outside, inside, 444, 6, "REJECT"), ("ingress", "*"), (0, 1)),
                (row(outside, inside, 0, 1, "ACCEPT", 0), ("ingress", "110"), (1, 0)),
                (row("10.0.9.9", inside, 53, 17, "ACCEPT"), ("ingress", "120"), (1, 0)),
                (row(outside, inside, 0, 47, "REJECT", 0), ("ingress", "*"), (0, 1)),
                (row(inside, outside, 50000, 6, "ACCEPT", 443), ("egress", "100"), (1, 0)),
                (row(inside, outside, 1500, 17, "REJECT", 53), ("egress", "110"), (0, 1)),
                (row(inside, outside, 2001, 17, "REJECT", 53), ("egress", "*"), (0, 1))]:
            hits, document = self.hits(self.write("a.log", text), acl)
            self.assertEqual({k: v for k, v in hits.items() if v != (0, 0)}, {rule: count}, text)
            self.assertEqual(document["outside"], 0)
        for text in (row(inside, "10.0.1.6", 22, 6, "ACCEPT"), row("10.0.2.1", outside, 22, 6, "ACCEPT")):
            hits, document = self.hits(self.write("a.log", text), acl)
            self.assertEqual((set(hits.values()), document["outside"]), ({(0, 0)}, 1))

    def test_many_records_in_both_families_against_a_first_match_of_our_own(self):
        dice = random.Random(9)
        bare = self.write("bare.txt", "acl: bare\ningress 100 allow tcp 20-25 10.0.0.0/8\ningress 110 deny all all 10.1.0.0/16\n"
                          "ingress 120 allow udp 53 any\ningress 130 allow tcp 22 2001:db8::/32\n")
        rules = [("100", 4, 6, 20, 25, "10."), ("110", 4, None, 0, 65535, "10.1."), ("120", 4, 17, 53, 53, ""),
                 ("130", 6, 6, 22, 22, "2001:db8:")]
        expected = collections.Counter()
        text = ""
        for _ in range(9000):
            source = dice.choice(["10.0.0.1", "10.1.0.9", "203.0.113.7", "2001:db8::9", "2001:db9::9"])
            family = 6 if ":" in source else 4
            port, protocol, action = dice.choice([19, 20, 22, 25, 26, 53]), dice.choice([6, 17, 47]), dice.choice(["ACCEPT", "REJECT"])
            text += row(source, "2001:db8::1" if family == 6 else "192.0.2.1", port, protocol, action)
            rule = next((name for name, f, p, low, high, start in rules
                         if f == family and p in (None, protocol) and low <= port <= high and source.startswith(start)), "*")
            expected[rule, action] += 1
        hits, document = self.hits(self.write("a.log", text), bare)
        for rule in ("100", "110", "120", "130", "*"):
            self.assertEqual(hits["ingress", rule], (expected[rule, "ACCEPT"], expected[rule, "REJECT"]), rule)
        self.assertEqual(sum(map(sum, (v for k, v in hits.items() if k[0] == "egress"))), 9000)  # nothing allows it
        self.assertEqual(document["counts"]["records"], 9000)

    def test_text_csv_and_refusals(self):
        acl = self.write("acl.txt", ACL)
        log = self.write("a.log", row("198.51.100.7", "10.0.1.5", 22, 6, "ACCEPT"))
        text = run("logs", "rules", log, "--snapshot", acl).stdout
        self.assertIn("the rules were others", text)
        self.assertIn("decided nothing", text)
        table = list(csv.reader(io.StringIO(run("logs", "rules", log, "--snapshot", acl, "--format", "csv").stdout)))
        self.assertEqual(table[:2], [["direction", "rule", "action", "accepted", "rejected"], ["ingress", "90", "deny", "1", "0"]])
        two = self.write("two.txt", ACL + "\nacl: other\ningress 100 allow all all any\n")
        for words in ([], ["--snapshot", self.folder / "none.txt"], ["--snapshot", two], ["--snapshot", two, "--acl", "third"],
                      ["--snapshot", two, "--acl", "other"]):
            self.assertEqual(run("logs", "rules", log, *words).returncode, 1, words)
        self.assertEqual(run("logs", "rules", self.write("b.log", "x\n"), "--snapshot", acl).returncode, 1)
        self.assertEqual(run("logs", "rules", log, "--snapshot", two, "--acl", "web").returncode, 0)


if __name__ == "__main__":
    support.main()
