# SPDX-License-Identifier: Apache-2.0
"""Accounts drawn at random in which the addresses of random_logs.py stand, as what describe-* would print."""
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cases"))
import account  # noqa: E402

BLOCKS = ["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "10.0.2.16/28", "198.51.100.0/24", "198.51.100.16/29",
          "172.31.0.0/16", "100.64.0.0/10", "203.0.113.0/24"]
V6_BLOCKS = ["::/0", "2001:db8::/32", "2001:db8::/64", "2001:db8:0:1::/64", "2001:db8:0:2::10/124"]
PORTS = ["0-65535", "443-443", "22-80", "1024-65535", "32768-60999", "53-53", "3306-8080", "1-1023"]


def service(draw):
    protocol = draw.choice(["tcp", "tcp", "udp", "icmp", "icmpv6", "all", "47"])
    if protocol in ("tcp", "udp"):
        return f"{protocol} {draw.choice(PORTS)}"
    if protocol == "icmp":
        return "icmp " + draw.choice(["all", "8", "0", "3:4"])
    if protocol == "icmpv6":
        return "icmpv6 " + draw.choice(["all", "128", "129"])
    return protocol


def lines_of(seed, routes):
    draw = random.Random(seed)
    yield "vpc vpc-1 10.0.0.0/16 2001:db8::/56"
    yield "vpc vpc-2 172.31.0.0/16"
    for number in range(4):
        yield f"subnet subnet-{number} vpc-1 10.0.{number}.0/24 2001:db8:0:{number}::/64 az-1"
    yield "subnet subnet-9 vpc-2 172.31.0.0/20 az-1"
    # subnet-3 has no network ACL that is loaded; nobody knows what passes there.
    for number in range(3):
        yield f"acl acl-{number} vpc-1 subnet-{number}"
    yield "acl acl-9 vpc-2 default"
    for number in (0, 1, 2, 9):
        for way in ("in", "out"):
            for place in range(draw.randrange(9)):
                yield (f"acl-rule acl-{number} {way} {10 * place + 10} {draw.choice(['allow', 'allow', 'deny'])} "
                       f"{service(draw)} {draw.choice(BLOCKS + V6_BLOCKS)}")
    for number in range(3):
        yield f"sg sg-{number} vpc-1"
    for number in range(3):
        for way in ("in", "out"):
            for _ in range(draw.randrange(4)):
                yield f"sg-rule sg-{number} {way} {service(draw)} {draw.choice(BLOCKS + V6_BLOCKS + ['sg-1'])}"
    for number in range(1, 9):
        groups = " ".join(sorted({f"sg-{draw.randrange(3)}", f"sg-{draw.randrange(3)}"}))
        public = f" public 203.0.113.{10 + number}" if routes else ""
        kind = " kind nat_gateway" if number == 3 else ""
        yield (f"eni eni-{number} subnet-{number % 4}{kind} 10.0.{number % 4}.{10 + number}{public} "
               f"2001:db8:0:{number % 4}::{number:x} {groups}")
    if routes:
        yield "igw igw-1 vpc-1"
        yield "rtb rtb-1 vpc-1 main"
        yield "route rtb-1 0.0.0.0/0 igw-1"
        yield "route rtb-1 ::/0 igw-1"
        yield "rtb rtb-2 vpc-1 subnet-2"
        if draw.random() < 0.5:
            yield "route rtb-2 198.51.100.0/25 igw-1"


def account_of(seed, routes=False):
    """The lists of the API."""
    return account.expand(lines_of(seed, routes))
