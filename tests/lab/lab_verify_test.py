#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Model against kernel over 20,000 connections and 200 accounts, of every kind, without a disagreement.

usage: lab_verify_test.py PROGRAM
"""
import json
import subprocess
import sys

import need_root

PROGRAM = sys.argv[1]
need_root.need_lab(PROGRAM)
done = subprocess.run([PROGRAM, "lab", "verify", "--random", "20200", "--seed", "1000", "--format", "json"],
                      capture_output=True, text=True, check=False)
tally = json.loads(done.stdout)
assert done.returncode == 0, done.stdout
assert tally["disagreements"] == 0 and tally["connections"] >= 20000 and tally["labs"] >= 200, tally
kinds = tally["tried"]
for kind in ("tcp over IPv4", "tcp over IPv6", "udp over IPv4", "udp over IPv6", "icmp over IPv4", "icmpv6 over IPv6",
             "sctp over IPv4", "47 over IPv4", "253 over IPv6", "tcp over IPv4 behind NAT", "udp over IPv4 behind NAT", "icmp over IPv4 behind NAT"):
    assert kinds.get(kind, 0) > 0, kinds
for verdict in ("works", "half-open", "denied"):
    assert tally["agreed"].get(verdict, 0) > 500, tally["agreed"]
print(done.stdout)
