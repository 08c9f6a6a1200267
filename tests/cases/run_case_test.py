#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The case runner must be able to fail: every kind of wrong expectation is noticed.

usage: run_case_test.py PROGRAM
"""
import pathlib
import sys
import tempfile

import account
import run_case

TABLE = """source: self-test
--- input a.txt
acl: a
ingress 100 allow tcp 443 any
egress 100 allow tcp 32768-60999 any
--- check --from 198.51.100.7 --to a --port 443
verdict: partial
request: a/ingress/100
open: 32768-60999
profile linux: 28232/28232
decision 40000: a/egress/100 allow
assumption: ROUTES_NOT_LOADED
exit: 2
"""
SPOILED_TABLE = [
    ("verdict: partial", "verdict: works"),
    ("request: a/ingress/100", "request: a/ingress/*"),
    ("open: 32768-60999", "open: 32768-61000"),
    ("28232/28232", "28233/28233"),
    ("100 allow\nassumption", "100 deny\nassumption"),
    ("ROUTES_NOT_LOADED", "ROUTES_LOADED"),
    ("exit: 2", "exit: 0"),
    ("exit: 2", "next\nverdict: works"),
    ("source: self-test", ""),
    ("--- check", "--- note"),
    ("--- check", "--- chekc"),
    ("allow tcp 443 any", "allow tcp 99999 any"),
    ("exit: 2", "exit: 2\n--- diagnostics\nHO1005"),
    ("verdict: partial", "vredict: partial"),
]

# A private host behind a NAT gateway; the gateway's subnet lets half of the gateway's own ports back.
NAT = """source: self-test
--- account nat.json
vpc vpc-1 10.0.0.0/16
subnet subnet-a vpc-1 10.0.1.0/24 zone-a
subnet subnet-n vpc-1 10.0.9.0/24 zone-a
acl acl-a vpc-1 subnet-a
acl-rule acl-a out 100 allow tcp 443 0.0.0.0/0
acl-rule acl-a in 110 allow tcp 1024-65535 0.0.0.0/0
acl acl-n vpc-1 subnet-n
acl-rule acl-n in 100 allow tcp 443 10.0.0.0/16
acl-rule acl-n in 110 allow tcp 32768-65535 0.0.0.0/0
acl-rule acl-n out 120 allow all 0.0.0.0/0
rtb rtb-a vpc-1 subnet-a
route rtb-a 0.0.0.0/0 nat-1
rtb rtb-n vpc-1 subnet-n
route rtb-n 0.0.0.0/0 igw-1
igw igw-1 vpc-1
nat nat-1 subnet-n 10.0.9.9 203.0.113.1
sg sg-a vpc-1
sg-rule sg-a out tcp 443 0.0.0.0/0
eni eni-a subnet-a 10.0.1.5 sg-a
--- check --from 10.0.1.5 --to 198.51.100.7 --port 443
verdict: partial
request_crossings: sg-a/egress acl-a/egress/100 acl-n/ingress/100 acl-n/egress/120
no_route: absent
not_modelled: absent
segments: 2
assumptions: none
segment 1 name: client to NAT gateway nat-1
segment 1 reply_crossings: acl-n/egress/120 acl-a/ingress/110
segment 2 from: 10.0.9.9
segment 2 verdict: partial
segment 2 open: 32768-65535
segment 2 via: absent
segment 2 profile nat-gateway: 32768/64512
segment 3 verdict: absent
--- check --from 198.51.100.7 --to 10.0.1.5 --port 443
no_route: request IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS rtb-a/0.0.0.0/0
--- flows
10.0.1.5,198.51.100.7,tcp,50000,22 -> denied,deny,sg-a/egress,,
--- explain --from 10.0.1.5 --to 198.51.100.7 --port 443 --client-port 50000
client_port: 50000
legs: request request reply
leg 1 hops: sg-a/egress > acl-a/egress > rtb-a 0.0.0.0/0 to nat-1 > acl-n/ingress > nat-1
leg 1 segment: client to NAT gateway nat-1
--- fix --from 10.0.1.5 --to 198.51.100.7 --port 443
offers: acl-n/ingress allow tcp 1024-65535 198.51.100.7/32
after 1: works
"""
SPOILED_NAT = [
    ("sg-a/egress acl-a", "acl-a"),
    ("acl-n/egress/120\nno_route", "acl-n/egress/120!\nno_route"),
    ("acl-n/ingress/100 acl-n/egress/120\n", "acl-n/ingress/100\n"),
    ("no_route: absent", "no_route: request CODE place"),
    ("not_modelled: absent", "not_modelled: reply MIDDLEBOX rtb-a/0.0.0.0/0"),
    ("segments: 2", "segments: 1"),
    ("assumptions: none", "assumptions: NO_INTERFACE_LOADED"),
    ("client to NAT gateway nat-1\nsegment 1 reply", "client\nsegment 1 reply"),
    ("acl-n/egress/120 acl-a/ingress/110", "acl-a/ingress/110 acl-n/egress/120"),
    ("from: 10.0.9.9", "from: 10.0.1.5"),
    ("segment 2 verdict: partial", "segment 2 verdict: works"),
    ("open: 32768-65535", "open: 1024-65535"),
    ("via: absent", "via: zone-a"),
    ("nat-gateway: 32768", "nat-gateway: 64512"),
    ("segment 3 verdict: absent", "segment 3 verdict: works"),
    ("request IGW_PRIVATE", "reply IGW_PRIVATE"),
    ("INGRESS rtb-a/0.0.0.0/0", "INGRESS rtb-a/*"),
    ("FOR_INGRESS", "FOR_EGRESS"),
    ("denied,deny,sg-a/egress,,", "denied,deny,acl-a/egress/*,,"),
    ("22 -> denied,deny,sg-a/egress,,", "443 -> works,allow,,allow,"),
    ("client_port: 50000", "client_port: 50001"),
    ("request request reply\n", "request reply\n"),
    ("rtb-a 0.0.0.0/0 to nat-1 >", "rtb-a 0.0.0.0/0 to igw-1 >"),
    ("leg 1 segment: client to NAT", "leg 2 segment: client to NAT"),
    ("allow tcp 1024-65535 198", "allow tcp 1025-65535 198"),
    ("after 1: works", "after 1: partial"),
    ("after 1: works", "after 9: works"),
    ("nat nat-1 subnet-n", "nta nat-1 subnet-n"),
    ("203.0.113.1\n", "203.0.113.1 left over\n"),
]

# Every word of an account, so that none is read and forgotten.
WORDS = """vpc vpc-1 10.0.0.0/16 2001:db8::/56
subnet s-1 vpc-1 10.0.1.0/24 2001:db8::/64 zone-a
eni eni-1 s-1 10.0.1.5 public 203.0.113.9 10.0.1.6 2001:db8::5 sg-1 kind lambda no-igw
sg sg-1 vpc-1
sg-rule sg-1 in tcp 80-90 10.0.0.0/8 ::/0 pl-1 sg-2
sg-rule sg-1 out icmp 8:0 0.0.0.0/0
acl acl-1 vpc-1 default s-1
acl-rule acl-1 out 100 allow icmpv6 128 ::/0
rtb rtb-1 vpc-1 main s-1 igw-1
route rtb-1 pl-1 eni-1 propagated blackhole
igw igw-1 vpc-1
eigw eigw-1 vpc-1
vgw vgw-1 vpc-1
nat nat-1 vpc-1 203.0.113.1
nat nat-2 s-1 10.0.1.9 private failed
pcx pcx-1 vpc-1 vpc-2 deleted
tgw tgw-1 sg-references
tgw-att att-1 tgw-1 vpc-1 s-1 tgw-rtb-1 no-sg-references appliance-mode
tgw-att att-2 tgw-1 vpn vpn-1 failed
tgw-rtb tgw-rtb-1 tgw-1
tgw-route tgw-rtb-1 10.0.0.0/8 att-1 att-2 propagated
pl pl-1 10.9.0.0/16
vpce vpce-1 vpc-1 gateway s3 rtb-1 pending
bpa block-ingress
bpa-exclusion s-1 allow-egress
list Reservations"""


def errors_of(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.case"
        path.write_text(text, encoding="utf-8")
        return run_case.run_case(sys.argv[1], path)


def test_faults(good, spoiled):
    if errors_of(good):
        sys.exit(f"the good case fails: {errors_of(good)}")
    for before, after in spoiled:
        if before not in good or not errors_of(good.replace(before, after)):
            sys.exit(f"not noticed: {before!r} -> {after!r}")


def test_words():
    """Each word of an account changes what the program would read."""
    lines = WORDS.splitlines()
    whole = account.expand(lines)
    for at, line in enumerate(lines):
        words = line.split()
        for last in range(1, len(words)):
            shorter = lines[:at] + [" ".join(words[:last] + words[last + 1:])] + lines[at + 1:]
            try:
                same = account.expand(shorter) == whole
            except ValueError:
                same = False
            if same:
                sys.exit(f"'{words[last]}' means nothing in '{line}'")


def main():
    test_faults(TABLE, SPOILED_TABLE)
    test_faults(NAT, SPOILED_NAT)
    test_words()


if __name__ == "__main__":
    main()
