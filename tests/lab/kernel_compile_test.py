#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `compile --to nft` writes, in the kernel: examples, odd names, and packets of odd shapes.

usage: kernel_compile_test.py PROGRAM PROJECT
Skipped (77) without root, nftables or an egress hook.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import kernel

PROGRAM, PROJECT = sys.argv[1], pathlib.Path(sys.argv[2])
HOST, PEER = "10.0.1.5", "198.51.100.7"
HOST6, PEER6 = "2001:db8::5", "2001:db8:1::7"


def compiled(path, *words):
    done = subprocess.run([PROGRAM, "compile", path, "--to", "nft", *words], capture_output=True,
                          text=True, check=True)
    return done.stdout


class Kernel(unittest.TestCase):
    def setUp(self):
        kernel.nft("flush", "ruleset")
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.wire = kernel.Wire()
        self.addCleanup(self.wire.socket.close)

    def load(self, ruleset, *words):
        done = kernel.nft(*words, "-f", "-", stdin=ruleset)
        self.assertEqual((done.returncode, done.stderr), (0, ""), ruleset)

    def table(self, text):
        path = pathlib.Path(self._folder.name) / "table.txt"
        path.write_text("acl: a\n" + text, encoding="utf-8")
        self.load(compiled(path, "--device", "r0"))

    def counted(self, *packets, direction="ingress"):
        """The comments that count these packets, one or none each."""
        before = kernel.counters()
        for kind, whole in packets:
            self.wire.send(direction, kind, whole)
        after = kernel.settled(sum(count for count, _ in before.values()) + len(packets))
        return {c.removeprefix("a "): n[0] - before.get(c, (0, 0))[0] for c, n in after.items()
                if n != before.get(c)}

    def test_every_example_loads_again_and_again_and_goes(self):
        for path in ("web-server.txt", "web-server-fixed.txt", "ssh-from-home.txt",
                     "narrow-replies/before.yaml", "narrow-replies/after.yaml"):
            named = compiled(PROJECT / "examples" / path, "--device", "r0")
            expected = [line for line in named.splitlines() if " comment " in line or " jump " in line]
            self.load(named)
            self.assertEqual(len(kernel.rules()), len(expected), path)
            self.load(named)
            self.load(compiled(PROJECT / "examples" / path), "-D", "subnet_port=r0")
            self.assertEqual(len(kernel.rules()), len(expected), path)
            self.assertEqual(kernel.nft("delete", "table", "netdev", "halfopen").returncode, 0)
            self.assertEqual(kernel.rules(), [])

    def test_without_its_port_nothing_is_loaded(self):
        ruleset = compiled(PROJECT / "examples/web-server.txt")
        self.assertNotEqual(kernel.nft("-f", "-", stdin=ruleset).returncode, 0)
        self.assertEqual(kernel.rules(), [])

    def test_an_odd_id_ends_in_a_comment_that_the_kernel_gives_back(self):
        for odd in ('aws_network_acl.a["x"]', "a\"}\n}\nflush ruleset\n\\", "a\\", "$r0", "*", "x" * 300, "\u00fc" * 90):
            acl = {"NetworkAclId": odd, "VpcId": "vpc-1", "IsDefault": False, "Associations": [],
                   "Tags": [{"Key": "Name", "Value": odd}],
                   "Entries": [{"RuleNumber": 7, "Egress": False, "RuleAction": "allow",
                                "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}
            path = pathlib.Path(self._folder.name) / "odd.json"
            path.write_text(json.dumps({"NetworkAcls": [acl]}), encoding="utf-8")
            ruleset = compiled(path, "--device", "r0")
            self.load(ruleset)
            comments = [comment for comment, counter in kernel.rules() if counter]
            self.assertEqual(len(comments), 3)
            self.assertTrue(comments[0].endswith(" ingress 7"), comments)
            for comment in comments:
                self.assertIn(f' comment "{comment}"\n', ruleset)

    def test_arp_passes_and_what_is_not_ip(self):
        self.table("ingress 1 deny all all any\n")
        for kind in (kernel.ARP, 0x88CC):
            for direction in ("ingress", "egress"):
                self.assertTrue(self.wire.send(direction, kind, b"\0" * 46))
        self.assertEqual(kernel.counters(), {})

    # RFC 4861, 6.1 and 7.1: only hop limit 255 makes a message one of neighbour discovery.
    def test_neighbour_discovery_passes_from_the_link_only(self):
        self.table("egress 1 allow tcp 443 any\n")
        for kind in range(132, 139):
            message = kernel.transport(58, message=(kind, 0), size=20)
            near = kernel.packet("fe80::1", "fe80::2", 58, message, hops=255)
            far = kernel.packet("fe80::1", "fe80::2", 58, message, hops=254)
            for direction in ("ingress", "egress"):
                denied = {f"{direction} *": 1}
                passes = 133 <= kind <= 137
                self.assertEqual(self.wire.send("ingress", *near), passes)
                self.assertEqual(self.counted(near, direction=direction) or {}, {} if passes else denied)
                self.assertEqual(self.counted(far, direction=direction), denied)

    # docs/compile.md: fragments but the first have no ports.
    def test_a_later_fragment_meets_rules_for_whole_protocols_only(self):
        self.table("ingress 1 allow tcp 443 any\ningress 2 allow tcp all 198.51.100.0/24\n"
                   "ingress 3 allow icmp 8 any\ningress 4 deny 47 all any\n")
        head = kernel.transport(6, 40000, 443)
        first = kernel.packet(PEER, HOST, 6, head, fragment=0x2000)
        later = kernel.packet(PEER, HOST, 6, head, fragment=0x2001)
        stranger = kernel.packet("203.0.113.9", HOST, 6, head, fragment=0x2001)
        self.assertEqual(self.counted(first), {"ingress 1": 1})
        self.assertEqual(self.counted(later), {"ingress 2": 1})
        self.assertEqual(self.counted(stranger), {"ingress *": 1})
        echo = kernel.transport(1, message=(8, 0))
        self.assertEqual(self.counted(kernel.packet(PEER, HOST, 1, echo)), {"ingress 3": 1})
        self.assertEqual(self.counted(kernel.packet(PEER, HOST, 1, echo, fragment=1)), {"ingress *": 1})
        self.assertEqual(self.counted(kernel.packet(PEER, HOST, 47, echo, fragment=1)), {"ingress 4": 1})

    # The same for IPv6, where the kernel puts a later fragment's bytes elsewhere: for fields of two
    # bytes it reads the flow label, for one byte of an outgoing frame the receiver's address.
    def test_a_later_fragment_of_ipv6_is_not_taken_for_its_ports(self):
        self.table("ingress 1 allow tcp 0-65534 ::/0\negress 1 allow tcp 0-65534 ::/0\n"
                   "ingress 2 deny icmpv6 255 ::/0\n")
        head = kernel.transport(6, 40000, 443)
        for direction in ("ingress", "egress"):
            for fragment, rule in ((b"\0\0\0\1", 1), (b"\0\x08\0\1", "*"), (b"\xff\xf8\0\1", "*")):
                sent = kernel.packet(PEER6, HOST6, 44, bytes([6, 0]) + (fragment[:2] + b"\0\0\0\1") + head)
                self.assertEqual(self.counted(sent, direction=direction), {f"{direction} {rule}": 1})
        later = bytes([58, 0, 0, 8, 0, 0, 0, 1]) + kernel.transport(58, message=(255, 0))
        self.assertEqual(self.counted(kernel.packet(PEER6, HOST6, 44, later)), {"ingress *": 1})

    # docs/compile.md: the protocol of an IPv6 packet stands behind its extension headers.
    def test_extension_headers_are_stepped_over(self):
        self.table("ingress 1 allow tcp 443 ::/0\ningress 2 deny 51 all ::/0\ningress 3 allow 44 all ::/0\n")
        head = kernel.transport(6, 40000, 443)
        other = kernel.transport(6, 40000, 80)
        options = bytes([6, 0, 1, 4, 0, 0, 0, 0])
        authentication = bytes([6, 2]) + bytes(14)
        later = bytes([6, 0, 0, 8, 0, 0, 0, 1])

        def sent(*rest):
            return self.counted(kernel.packet(PEER6, HOST6, *rest))

        self.assertEqual(sent(6, head), {"ingress 1": 1})
        self.assertEqual(sent(60, options + head), {"ingress 1": 1})
        self.assertEqual(sent(60, options + other), {"ingress *": 1})
        self.assertEqual(sent(51, authentication + head), {"ingress 2": 1})
        self.assertEqual(sent(51, authentication + other), {"ingress 2": 1})
        self.assertEqual(sent(44, later + head), {"ingress 3": 1})


if __name__ == "__main__":
    kernel.enter()
    unittest.main(argv=[sys.argv[0]], verbosity=1)
