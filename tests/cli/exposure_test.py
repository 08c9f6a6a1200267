#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""exposure: who reaches what, exactly; formats and exit codes."""
import json

import support
from support import CommandCase, run

SSH = "acl: a\ningress 100 allow tcp 22 any\n"
REPLIES = "acl: a\ningress 130 allow tcp 3389 192.0.2.0/24\ningress 140 allow tcp 1024-65535 any\n"


class Exposure(CommandCase):
    def exposure(self, text, *arguments):
        """(exit code, JSON document)"""
        answer = run("exposure", self.write("acl.txt", text), *arguments, "--format", "json")
        return answer.returncode, json.loads(answer.stdout)

    def admin(self, text):
        """[(port, sources, whole internet, by reply rules, rules)]"""
        code, document = self.exposure(text)
        rows = [(a["port"], a["sources"], a["whole_internet"], a["by_reply_rules"], a["rules"])
                for a in document["admin_ports"]]
        self.assertEqual(code, 2 if any(row[2] and not row[3] for row in rows) else 0)
        return rows

    def test_exit_codes(self):
        ssh = self.write("ssh.txt", SSH)
        self.assertEqual(run("exposure", ssh).returncode, 2)
        self.assertEqual(run("exposure", self.write("r.txt", REPLIES)).returncode, 0)
        for arguments in (("--acl", "b"), ("--format", "csv"), ("--acl",)):
            answer = run("exposure", ssh, *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
        self.assertEqual(run("exposure", self.folder / "missing").returncode, 1)

    def test_administration_ports(self):
        self.assertEqual(self.admin(SSH), [(22, "0.0.0.0/0", True, False, ["100"])])
        self.assertEqual(self.admin("acl: a\ningress 100 allow tcp 22 0.0.0.0/1\ningress 110 allow tcp 22 128.0.0.0/1\n"),
                         [(22, "0.0.0.0/0", True, False, ["100", "110"])])
        self.assertEqual(self.admin("acl: a\ningress 50 deny tcp 22 any\ningress 100 allow tcp 22 any\n"), [])
        self.assertEqual(self.admin("acl: a\ningress 100 allow tcp 0-65535 any\n"),
                         [(22, "0.0.0.0/0", True, False, ["100"]), (3389, "0.0.0.0/0", True, False, ["100"])])
        self.assertEqual(self.admin("acl: a\ningress 100 allow tcp 22 10.0.0.0/8\n"),
                         [(22, "10.0.0.0/8", False, False, ["100"])])
        self.assertEqual(self.admin("acl: a\ningress 100 allow tcp 22 ::/0\n"), [(22, "::/0", True, False, ["100"])])

    def test_room_for_replies_stands_apart(self):
        self.assertEqual(self.admin(REPLIES), [
            (3389, "192.0.2.0/24", False, False, ["130"]),
            (3389, "0.0.0.0-192.0.1.255,192.0.3.0-255.255.255.255", False, True, ["140"])])

    def test_who_reaches_what(self):
        _, document = self.exposure("acl: a\ningress 90 deny tcp 443 192.0.2.0/24\ningress 100 allow tcp 443 any\n"
                                    "ingress 140 allow tcp 1024-65535 any\n")
        rows = {e["sources"]: (e["ports"], e["reply_room"], e["whole_internet"]) for e in document["exposures"]}
        self.assertEqual(rows, {"192.0.2.0/24": ("", "1024-65535", False),
                                "0.0.0.0-192.0.1.255,192.0.3.0-255.255.255.255": ("443", "1024-65535", False)})

    def test_the_price_of_closing(self):
        _, document = self.exposure(REPLIES)
        price = {s["port"]: {p["name"]: (p["lost"], p["total"]) for p in s["price"]}
                 for s in document["reply_ranges"][0]["exposes"]}
        self.assertEqual(document["reply_ranges"][0]["rule"], "140")
        self.assertEqual(price[3306]["nat-gateway"], (1, 64512))
        self.assertNotIn("linux", price[3306])
        self.assertIn(3389, price)  # rule 130 decides for one network only

    def test_unknown_rows_are_said(self):
        table = "acl: a\ningress 100 allow tcp 22 any; ingress 100 deny tcp 22 any\ningress 200 allow tcp 80 any\n"
        code, document = self.exposure(table)
        self.assertEqual((code, document["admin_ports"]), (0, []))
        self.assertEqual([(e["ports"], e["unknown_ports"]) for e in document["exposures"]], [("80", "22")])
        text = run("exposure", self.folder / "acl.txt").stdout
        self.assertIn("whether SSH 22 of a is reached from every IPv4 address is unknown", text)
        self.assertNotIn("nobody reaches", text)
        markdown = run("exposure", self.folder / "acl.txt", "--format", "markdown").stdout
        self.assertIn("- whether SSH 22 of a is reached from every IPv4 address is unknown", markdown)

    def test_text_and_markdown(self):
        path = self.write("r.txt", REPLIES)
        text = run("exposure", path).stdout
        self.assertTrue(text.startswith("Remote administration\n  note RDP 3389 of a is reached from 192.0.2.0/24"), text)
        self.assertIn("meant for replies: open only if something listens there", text)
        self.assertIn("would hang windows-legacy", text)
        markdown = run("exposure", path, "--format", "markdown").stdout
        self.assertTrue(markdown.startswith("## Exposure\n\n- RDP 3389 of a"), markdown)
        self.assertIn("| a | tcp | 3389 | 1024-3388,3390-65535 |", markdown)
        both = run("exposure", self.write("b.txt", "acl: b\ningress 50 deny tcp 22 10.0.0.0/8\ningress 100 allow tcp 22 any\n"
                                                   "ingress 110 allow tcp 80 ::/0\n")).stdout
        self.assertIn("OPEN SSH 22 of b is reached from the whole IPv4 internet (0.0.0.0-9.255.255.255, "
                      "11.0.0.0-255.255.255.255) by inbound rule 100\n", both)
        self.assertIn("  b  tcp  80  from every IPv6 address\n", both)
        nobody = run("exposure", self.write("n.txt", "acl: a\negress 1 allow tcp 1 any\n")).stdout
        self.assertEqual(nobody, "Remote administration\n  nobody reaches ports 22 and 3389\n\n"
                                 "Who reaches what\n  nobody reaches anything\n")

    def test_one_acl(self):
        two = SSH + "acl: b\ningress 100 allow tcp 80 any\n"
        code, document = self.exposure(two, "--acl", "b")
        self.assertEqual((code, [e["acl"] for e in document["exposures"]]), (0, ["b"]))


if __name__ == "__main__":
    support.main()
