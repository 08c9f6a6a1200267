#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs rejects: counts by port, interface and address, the same from plain, packed and piped logs; progress."""
import collections
import csv
import gzip
import io
import json
import os
import pty
import random
import select
import subprocess
import time

import support
from support import CommandCase, run

HEADER = ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
          "log-status\n")
OTHER = "action dstport interface-id srcaddr dstaddr srcport protocol\n"


def records(count, seed=1):
    """Rows of (interface, source, destination, source port, destination port, protocol, action)."""
    dice = random.Random(seed)
    for _ in range(count):
        yield (dice.choice(["eni-0123456789abcdef0", "eni-12345678", "eni-0fedcba9876543210"]),
               dice.choice(["198.51.100.7", "203.0.113.99", "2001:db8::7"]), "10.0.1.5", dice.randrange(1024, 65536),
               dice.choice([22, 443, 3389, 53000]), dice.choice([6, 6, 17, 1]), dice.choice(["ACCEPT", "ACCEPT", "REJECT"]))


def standard(rows):
    return "".join(f"2 123456789012 {i} {s} {d if '.' in s else '2001:db8::5'} {p} {q} {n} 3 180 1767322800 1767322860 {a} OK\n"
                   for i, s, d, p, q, n, a in rows)


class LogsRejects(CommandCase):
    def rejects(self, *arguments, stdin=""):
        answer = run("logs", "rejects", *arguments, "--format", "json", stdin=stdin)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return json.loads(answer.stdout)

    def counts(self, by, *arguments, **more):
        return {row[by]: row["records"] for row in self.rejects(*arguments, "--by", by, **more)["rows"]}

    def truth(self, rows, key):
        names = {6: "tcp", 17: "udp", 1: "icmp"}
        counted = collections.Counter()
        for i, s, _, _, q, n, a in rows:
            if a == "REJECT":
                counted[{"port": names[n] + (f"/{q}" if n != 1 else ""), "interface": i, "address": s}[key]] += 1
        return dict(counted)

    def test_counts_by_everything_in_every_shape(self):
        rows = list(records(3000))
        text = standard(rows)
        other = OTHER + "".join(f"{a} {q} {i} {s} {d if '.' in s else '2001:db8::5'} {p} {n}\n" for i, s, d, p, q, n, a in rows)
        packed = self.folder / "a.log.gz"
        packed.write_bytes(gzip.compress(text.encode()))
        logs = [self.write("a.log", text), self.write("b.log", HEADER + text), self.write("c.log", other), packed,
                self.write("d.log", text.replace("\n", "\r\n"))]
        for by in ("port", "interface", "address"):
            truth = self.truth(rows, by)
            for log in logs:
                self.assertEqual(self.counts(by, log), truth, (by, log))
            self.assertEqual(self.counts(by, "-", stdin=text), truth)

    def test_totals_order_and_what_is_no_record(self):
        rows = [("eni-12345678", "198.51.100.7", "10.0.1.5", 50000, port, 6, "REJECT") for port in (22, 22, 443)]
        log = self.write("a.log", "2 1 eni-1 - - - - - - - 1 2 - NODATA\n" + standard(rows) + "no record\n" +
                         standard([rows[0][:6] + ("ACCEPT",)]))
        answer = run("logs", "rejects", log)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("no record", answer.stderr)
        lines = answer.stdout.splitlines()
        self.assertIn("3 of 4 records", lines[0])
        self.assertIn("tcp/22", lines[1])
        self.assertIn("tcp/443", lines[2])
        self.assertIn("1 more", run("logs", "rejects", log, "--limit", "1").stdout)
        table = list(csv.reader(io.StringIO(run("logs", "rejects", log, "--format", "csv").stdout)))
        self.assertEqual(table, [["port", "records"], ["tcp/22", "2"], ["tcp/443", "1"]])
        counts = self.rejects(log)["counts"]
        self.assertEqual((counts["no_data"], counts["bad_lines"]), (1, 1))

    def test_nothing_rejected_and_nothing_read(self):
        log = self.write("a.log", standard([("eni-12345678", "198.51.100.7", "10.0.1.5", 5, 6, 6, "ACCEPT")]))
        self.assertIn("nothing was rejected", run("logs", "rejects", log).stdout)
        self.assertEqual(run("logs", "rejects", self.write("b.log", "hello\n")).returncode, 1)
        self.assertEqual(run("logs", "rejects", self.folder / "none.log").returncode, 1)
        self.assertEqual(run("logs", "rejects", log, "--by", "weather").returncode, 1)

    def test_a_short_line_and_a_line_across_windows(self):
        # Plain files are mapped 4 MiB at a time: a line that crosses the border must not be lost.
        line = standard([("eni-0123456789abcdef0", "198.51.100.7", "10.0.1.5", 50000, 22, 6, "REJECT")])
        count = (17 << 20) // len(line)
        log = self.write("a.log", line * count + line[:-1])
        self.assertEqual(self.counts("port", log), {"tcp/22": count + 1})

    def test_the_bar_on_a_terminal(self):
        line = standard([("eni-0123456789abcdef0", "198.51.100.7", "10.0.1.5", 50000, 22, 6, "REJECT")]).encode()
        for quiet in ([], ["--quiet"]):
            master, slave = pty.openpty()
            command = subprocess.Popen([support.PROGRAM, "logs", "rejects", "-", *quiet], stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=slave)
            os.close(slave)
            for _ in range(4):
                command.stdin.write(line * 10_000)
                command.stdin.flush()
                time.sleep(0.6)
            command.stdin.close()
            command.wait()
            shown = b""
            while select.select([master], [], [], 0.2)[0]:
                try:
                    piece = os.read(master, 65536)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
            os.close(master)
            self.assertEqual(b"records a second" in shown, not quiet, shown)


if __name__ == "__main__":
    support.main()
