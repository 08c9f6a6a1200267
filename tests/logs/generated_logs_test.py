#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs diagnose on generated logs with known truth.

usage: generated_logs_test.py PROGRAM GEN_LOGS PROJECT [RECORDS]

Without RECORDS the fast cases; with it one log of that many records, streamed. The truth comes from the model's
verdicts on each connection and from the records that were written; see bench/gen_logs.
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile
import unittest

import generated_truth

PROGRAM, GEN_LOGS, PROJECT = sys.argv[1:4]
RECORDS = int(sys.argv[4]) if len(sys.argv) > 4 else 0
SHOP = pathlib.Path(PROJECT) / "examples/shop"


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
        self.check(*self.compare("--records", 100_000, "--seed", 3, "--format-string", "v5", "--lost", 0.05, "--skipped",
                                 0.05, "--late", 0.3, "--half-open", 0.1), causes=6)

    def test_one_network_acl_without_subnets(self):
        comparison, answer = self.compare("--records", 20_000, "--seed", 4, "--format-string", "v5",
                                          snapshot=pathlib.Path(PROJECT) / "examples/web-server.txt")
        self.check(comparison, answer, causes=1)

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
        answers = [subprocess.run([PROGRAM, "logs", "diagnose", self.folder / name, "--snapshot", SHOP, "--format", "csv"],
                                  capture_output=True, check=False).stdout for name in ("one.log", "s3")]
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
        comparison, answer = self.compare("--records", RECORDS, "--seed", 7, "--format-string", "v5", "--duration", 43200)
        self.check(comparison, answer, causes=6)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "Large" if RECORDS else "Fast"], verbosity=1)
