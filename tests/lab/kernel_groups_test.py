#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Security groups before a host: what is asked for is counted, answers pass without a rule.

usage: kernel_groups_test.py RANDOM_TABLES
Skipped (77) without root, nftables or an egress hook. This namespace forwards, as the host's network interface does: r0
leads to the host, u0 to everybody else. The test sends and sees packets at p0 and q0, the far ends of both wires.
"""
import pathlib
import socket
import subprocess
import sys
import time
import unittest

import kernel

TABLE = ""
HOST, PEER, STRANGER = "10.0.0.1", "10.1.0.2", "10.1.0.3"
HOST6, PEER6, STRANGER6 = "2001:db8::1", "2001:db8:1::2", "2001:db9::2"
PORTS = {"r0": "02:00:00:00:00:01", "u0": "02:00:00:00:00:02"}
OUTGOING = 4  # PACKET_OUTGOING of packet(7)


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def setting(name, value):
    pathlib.Path("/proc/sys/net", name).write_text(value, encoding="ascii")


def set_up():
    ip("link add u0 type veth peer name q0")
    for device in ("u0", "q0"):
        ip(f"link set {device} arp off up")
    for device, address in PORTS.items():
        ip(f"link set {device} address {address}")
        setting(f"ipv6/conf/{device}/disable_ipv6", "0")  # p0 and q0 stay without: they only end the wires
    setting("ipv4/ip_forward", "1")
    setting("ipv6/conf/all/forwarding", "1")
    for device in ("all", *PORTS):
        setting(f"ipv4/conf/{device}/rp_filter", "0")
    for device, blocks in {"r0": ("10.0.0.0/24", "2001:db8::/64"),
                           "u0": ("10.1.0.0/24", "2001:db8:1::/64", "2001:db9::/64")}.items():
        for block in blocks:
            ip(f"route add {block} dev {device}")


class Groups(unittest.TestCase):
    def setUp(self):
        kernel.nft("flush", "ruleset")
        done = kernel.nft("-f", "-", stdin=TABLE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.sender = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        self.addCleanup(self.sender.close)
        self.sent = 0

    def counted(self, count=0):
        return {c.removeprefix("sg-1 "): n[0] for c, n in kernel.settled(count).items()}

    def passes(self, enters, leaves, source, destination, protocol, payload):
        """True if what comes in by the port `enters` goes out by the port `leaves`."""
        self.sent += 1
        mark = b"number %06d" % self.sent
        with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)) as seer:
            seer.bind(("p0" if leaves == "r0" else "q0", 3))
            seer.settimeout(0.25)
            kind, packet = kernel.packet(source, destination, protocol, payload + mark)
            address = bytes.fromhex(PORTS[enters].replace(":", ""))
            self.sender.sendto(packet, ("p0" if enters == "r0" else "q0", kind, 0, 0, address))
            end = time.monotonic() + 0.25
            while time.monotonic() < end:
                try:
                    seen, origin = seer.recvfrom(2000)
                except TimeoutError:
                    break
                if origin[2] != OUTGOING and seen.endswith(mark):
                    return True
        return False

    def to_host(self, source, destination, protocol, sport, dport):
        header = kernel.transport(protocol, sport, dport, size=13)[:-13]
        return self.passes("u0", "r0", source, destination, protocol, header)

    def from_host(self, source, destination, protocol, sport, dport):
        header = kernel.transport(protocol, sport, dport, size=13)[:-13]
        return self.passes("r0", "u0", source, destination, protocol, header)

    # EC2 User Guide, security group rules: inbound rules name the source.
    def test_requests_to_the_host_meet_the_ingress_rules(self):
        self.assertFalse(self.to_host(PEER, HOST, 17, 1000, 443))
        self.assertFalse(self.to_host(STRANGER, HOST, 6, 1000, 443))
        self.assertEqual(self.counted(2), {"ingress *": 2})
        self.assertTrue(self.to_host(PEER6, HOST6, 17, 1000, 5353))
        self.assertFalse(self.to_host(STRANGER6, HOST6, 17, 1000, 5353))
        self.assertEqual(self.counted(4), {"ingress 2": 1, "ingress *": 3})
        self.assertTrue(self.to_host(PEER, HOST, 6, 1000, 443))
        self.assertEqual(self.counted(5), {"ingress 1": 1, "ingress 2": 1, "ingress *": 3})

    # The same page: outbound rules name the destination.
    def test_requests_of_the_host_meet_the_egress_rules(self):
        self.assertTrue(self.from_host(HOST, PEER, 17, 3001, 53))
        self.assertFalse(self.from_host(HOST, PEER, 17, 3001, 54))
        self.assertFalse(self.from_host(HOST, STRANGER, 17, 3001, 53))
        self.assertTrue(self.from_host(HOST6, PEER6, 17, 3002, 53))
        self.assertFalse(self.from_host(HOST6, STRANGER6, 17, 3002, 53))
        # What the ingress rules let in is not let out.
        self.assertFalse(self.from_host(HOST, PEER, 6, 3002, 443))
        self.assertEqual(self.counted(6), {"egress 1": 1, "egress 2": 1, "egress *": 4})

    # EC2 User Guide, security group connection tracking.
    def test_answers_pass_without_a_rule(self):
        self.assertTrue(self.from_host(HOST, PEER, 17, 3003, 53))
        self.assertTrue(self.to_host(PEER, HOST, 17, 53, 3003))
        self.assertEqual(self.counted(), {"egress 1": 1})
        self.assertFalse(self.to_host(PEER, HOST, 17, 53, 3004))  # nobody asked
        self.assertFalse(self.to_host(STRANGER, HOST, 17, 53, 3003))
        self.assertEqual(self.counted(3), {"egress 1": 1, "ingress *": 2})
        self.assertTrue(self.to_host(PEER6, HOST6, 17, 3005, 5353))
        self.assertTrue(self.from_host(HOST6, PEER6, 17, 5353, 3005))
        self.assertFalse(self.from_host(HOST6, PEER6, 17, 5353, 3006))
        self.assertEqual(self.counted(5), {"egress 1": 1, "ingress *": 2, "ingress 2": 1, "egress *": 1})

    # The same page: an error that belongs to a connection is let in.
    def test_errors_of_known_connections_pass(self):
        self.assertTrue(self.from_host(HOST, PEER, 17, 3007, 53))

        def unreachable(sport):
            asked = kernel.packet(HOST, PEER, 17, kernel.transport(17, sport, 53, size=13))[1]
            head = bytearray(kernel.transport(1, message=(3, 3)) + asked)
            text = bytes(head) + b"number %06d" % (self.sent + 1)
            total = sum(int.from_bytes(text[i:i + 2].ljust(2, b"\0"), "big") for i in range(0, len(text), 2))
            head[2:4] = (0xFFFF - ((total & 0xFFFF) + (total >> 16)) % 0xFFFF).to_bytes(2, "big")
            return self.passes("u0", "r0", PEER, HOST, 1, bytes(head))

        self.assertTrue(unreachable(3007))
        self.assertEqual(self.counted(1), {"egress 1": 1})
        self.assertFalse(unreachable(3008))
        self.assertEqual(self.counted(2), {"egress 1": 1, "ingress *": 1})

    def test_what_is_not_the_hosts_meets_no_rule(self):
        self.assertTrue(self.passes("u0", "u0", STRANGER, PEER, 17, kernel.transport(17, 1, 1, size=13)[:-13]))
        self.assertEqual(self.counted(), {})


if __name__ == "__main__":
    kernel.enter()
    set_up()
    TABLE = subprocess.run([sys.argv[1], "groups"], capture_output=True, text=True, check=True).stdout
    unittest.main(argv=[sys.argv[0]], verbosity=1)
