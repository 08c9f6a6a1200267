#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flow logs drawn at random, for tests that compare answers: usage: random_logs.py SEED CONVERSATIONS [COLUMNS] > LOG

They hold what the rules of docs/semantics.md 7j speak of: IPv4 and IPv6, ICMP and protocols without ports, gaps of more
than the window, rejects on either leg, late and repeated records, several interfaces with and without directions, flags,
and lines that are no records. Everything of one seed is the same on every machine."""
import ipaddress
import random
import sys

DEFAULT = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
LONG = DEFAULT + " tcp-flags pkt-srcaddr pkt-dstaddr flow-direction reject-reason type"
BEGIN = 1767322800
SERVICES = [22, 53, 80, 123, 443, 3306, 5432, 6379, 8080, 9999, 40000]


class Interface:
    def __init__(self, draw, number):
        self.name = f"eni-{number:x}" if number else "-"
        self.v4 = f"10.0.{number % 4}.{10 + number}"
        self.v6 = f"2001:db8:0:{number % 4:x}::{number:x}"
        self.style = draw.choice(["own", "own", "own", "many", "public"])

    def address(self, draw, family):
        if self.style == "many":  # an appliance: packets of others pass it
            return f"10.0.{draw.randrange(4)}.{draw.randrange(5, 40)}" if family == 4 else self.v6
        if self.style == "public" and family == 4:
            return f"203.0.113.{int(self.v4.split('.')[3]) % 250}"
        return self.v4 if family == 4 else self.v6


class Generator:
    def __init__(self, seed, columns):
        self.draw = random.Random(seed)
        self.columns = columns.split()
        self.interfaces = [Interface(self.draw, number) for number in range(9)]
        self.lines = []

    def peer(self, family):
        draw = self.draw
        if family == 6:
            return str(ipaddress.IPv6Address((0x20010DB8 << 96) + draw.choice([0, 1 << 64, 7 << 16]) + draw.randrange(60)))
        return draw.choice([f"198.51.100.{draw.randrange(40)}", f"10.0.{draw.randrange(4)}.{draw.randrange(10, 40)}",
                            f"100.64.0.{draw.randrange(9)}", f"172.31.0.{draw.randrange(9)}"])

    def record(self, interface, ends, protocol, start, action, flags, ingress):
        draw = self.draw
        (source, source_port), (destination, destination_port) = ends
        packets = draw.choice(["-", 0, 1, 2, 7, 40])
        scale = 1000 if draw.random() < 0.02 else 1
        seen = draw.random() < 0.1  # a NAT device or a second address hides an end from the interface's view
        values = {
            "version": 5, "account-id": 123456789012, "interface-id": interface.name, "srcaddr": source,
            "dstaddr": interface.v4 if seen and ":" not in destination else destination,
            "srcport": source_port, "dstport": destination_port, "protocol": protocol, "packets": packets,
            "bytes": draw.randrange(40, 90000), "start": start * scale, "end": (start + draw.choice([0, 30, 59])) * scale,
            "action": action, "log-status": "OK", "tcp-flags": flags if protocol == 6 else 0,
            "pkt-srcaddr": source, "pkt-dstaddr": destination,
            "flow-direction": draw.choice(["ingress" if ingress else "egress"] * 8 + ["-", "egress"]),
            "reject-reason": "BPA" if action == "REJECT" and draw.random() < 0.05 else "-",
            "type": "IPv6" if ":" in source else "IPv4"}
        if "pkt-srcaddr" not in self.columns:
            values["dstaddr"] = destination
        self.lines.append((start, " ".join(str(values[name]) for name in self.columns)))

    def conversation(self):
        draw = self.draw
        interface = draw.choice(self.interfaces)
        family = draw.choice([4, 4, 4, 6])
        protocol = draw.choice([6, 6, 6, 17, 1 if family == 4 else 58, 47, 132])
        own, other = interface.address(draw, family), self.peer(family)
        if own == other:
            return
        server_port, client_port = draw.choice(SERVICES), draw.choice([draw.randrange(1024, 65536), 53, 443])
        if protocol in (1, 58, 47):
            server_port = client_port = 0
        serves = draw.random() < 0.6
        request = ((other, client_port), (own, server_port)) if serves else ((own, client_port), (other, server_port))
        start = BEGIN + draw.randrange(20000)
        for _ in range(draw.choice([1, 1, 1, 2])):
            plan = draw.choice(["A A", "A R", "A R R", "R", "A", "R A A", "A A R", ". A", ". R", "R R"])
            at = start
            for leg, actions in zip(("request", "reply", "reply"), plan.split()):
                if actions == ".":
                    continue
                ends = request if leg == "request" else request[::-1]
                flags = draw.choice([2, 3, 2, 0, 19, 1, 4]) if leg == "request" else draw.choice([18, 19, 16, 18, 2])
                self.record(interface, ends, protocol, at, "ACCEPT" if actions == "A" else "REJECT", flags,
                            (leg == "request") == serves)
                at += draw.choice([0, 1, 60, 600])
            # Either well within the window or well beyond it.
            start = at + draw.choice([1200, 9000, 20000])

    def noise(self):
        draw = self.draw
        columns = len(self.columns)
        good = draw.choice(self.lines)[1].split(" ")
        status = self.columns.index("log-status")
        what = draw.randrange(9)
        if what < 2:
            silent = ["-"] * columns
            silent[:3], silent[status] = good[:3], draw.choice(["NODATA", "SKIPDATA"])
            good = silent
        elif what == 2:
            good = good[:-1]
        elif what == 3:
            good = good + ["x"]
        else:
            field, text = draw.choice([("srcaddr", "10.0.0.256"), ("srcport", "65536"), ("dstport", "x"), ("protocol", "-"),
                                       ("protocol", "256"), ("bytes", "1.5"), ("start", ""), ("action", "DROP"),
                                       ("log-status", "WRONG"), ("dstaddr", "2001:db8:::1"), ("dstaddr", "1:2:3:4:5:6:7:8:9"),
                                       ("packets", "+4"), ("end", "9999999999999999999")])
            good[self.columns.index(field)] = text
            if field in ("srcaddr", "dstaddr") and "pkt-srcaddr" in self.columns:
                good[self.columns.index("pkt-" + field)] = text
        self.lines.append((draw.choice(self.lines)[0], " ".join(good)))

    def text(self, conversations):
        for _ in range(conversations):
            self.conversation()
        for _ in range(conversations // 20):
            self.noise()
        # A log comes in order of time; equal times in any.
        self.lines.sort(key=lambda line: line[0])
        return " ".join(self.columns) + "\n" + "".join(line + "\n" for _, line in self.lines)


def log_text(seed, conversations, columns=DEFAULT):
    return Generator(seed, columns).text(conversations)


if __name__ == "__main__":
    sys.stdout.write(log_text(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
