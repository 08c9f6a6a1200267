#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random network ACLs in the kernel: every packet is counted by the rule that must decide it.

usage: kernel_rules_test.py RANDOM_TABLES
Skipped (77) without root, nftables or an egress hook.
"""
import subprocess
import sys

import kernel

COUNT, PACKETS, SEED = 200, 40, 20240601


def blocks(lines):
    """(netdev table, group table, rules, packets) of each ACL."""
    lines = iter(lines)
    for line in lines:
        word, number = line.split()
        assert word == "TABLE", line
        texts = ["", ""]
        which = 0
        for text in lines:
            if text == "END":
                break
            if text.startswith("GROUPS "):
                which = 1
                continue
            texts[which] += text + "\n"
        yield *texts, int(number), [next(lines) for _ in range(PACKETS)]


def send(wire, line, size):
    """Sends what the line says with `size` bytes more; (comment, bytes on the wire)."""
    direction, source, destination, protocol, sport, dport, kind, code, action, comment = line.split(" ", 9)
    payload = kernel.transport(int(protocol), int(sport), int(dport), (int(kind), int(code)), size)
    ethertype, whole = kernel.packet(source, destination, int(protocol), payload)
    got_out = wire.send(direction, ethertype, whole)
    if direction == "ingress" and got_out != (action == "allow"):
        sys.exit(f"{'passed' if got_out else 'dropped'}, but the judge says {action}: {line}")
    return comment, len(whole)


def length_on(comment, size):
    """A rule behind the ingress hook sees the packet; one behind the egress hook the frame."""
    return size + (14 if " ingress " in comment else 0)


def main(program):
    kernel.enter()
    text = subprocess.run([program, str(SEED), str(COUNT), str(PACKETS)], capture_output=True,
                          text=True, check=True).stdout
    wire = kernel.Wire()
    decided, seen, lists = set(), 0, 0
    for table, groups, count, packets in blocks(text.splitlines()):
        for ruleset, more in ((groups, 6), (table, 8)):
            kernel.nft("flush", "ruleset")
            done = kernel.nft("-f", "-", stdin=ruleset)
            if done.returncode != 0:
                sys.exit(f"the kernel does not take\n{ruleset}\n{done.stderr}")
            loaded = len(kernel.rules())
            if loaded != count + more:  # two default denies, and two or three rules before each list
                sys.exit(f"{loaded} rules instead of {count} + {more} of\n{ruleset}")
        expected = {}
        for size, line in enumerate(packets):
            comment, length = send(wire, line, size)
            before = expected.get(comment, (0, 0))
            expected[comment] = (before[0] + 1, before[1] + length_on(comment, length))
        found = kernel.settled(len(packets))
        if found != expected:
            odd = sorted(c for c in {*found, *expected} if found.get(c) != expected.get(c))
            wrong = "\n".join(f"{c}: {found.get(c)} instead of {expected.get(c)}" for c in odd)
            sys.exit(f"{wrong}\n{table}\n" + "\n".join(packets))
        lists, seen = lists + 1, seen + len(packets)
        decided |= {(lists, comment) for comment in expected}
    by_rules = sum(not comment.endswith("*") for _, comment in decided)
    print(f"{lists} lists, {seen} packets, {by_rules} rules that decided some")
    if lists != COUNT or by_rules < 2 * COUNT:
        sys.exit("too little was tried")


if __name__ == "__main__":
    main(sys.argv[1])
