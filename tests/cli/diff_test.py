#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""diff: exit codes, formats, errors. What it says of changes: tests/diffs."""
import json

import support
from support import PROJECT, WEB, CommandCase, run

BEFORE = PROJECT / "examples/web-server.txt"
AFTER = PROJECT / "examples/web-server-fixed.txt"


class Diff(CommandCase):
    def document(self, *arguments):
        return json.loads(run("diff", *arguments, "--format", "json").stdout)

    def test_exit_codes(self):
        self.assertEqual(run("diff", BEFORE, BEFORE).returncode, 0)
        self.assertEqual(run("diff", BEFORE, BEFORE).stdout, "No change in behaviour.\n")
        self.assertEqual(run("diff", BEFORE, AFTER).returncode, 2)
        self.assertEqual(run("diff", BEFORE, AFTER, "--soft-fail").returncode, 0)

    def test_problem_a_mended(self):
        document = self.document(BEFORE, AFTER)
        self.assertFalse(document["same_behaviour"])
        healed = document["healed"][0]
        self.assertTrue(healed["from"]["anywhere"])
        self.assertEqual(healed["server_ports"], "0-21,23-65535")
        self.assertIn("https", healed["services"])
        self.assertIn("http", healed["services"])
        self.assertEqual((healed["witness"]["before"], healed["witness"]["after"]), ("half-open", "works"))
        self.assertEqual(healed["witness"]["denied_before"], "web-server/egress/*")

    def test_rules_about_what_is_not_filtered_change_nothing(self):
        rules = ("acl: a\nvpc: v 10.0.0.0/16\nsubnet: s 10.0.0.0/24\n"
                 "ingress 100 allow all any\negress 100 allow all any\n")
        before = self.write("before.txt", rules)
        after = self.write("after.txt", rules + "egress 50 deny udp 53 169.254.169.253/32\n"
                           "egress 51 deny tcp 80 169.254.169.254/32\negress 52 deny udp 53 10.0.0.2/32\n")
        self.assertEqual(run("diff", before, after).stdout, "No change in behaviour.\n")
        pairs = json.loads(run("matrix", after, "--format", "json").stdout)["pairs"]
        self.assertFalse([p for p in pairs if p["to"].startswith("169.254.")])

    def test_icmp_is_told_one_way(self):
        rules = "acl: a\nsubnet: s 10.0.0.0/24\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
        before = self.write("quiet.txt", rules)
        after = self.write("ping.txt", rules + "ingress 110 allow icmp 8 any\n")
        self.assertIn("denied (a/ingress/*) -> passes", run("diff", before, after).stdout)
        self.assertTrue(self.document(before, after)["gained"][0]["witness"]["one_way"])

    def test_backwards_swaps_gained_and_lost(self):
        there, back = self.document(BEFORE, AFTER), self.document(AFTER, BEFORE)
        self.assertEqual([c["text"] for c in there["gained"]], [c["text"] for c in back["lost"]])
        self.assertEqual([c["text"] for c in there["healed"]],
                         [c["text"] for c in back["half_open"] if c["from"]["anywhere"]])

    def test_clients_matter_where_replies_are_missing(self):
        shut = self.write("shut.txt", "acl: s\ningress 900 deny tcp 1 any\n")
        opened = self.write("opened.txt", "acl: s\ningress 100 allow tcp 22 any\ningress 900 deny tcp 1 any\n")
        for client, ports in [("windows", "49152-65535"), ("linux", "32768-60999"), ("ntp", "123")]:
            document = self.document(shut, opened, "--client", client)
            self.assertEqual(document["half_open"][0]["client_ports"], ports)
            self.assertEqual(self.document(opened, shut, "--client", client)["closed"][0]["client_ports"], ports)

    def test_what_stands_on_one_side_only(self):
        more = self.write("more.txt", WEB.replace("subnet: subnet-web", "subnet: subnet-new 10.0.9.0/24\nsubnet: subnet-web"))
        answer = run("diff", self.web, more)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("not compared: subnet subnet-new exists only after the change", answer.stdout)
        self.assertIn("among what could be compared", answer.stdout)

    def test_rules_for_all_traffic_tell_subnets_apart(self):
        table = ("acl: a\nsubnet: subnet-a 10.0.1.0/24\n{}ingress 120 allow tcp 0-65535 any\n"
                 "ingress 130 allow udp 0-65535 any\ningress 140 allow icmp all any\negress 100 allow all all any\n\n"
                 "acl: b\nsubnet: subnet-b 10.0.2.0/24\nsubnet: subnet-c 10.0.3.0/24\n"
                 "ingress 100 allow all all any\negress 100 allow all all any\n")
        before = self.write("before.txt", table.format(""))
        after = self.write("after.txt", table.format("ingress 100 allow all all 10.0.2.0/24\n"))
        answer = run("diff", before, after)
        self.assertIn("subnet-b -> subnet-a every other protocol", " ".join(answer.stdout.split()))
        self.assertNotIn("subnet-c", answer.stdout)

    def test_icmpv6_in_ipv4(self):
        before = self.write("before.txt", "acl: a\ningress 100 allow tcp 443 any\n")
        after = self.write("after.txt", "acl: a\ningress 100 allow tcp 443 any\ningress 110 allow 58 all any\n")
        self.assertIn("icmpv6 every message", run("diff", before, after).stdout)

    def test_rows_that_nobody_can_read(self):
        before = self.write("before.txt", "acl: a\ningress 100 allow tcp 443 any\n")
        after = self.write("after.txt", "acl: a\ningress 100 allow tcp 443 any\n"
                           "ingress 110 allow tcp 22 any; ingress 110 deny tcp 22 any\n")
        document = self.document(before, after)
        self.assertEqual([c["server_ports"] for c in document["unknown"]], ["22"])
        self.assertEqual([d["code"] for d in document["diagnostics_after"]], ["HO2002"])
        self.assertEqual(document["diagnostics_before"], [])

    def test_markdown(self):
        lines = run("diff", BEFORE, AFTER, "--format", "markdown").stdout.splitlines()
        self.assertTrue(lines[0].startswith("## Connections: "))
        self.assertEqual(len({line.count("|") for line in lines if line.startswith("|")}), 1)

    def test_errors(self):
        missing = self.folder / "none.txt"
        for arguments, word in [((BEFORE,), "Terraform plan"), ((BEFORE, missing), "none.txt"), ((missing, BEFORE), "none.txt"),
                                ((BEFORE, AFTER, "--client", "beos"), "beos"), ((BEFORE, AFTER, "--format", "csv"), "csv")]:
            answer = run("diff", *arguments)
            self.assertEqual(answer.returncode, 1, arguments)
            self.assertEqual(answer.stdout, "")
            self.assertIn(word, answer.stderr)

    def test_output_is_deterministic(self):
        self.assertEqual(run("diff", BEFORE, AFTER).stdout, run("diff", BEFORE, AFTER).stdout)


if __name__ == "__main__":
    support.main()
