#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs diagnose on generated logs with known truth.

usage: generated_logs_test.py PROGRAM GEN_LOGS PROJECT [RECORDS]

Without RECORDS the fast cases; with it one log of that many records, streamed. The truth comes from the model's
verdicts on each connection and from the records that were written; see bench/gen_logs.
"""
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import generated_truth

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cases"))
import account  # noqa: E402

PROGRAM, GEN_LOGS, PROJECT = sys.argv[1:4]
RECORDS = int(sys.argv[4]) if len(sys.argv) > 4 else 0
SHOP = pathlib.Path(PROJECT) / "examples/shop"


RANDOM_ACCOUNTS = 25
PORTS = {"tcp": ("443", "80", "22", "3306", "8080-8090", "1024-65535", "32768-60999", "49152-65535", "0-65535", "9000"),
         "udp": ("53", "1024-65535", "500", "123"), "icmp": ("all", "8:0", "0:0"), "icmpv6": ("all", "128:0", "129:0"),
         "all": ("",)}


def random_rule(random, blocks):
    protocol = random.choice(("tcp", "tcp", "tcp", "udp", "icmp", "all"))
    block = random.choice(blocks)
    if protocol == "icmp" and ":" in block:
        protocol = "icmpv6"
    return f"{protocol} {random.choice(PORTS[protocol])} {block}"


def random_account(seed):
    """Two to five subnets with their own ACLs, two security groups, an internet gateway, often a NAT gateway."""
    chance = random.Random(seed)
    subnets = range(chance.randint(2, 5))
    blocks = ["0.0.0.0/0", "0.0.0.0/0", "::/0", "10.0.0.0/16", "198.51.100.0/24"] + [f"10.0.{i}.0/24" for i in subnets]
    lines = ["vpc vpc-1 10.0.0.0/16 2001:db8:1::/56", "igw igw-1 vpc-1", "rtb rtb-1 vpc-1 main",
             "route rtb-1 0.0.0.0/0 igw-1", "route rtb-1 ::/0 igw-1"]
    with_v6 = {i for i in subnets if chance.random() < 0.5}
    for i in subnets:
        v6 = f"2001:db8:1:{i}::/64" if i in with_v6 else ""
        lines += [f"subnet subnet-{i} vpc-1 10.0.{i}.0/24 {v6} zone-a", f"acl acl-{i} vpc-1 subnet-{i}"]
        for direction in ("in", "out"):
            for k in range(chance.randint(2, 7)):
                action = chance.choice(("allow", "allow", "allow", "deny"))
                lines.append(f"acl-rule acl-{i} {direction} {100 + 10 * k} {action} " + random_rule(chance, blocks))
    for group in ("sg-0", "sg-1"):
        lines.append(f"sg {group} vpc-1")
        for direction in ("in", "out"):
            lines += [f"sg-rule {group} {direction} " + random_rule(chance, blocks[:4])
                      for _ in range(chance.randint(1, 3))]
        lines.append(f"sg-rule {group} in tcp 443 sg-0")
    if len(subnets) > 2 and chance.random() < 0.6:
        lines += ["nat nat-1 subnet-0 10.0.0.9 203.0.113.7",
                  "eni eni-nat subnet-0 10.0.0.9 public 203.0.113.7 kind nat_gateway",
                  f"rtb rtb-2 vpc-1 subnet-{len(subnets) - 1}", "route rtb-2 0.0.0.0/0 nat-1"]
    for i in subnets:
        lines += [f"eni eni-{i}-{k} subnet-{i} 10.0.{i}.{20 + k} "
                  + (f"public 203.0.113.{100 + 10 * i + k} " if chance.random() < 0.5 else "")
                  + (f"2001:db8:1:{i}::{20 + k} " if i in with_v6 else "") + f"sg-{chance.randint(0, 1)}"
                  for k in range(chance.randint(1, 3))]
    built = account.Account()
    for line in lines:
        built.line(line)
    return built.lists


class Generated(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def compare(self, *options, snapshot=SHOP, **more):
        comparison, answer, told = generated_truth.generate(GEN_LOGS, PROGRAM, snapshot, self.folder, *options, **more)
        print(" ".join(map(str, options)) + ": " + told.strip() + "\n" + comparison.told(), flush=True)
        return comparison, answer

    def check(self, comparison, answer, causes):
        """Recall and precision are 100 %, of causes and of connections, and the sums are the same."""
        self.assertEqual(answer.returncode, 2, answer.stderr)
        self.assertEqual(comparison.deviations()[:20], [])
        for only in (("half-open",), generated_truth.FINDINGS):
            scores = comparison.scores(only)
            self.assertGreater(scores["connections"], 0)
            for name in ("recall", "precision"):
                for what in ("causes", "connections"):
                    self.assertEqual(scores[f"{name} of {what}"], 1.0, (only, name, what))
        self.assertGreaterEqual(len(comparison.half_open_causes()), causes, comparison.half_open_causes())


class Fast(Generated):
    def test_with_flags_and_direction(self):
        comparison, answer = self.compare("--records", 200_000, "--format-string", "v5")
        self.check(comparison, answer, causes=6)
        self.assertLess(comparison.excused(), 20)

    def test_with_the_default_columns(self):
        self.check(*self.compare("--records", 200_000, "--seed", 2), causes=6)

    def test_many_gaps_and_late_records(self):
        self.check(*self.compare("--records", 100_000, "--seed", 3, "--format-string", "v5", "--lost", 0.05,
                                 "--skipped", 0.05, "--late", 0.3, "--half-open", 0.1), causes=6)

    def test_one_network_acl_without_subnets(self):
        comparison, answer = self.compare("--records", 20_000, "--seed", 4, "--format-string", "v5",
                                          snapshot=pathlib.Path(PROJECT) / "examples/web-server.txt")
        self.check(comparison, answer, causes=1)

    def test_random_accounts(self):
        """Rules, groups, hosts and routes at random. A snapshot in which nothing works is no log."""
        logs = 0
        kinds = set()
        for seed in range(RANDOM_ACCOUNTS):
            snapshot = self.folder / f"account-{seed}.json"
            snapshot.write_text(json.dumps(random_account(seed)), encoding="utf-8")
            try:
                comparison, _, _ = generated_truth.generate(
                    GEN_LOGS, PROGRAM, snapshot, self.folder, "--records", 3000, "--seed", seed, "--format-string",
                    "v5", "--half-open", 0.1, "--denied", 0.1, "--duration", 7200)
            except generated_truth.NothingWorks:
                continue
            self.assertEqual(comparison.deviations()[:20], [], f"seed {seed}")
            logs += 1
            kinds |= comparison.half_open_causes()
        print(f"{logs} random accounts, half-open causes: {', '.join(sorted(kinds))}")
        self.assertGreater(logs, RANDOM_ACCOUNTS / 2)
        self.assertGreaterEqual(len(kinds), 10)

    def test_files_as_in_s3(self):
        """The same lines in packed files, read by the times in their names."""
        options = [GEN_LOGS, SHOP, "--records", "50000", "--seed", "5", "--format-string", "v5"]
        subprocess.run([*options, "--out", self.folder / "one.log", "--truth", self.folder / "one.csv"], check=True,
                       stderr=subprocess.DEVNULL)
        subprocess.run([*options, "--out", self.folder / "s3", "--files", "24", "--gzip", "--truth",
                        self.folder / "s3.csv"], check=True, stderr=subprocess.DEVNULL)
        files = sorted(self.folder.glob("s3/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/01/*.log.gz"))
        self.assertEqual(len(files), 24)
        header, *lines = (self.folder / "one.log").read_text(encoding="utf-8").splitlines()
        packed = []
        for file in files:
            first, *rest = gzip.decompress(file.read_bytes()).decode().splitlines()
            self.assertEqual(first, header)
            packed += rest
        self.assertEqual(packed, lines)
        self.assertEqual(len(lines), 50_000)
        self.assertEqual((self.folder / "one.csv").read_text(), (self.folder / "s3.csv").read_text())
        answers = [subprocess.run([PROGRAM, "logs", "diagnose", self.folder / name, "--snapshot", SHOP, "--format",
                                   "csv"], capture_output=True, check=False).stdout for name in ("one.log", "s3")]
        self.assertEqual(*answers)
        self.assertGreater(len(answers[0].splitlines()), 100)

    def test_the_comparison_notices_faults(self):
        """A window that is too short tears connections apart; and so does each row that is changed."""
        options = ("--records", 50_000, "--seed", 6, "--format-string", "v5")
        torn, _ = self.compare(*options, diagnose=("--window", 30))
        self.assertNotEqual(torn.deviations(), [])
        comparison, answer = self.compare(*options)
        self.check(comparison, answer, causes=6)
        key = next(key for key, row in comparison.clear.items() if row["kind"] == "half-open")
        row = comparison.found.pop(key)
        self.assertLess(comparison.scores(("half-open",))["recall of causes"], 1)
        self.assertNotEqual(comparison.deviations(), [])
        comparison.found[key] = dict(row, packets="0")
        self.assertNotEqual(comparison.deviations(), [])
        comparison.found[key] = row
        self.assertEqual(comparison.deviations(), [])
        for number in range(1 + comparison.excused()):
            wrong = tuple(f"elsewhere-{number}" if part == key[2] else part for part in key)
            comparison.found[wrong] = dict(row, connections="1")
        self.assertLess(comparison.scores(("half-open",))["precision of causes"], 1)
        self.assertLess(comparison.scores(("half-open",))["precision of connections"], 1)
        self.assertNotEqual(comparison.deviations(), [])


class Large(Generated):
    def test_streamed(self):
        self.check(*self.compare("--records", RECORDS, "--seed", 7, "--format-string", "v5", "--duration", 43200),
                   causes=6)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "Large" if RECORDS else "Fast"], verbosity=1)
