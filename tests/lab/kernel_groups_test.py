#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Security groups as rules of a host: what is asked for is counted, answers pass without a rule.

usage: kernel_groups_test.py RANDOM_TABLES
Skipped (77) without root, nftables or an egress hook. r0 is the host's interface here.
"""
import pathlib
import socket
import subprocess
import sys
import unittest

import kernel

TABLE = ""
HOST, PEER, STRANGER = "10.0.0.1", "10.0.0.2", "10.0.0.3"
HOST6, PEER6 = "2001:db8::1", "2001:db8::2"


def set_up():
    pathlib.Path("/proc/sys/net/ipv6/conf/r0/disable_ipv6").write_text("0", encoding="ascii")
    for words in (f"addr add {HOST}/24 dev r0", f"addr add {HOST6}/64 dev r0 nodad"):
        subprocess.run(["ip", *words.split()], check=True)


class Groups(unittest.TestCase):
    def setUp(self):
        kernel.nft("flush", "ruleset")
        done = kernel.nft("-f", "-", stdin=TABLE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.wire = kernel.Wire()
        self.addCleanup(self.wire.socket.close)

    def counted(self, count):
        return {c.removeprefix("sg-1 "): n[0] for c, n in kernel.settled(count).items()}

    def arrives(self, source, destination, protocol, sport, dport):
        header = kernel.transport(protocol, sport, dport)
        self.wire.send("egress", *kernel.packet(source, destination, protocol, header))

    def sends(self, family, sport, to):
        """True if the host may send a datagram from that port."""
        with socket.socket(family, socket.SOCK_DGRAM) as own:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            own.bind(("", sport))
            try:
                own.sendto(b"x", to)
            except PermissionError:
                return False
            return True

    def test_requests_meet_the_rules_of_input(self):
        self.arrives(PEER, HOST, 17, 1000, 443)
        self.arrives(STRANGER, HOST, 6, 1000, 443)
        self.assertEqual(self.counted(2), {"ingress *": 2})
        self.arrives(PEER6, HOST6, 17, 1000, 5353)
        self.arrives("2001:db9::2", HOST6, 17, 1000, 5353)
        self.assertEqual(self.counted(4).get("ingress 2"), 1)
        self.assertEqual(self.counted(4)["ingress *"], 3)

    def test_requests_meet_the_rules_of_output(self):
        self.assertTrue(self.sends(socket.AF_INET, 3001, (PEER, 53)))
        self.assertFalse(self.sends(socket.AF_INET, 3001, (PEER, 54)))
        self.assertFalse(self.sends(socket.AF_INET, 3001, (STRANGER, 53)))
        self.assertTrue(self.sends(socket.AF_INET6, 3002, (PEER6, 53)))
        self.assertFalse(self.sends(socket.AF_INET6, 3002, ("2001:db8::3", 53)))
        self.assertEqual(self.counted(5), {"egress 1": 1, "egress 2": 1, "egress *": 3})

    def test_answers_pass_without_a_rule(self):
        self.assertTrue(self.sends(socket.AF_INET, 3003, (PEER, 53)))
        self.arrives(PEER, HOST, 17, 53, 3003)
        self.assertEqual(self.counted(2), {"egress 1": 1})
        self.arrives(PEER, HOST, 17, 53, 3004)  # nobody asked
        self.assertEqual(self.counted(2), {"egress 1": 1, "ingress *": 1})
        self.arrives(PEER, HOST, 6, 1001, 443)
        self.assertEqual(self.counted(3), {"egress 1": 1, "ingress *": 1, "ingress 1": 1})

    def test_loopback_passes(self):
        self.assertTrue(self.sends(socket.AF_INET, 3005, ("127.0.0.1", 9)))
        self.assertEqual(self.counted(1), {})


if __name__ == "__main__":
    kernel.enter()
    set_up()
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    TABLE = subprocess.run([sys.argv[1], "groups"], capture_output=True, text=True, check=True).stdout
    unittest.main(argv=[sys.argv[0]], verbosity=1)
