#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs diagnose --partial-out and logs merge: equal to one run over everything, whole files or none, clear refusals."""
import json
import random
import subprocess
import time

import support
from support import PROJECT, CommandCase, run
from logs_test import DENIED, HALF_OPEN, HEADER, WORKS, line, talk


class LogsMerge(CommandCase):
    def part(self, name, log, *more):
        path = self.folder / name
        answer = run("logs", "diagnose", log, "--partial-out", path, *more)
        self.assertEqual((answer.returncode, answer.stdout), (0, ""), answer.stderr)
        self.assertIn("records", answer.stderr)
        return path

    def document(self, *arguments):
        return json.loads(run("logs", *arguments, "--format", "json").stdout)

    def test_parts_by_time_equal_the_whole(self):
        dice = random.Random(5)
        ends = [(f"198.51.100.{i % 7}", 50000 + i) for i in range(200)]
        lines = []
        for time in range(1767322800, 1767322800 + 40000, 30):
            a, b = dice.choice(ends), ("10.0.1.5", dice.choice([22, 443, 80]))
            if dice.random() < 0.5:
                a, b = b, a
            lines.append(line(a, b, dice.choice(["ACCEPT", "ACCEPT", "REJECT"]), time, interface=dice.choice(["eni-1", "eni-2"])))
        whole = self.write("whole.log", HEADER + "".join(lines))
        cut = 700
        first = self.write("first.log", HEADER + "".join(lines[:cut]))
        second = self.write("second.log", HEADER + "".join(lines[cut:]))
        account = PROJECT / "examples/web-server.txt"
        for more in ((), ("--snapshot", account)):
            parts = [self.part("1.part", first, *more), self.part("2.part", second, *more)]
            expected = self.document("diagnose", whole, *more)
            self.assertGreater(len(expected["causes"]), 4)
            for order in (parts, parts[::-1]):
                found = self.document("merge", *order, *more)
                expected["counts"]["bytes"] = found["counts"]["bytes"]  # one header line more
                self.assertEqual(found, expected)
            table = run("logs", "merge", *parts, *more, "--format", "csv")
            self.assertEqual(table.returncode, 2)
            self.assertEqual(table.stdout, run("logs", "diagnose", whole, *more, "--format", "csv").stdout)

    def test_a_connection_across_the_border(self):
        request, reply = HALF_OPEN.splitlines(True)
        parts = [self.part("1.part", self.write("1.log", HEADER + request)),
                 self.part("2.part", self.write("2.log", HEADER + reply))]
        self.assertEqual([c["kind"] for c in self.document("merge", *parts)["causes"]], ["half-open"])
        answered = self.part("3.part", self.write("3.log", HEADER + WORKS.splitlines(True)[1]))
        asked = self.part("4.part", self.write("4.log", HEADER + WORKS.splitlines(True)[0]))
        self.assertEqual(self.document("merge", answered, asked)["connections"], {"works": 1})
        self.assertEqual(run("logs", "merge", answered, asked).returncode, 0)
        self.assertEqual(run("logs", "merge", *parts, "--soft-fail").returncode, 0)

    def test_overlapping_parts_are_told(self):
        log = self.write("a.log", HEADER + WORKS + DENIED + talk("ACCEPT", "ACCEPT", time=1767322800 + 5000))
        parts = [self.part("1.part", log), self.part("2.part", log)]
        answer = run("logs", "merge", *parts)
        self.assertIn("in common", answer.stderr)
        self.assertEqual(len(self.document("merge", *parts)["problems"]), 1)

    def test_refusals(self):
        log = self.write("a.log", HEADER + HALF_OPEN)
        account = PROJECT / "examples/web-server.txt"
        bare, judged = self.part("1.part", log), self.part("2.part", log, "--snapshot", account)
        cut = self.write("cut.part", bare.read_text()[:-5])
        other = self.part("3.part", log, "--window", "60")
        changed = self.write("changed.txt", account.read_text(encoding="utf-8").replace("443", "444"))
        for arguments in ([log], [cut], [self.folder / "none.part"], [bare, log], [judged], [bare, "--snapshot", account], [judged, "--snapshot", changed],
                          [bare, other], [bare, "--format", "sarif"], []):
            answer = run("logs", "merge", *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
            self.assertNotEqual(answer.stderr, "", arguments)

    def test_whole_or_not_at_all(self):
        log = self.write("a.log", HEADER + HALF_OPEN)
        path = self.part("1.part", log)
        before = path.read_bytes()
        answer = run("logs", "diagnose", log, self.folder / "none.log", "--partial-out", path)
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(path.read_bytes(), before)
        self.assertEqual(run("logs", "diagnose", log, "--partial-out", self.folder / "no" / "x.part").returncode, 1)

    def test_a_part_is_never_written_over_what_is_read(self):
        log = self.write("a.log", HEADER + HALF_OPEN)
        account = self.write("account.txt", (PROJECT / "examples/web-server.txt").read_text(encoding="utf-8"))
        for target in (log, self.folder / "." / "a.log", account, "-"):
            answer = run("logs", "diagnose", log, "--snapshot", account, "--partial-out", target)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertEqual(log.read_text(), HEADER + HALF_OPEN)
        empty = self.part("empty.part", self.write("empty.log", HEADER))
        self.assertEqual(run("logs", "merge", empty, empty).returncode, 1)

    def test_killed_in_the_middle(self):
        ends = ("10.0.1.5", 443)
        log = self.write("a.log", HEADER + "".join(
            line((f"198.51.{i // 250}.{i % 250}", 40000 + i % 20000), ends, "ACCEPT") for i in range(20000)))
        path = self.folder / "1.part"
        command = [str(support.PROGRAM), "logs", "diagnose", str(log), "--partial-out", str(path), "--quiet"]
        begin = time.monotonic()
        subprocess.run(command, check=True)
        whole_time, whole = time.monotonic() - begin, path.read_bytes()
        self.assertTrue(whole.endswith(b"\nend\n"))
        killed = 0
        for step in range(14):
            path.write_bytes(b"old")
            process = subprocess.Popen(command)
            time.sleep(whole_time * (0.3 + 0.05 * step))
            process.kill()
            killed += process.wait() != 0
            self.assertIn(path.read_bytes(), (b"old", whole))
        self.assertGreater(killed, 0)


if __name__ == "__main__":
    support.main()
