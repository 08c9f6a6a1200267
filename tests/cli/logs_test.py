#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs diagnose: files, folders as in S3, stdin, compression, broken inputs, exit codes, formats, options."""
import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import unittest

import support
from support import PROJECT, CommandCase, run

HEADER = ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
          "log-status\n")


def line(source, destination, action, time=1767322800, packets=2, interface="eni-1"):
    (a, a_port), (b, b_port) = source, destination
    return (f"2 123456789012 {interface} {a} {b} {a_port} {b_port} 6 {packets} 120 {time} {time + 30} {action} OK\n")


def talk(request, reply, port=443, client=50000, time=1767322800):
    """A connection from outside to 10.0.1.5; `reply` may be absent."""
    ends = ("198.51.100.7", client), ("10.0.1.5", port)
    text = line(*ends, request, time)
    return text + (line(*reversed(ends), reply, time) if reply else "")


HALF_OPEN = talk("ACCEPT", "REJECT")
WORKS = talk("ACCEPT", "ACCEPT", client=50001)
DENIED = talk("REJECT", None, port=22)
UNANSWERED = talk("ACCEPT", None, port=80)


class Logs(CommandCase):
    def diagnose(self, *arguments, stdin="", code=None):
        answer = run("logs", "diagnose", *arguments, "--format", "json", stdin=stdin)
        document = json.loads(answer.stdout)
        if code is not None:
            self.assertEqual(answer.returncode, code, answer.stderr)
        return document

    def kinds(self, *arguments, **more):
        return [cause["kind"] for cause in self.diagnose(*arguments, **more)["causes"]]

    def write_bytes(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def test_exit_codes(self):
        for text, code in [(WORKS, 0), (UNANSWERED, 0), (HALF_OPEN, 2), (DENIED, 2), (WORKS + DENIED, 2)]:
            log = self.write("a.log", HEADER + text)
            self.assertEqual(run("logs", "diagnose", log).returncode, code, text)
            self.assertEqual(run("logs", "diagnose", log, "--soft-fail").returncode, 0)
        for arguments in ([self.folder / "none.log"], [self.write("empty.log", "")], [self.write("t.log", "hello\n")],
                          [log, "--format-string", "nonsense"], [log, "--format", "sarif"], [log, "--window", "0"],
                          [log, "--limit", "x"], [log, "--snapshot", self.folder / "none.json"], []):
            answer = run("logs", "diagnose", *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
            self.assertNotEqual(answer.stderr, "", arguments)

    def test_text(self):
        answer = run("logs", "diagnose", self.write("a.log", HEADER + HALF_OPEN + WORKS + DENIED + UNANSWERED))
        blocks = answer.stdout.split("\n\n")
        self.assertEqual([block.split()[0] for block in blocks[:3]], ["HALF-OPEN", "DENIED", "UNANSWERED"])
        self.assertTrue(blocks[0].startswith("HALF-OPEN  tcp/443 at eni-1: 1 connection, 2 packets rejected\n"))
        self.assertIn("the reply dies as it leaves the server's subnet (outbound)", blocks[0])
        self.assertIn("first 2026-01-02T03:00:00Z, last 2026-01-02T03:00:30Z", blocks[0])
        self.assertIn("198.51.100.7 port 50000 -> 10.0.1.5", blocks[0])
        # Each example's record stands in the log, with the action that counts.
        log = (self.folder / "a.log").read_text(encoding="utf-8").splitlines()
        for block in blocks[:3]:
            begin, action = block.partition("its record: ")[2].splitlines()[0].split(" … ")
            self.assertTrue(any(begin + " " in line and action in line for line in log), block)
        self.assertNotIn("\x1b", answer.stdout)
        self.assertIn("\x1b", run("logs", "diagnose", self.folder / "a.log", "--color", "always").stdout)
        self.assertEqual(answer.stderr, "")

    def test_the_example_of_the_documentation(self):
        answer = run("logs", "diagnose", PROJECT / "examples/flow.log", "--snapshot", PROJECT / "examples/web-server.txt")
        shown = answer.stdout.replace(str(PROJECT) + "/", "")
        self.assertIn("web-server.txt\n" + shown + "```\n", (PROJECT / "docs/logs.md").read_text(encoding="utf-8"))

    def test_nothing_found(self):
        answer = run("logs", "diagnose", self.write("a.log", HEADER + WORKS))
        self.assertTrue(answer.stdout.startswith("nothing was rejected, and everything was answered\n"), answer.stdout)

    def test_a_folder_as_in_s3_is_read_by_the_times_in_its_names(self):
        """The reply is in a later file of a folder that comes first by its path."""
        name = "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/{}/123456789012_vpcflowlogs_eu-west-1_fl-1_202601{}_{}.log.gz"
        ends = ("198.51.100.7", 50000), ("10.0.1.5", 443)
        files = [("02", "02T0300Z", "ff", line(*ends, "ACCEPT", 1767322800)),
                 ("01", "02T0400Z", "aa", line(*reversed(ends), "ACCEPT", 1767326400)),
                 ("01", "02T0500Z", "00", line(*reversed(ends), "REJECT", 1767330000))]
        for day, time, mark, text in files:
            self.write_bytes(name.format(day, time, mark), gzip.compress((HEADER + text).encode()))
        self.write("AWSLogs/.hidden", "no record\n")
        answer = self.diagnose(self.folder / "AWSLogs", "--window", "4000", code=0)
        self.assertEqual(answer["connections"], {"works": 1})
        self.assertEqual(answer["counts"]["records"], 3)
        self.assertEqual(answer["counts"]["bad_lines"], 0)
        # One file with a bad line in each: they are told in the order of the times.
        for day, time, mark, text in files:
            self.write_bytes(name.format(day, time, mark), gzip.compress((HEADER + text + "bad\n").encode()))
        bad = self.diagnose(self.folder / "AWSLogs")["bad_lines"]
        self.assertEqual([entry["file"][-13:] for entry in bad], ["300Z_ff.log.gz"[-13:], "400Z_aa.log.gz"[-13:], "500Z_00.log.gz"[-13:]])
        self.assertEqual([entry["line"] for entry in bad], [3, 3, 3])

    def test_an_empty_folder(self):
        (self.folder / "empty").mkdir()
        answer = run("logs", "diagnose", self.folder / "empty")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("the folder has no files", answer.stderr)

    def test_stdin(self):
        self.assertEqual(self.kinds("-", stdin=HALF_OPEN, code=2), ["half-open"])
        self.assertEqual(self.diagnose("-", stdin="x\n" + WORKS)["bad_lines"][0]["file"], "stdin")

    def test_stdin_byte_by_byte(self):
        packed = gzip.compress(HALF_OPEN.encode())
        with subprocess.Popen([support.PROGRAM, "logs", "diagnose", "-", "--format", "json"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            for i in range(len(packed)):
                os.write(process.stdin.fileno(), packed[i:i + 1])
            process.stdin.close()
            document = json.loads(process.stdout.read())
        self.assertEqual(document["causes"][0]["kind"], "half-open")

    def test_gzip_with_several_members_and_a_large_one(self):
        text = "".join(talk("ACCEPT", "REJECT", client=1024 + i) for i in range(60000))
        half = text.index("\n", len(text) // 2) - 7  # members need not end with a line
        packed = gzip.compress(text[:half].encode()) + gzip.compress(text[half:].encode())
        document = self.diagnose(self.write_bytes("a.gz", packed), code=2)
        self.assertEqual(document["counts"]["records"], 120000)
        self.assertEqual(document["counts"]["bytes"], len(text))
        self.assertEqual([cause["connections"] for cause in document["causes"]], [60000])

    @unittest.skipUnless(shutil.which("zstd"), "zstd is not installed")
    def test_zstd(self):
        packed = subprocess.run(["zstd", "-q", "-c"], input=(HEADER + HALF_OPEN).encode(), capture_output=True, check=True).stdout
        self.assertEqual(self.kinds(self.write_bytes("a.zst", packed + packed), code=2), ["half-open"])
        answer = run("logs", "diagnose", self.write_bytes("cut.zst", packed[:-3]), self.write("b.log", WORKS))
        self.assertIn("cut.zst: the zstd data ends too early", answer.stderr)

    def test_a_broken_file_is_named_and_the_rest_is_read(self):
        packed = gzip.compress((HEADER + "".join(talk("ACCEPT", "REJECT", client=2000 + i) for i in range(999))).encode())
        good = self.write("good.log", DENIED)
        broken = bytearray(packed)
        broken[len(packed) // 2] ^= 0xff
        for name, content, words in [("cut.gz", packed[:-9], "cut.gz: the gzip data ends too early"),
                                     ("broken.gz", bytes(broken), "broken.gz: the gzip data is broken"),
                                     ("a.parquet", b"PAR1" + bytes(99) + b"PAR1", "a.parquet: is Parquet")]:
            answer = run("logs", "diagnose", self.write_bytes(name, content), good, "--format", "json")
            document = json.loads(answer.stdout)
            self.assertIn("error: ", answer.stderr)
            self.assertIn(words, answer.stderr)
            self.assertTrue(any(words in problem for problem in document["problems"]), document["problems"])
            self.assertIn("denied", [cause["kind"] for cause in document["causes"]], name)
            self.assertEqual(answer.returncode, 2)
            quiet = run("logs", "diagnose", self.folder / name, good, "--quiet")
            self.assertEqual(quiet.stderr, "")
        answer = run("logs", "diagnose", self.folder / "none.log", good)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("none.log: cannot be opened: No such file", answer.stderr)

    def test_bad_lines_are_shown_with_their_place(self):
        log = self.write("a.log", HEADER + HALF_OPEN + "what is\x1b[31m this\n" + "2 1 eni-1 x y 1 2 6 1 1 1 1 ACCEPT OK\n" * 20)
        answer = run("logs", "diagnose", log)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("a.log:4: fields are missing: what is", answer.stderr)
        self.assertIn("a.log:5: an address that is none", answer.stderr)
        self.assertIn("11 more lines are no records", answer.stderr)
        self.assertNotIn("\x1b", answer.stderr)
        document = self.diagnose(log)
        self.assertEqual(document["counts"]["bad_lines"], 21)
        self.assertEqual(len(document["bad_lines"]), 10)
        self.assertEqual(document["bad_lines"][0]["line"], 4)

    def test_a_file_that_ends_in_the_middle_of_a_line(self):
        answer = run("logs", "diagnose", self.write("a.log", HALF_OPEN + WORKS[:-9]))
        self.assertIn("a file ends in the middle of a line", answer.stderr)

    def test_csv(self):
        answer = run("logs", "diagnose", self.write("a.log", HALF_OPEN + DENIED), "--snapshot", self.web, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(answer.stdout)))
        self.assertEqual([(row["kind"], row["server_port"], row["filter"], row["rule"]) for row in rows],
                         [("half-open", "443", "", ""), ("denied", "22", "web", "*")])
        self.assertEqual(rows[0]["client_port"], "50000")
        self.assertEqual(rows[0]["first"], "2026-01-02T03:00:00Z")

    def test_snapshot(self):
        """The web ACL lets replies out to 32768-60999 only."""
        log = self.write("a.log", talk("ACCEPT", "REJECT", client=61000) + DENIED)
        causes = self.diagnose(log, "--snapshot", self.web)["causes"]
        self.assertEqual([(c["blame"], c["filter"], c["rule"]) for c in causes],
                         [("network-acl", "web", "*"), ("network-acl", "web", "*")])
        self.assertEqual(causes[0]["clients"], {"any": 1, "elb": 1, "freebsd": 1, "lambda": 1, "linux-pre-4.2": 1,
                                                "macos": 1, "nat-gateway": 1, "windows": 1})
        text = run("logs", "diagnose", log, "--snapshot", self.web).stdout
        self.assertIn("by network ACL web, rule *", text)
        fix = next(row for row in text.splitlines() if "to mend: " in row).split("to mend: halfopen ")[1].split()
        self.assertEqual(run(*fix).returncode, 2)
        self.assertIn("add outbound rule", run(*fix).stdout)
        contradiction = self.diagnose(self.write("b.log", HALF_OPEN), "--snapshot", self.web)["causes"]
        self.assertEqual([c["blame"] for c in contradiction], ["contradicts-snapshot"])

    def test_the_command_that_mends_names_the_acl_where_no_subnet_is_loaded(self):
        table = self.write("alone.txt", "acl: alone\ningress 100 allow tcp 443 any\n")
        text = run("logs", "diagnose", self.write("a.log", HALF_OPEN), "--snapshot", table).stdout
        fix = next(row for row in text.splitlines() if "to mend: " in row).split("to mend: halfopen ")[1].split()
        self.assertEqual(fix[fix.index("--to") + 1], "alone")
        self.assertIn("add outbound rule", run(*fix).stdout)

    def test_nothing_mends_what_the_snapshot_does_not_explain(self):
        log = self.write("a.log", HALF_OPEN.replace("198.51.100.7", "10.0.7.7") + DENIED.replace("198.51.100.7", "10.0.7.7"))
        text = run("logs", "diagnose", log, "--snapshot", self.web).stdout
        self.assertIn("the log does not tell whose interface this is", text)
        self.assertNotIn("to mend", text)
        self.assertNotIn("--snapshot", text)

    def test_window(self):
        ends = ("198.51.100.7", 50000), ("10.0.1.5", 443)
        log = self.write("a.log", line(*ends, "ACCEPT", 1767322800) + line(*reversed(ends), "ACCEPT", 1767323800))
        self.assertEqual(self.diagnose(log)["connections"], {"works": 1})
        self.assertEqual(self.diagnose(log, "--window", "60")["connections"], {"unanswered": 1, "reply-only": 1})

    def test_limit(self):
        log = self.write("a.log", "".join(talk("REJECT", None, port=port) for port in range(20, 50)))
        self.assertEqual(run("logs", "diagnose", log).stdout.count("DENIED"), 20)
        text = run("logs", "diagnose", log, "--limit", "3").stdout
        self.assertEqual(text.count("DENIED"), 3)
        self.assertIn("27 more causes", text)
        self.assertEqual(len(self.diagnose(log, "--limit", "3")["causes"]), 30)

    def test_format_string(self):
        names = "${action} ${protocol} ${dstport} ${srcport} ${dstaddr} ${srcaddr} ${interface-id}"
        log = self.write("a.log", "ACCEPT 6 443 50000 10.0.1.5 198.51.100.7 eni-1\nREJECT 6 50000 443 198.51.100.7 10.0.1.5 eni-1\n")
        self.assertEqual(self.kinds(log, "--format-string", names, code=2), ["half-open"])
        self.assertEqual(run("logs", "diagnose", log).returncode, 1)  # nothing fits the default columns

    def test_logs_that_tell_no_connections(self):
        answer = run("logs", "diagnose", self.write("a.log", "srcaddr dstaddr\n10.0.0.1 10.0.0.2\n"))
        self.assertEqual(answer.returncode, 0)
        self.assertIn("records without a field that connections need", answer.stdout)
        self.assertNotIn("nothing was rejected", answer.stdout)

    def test_output_is_deterministic(self):
        log = self.write("a.log", "".join(talk("ACCEPT", "REJECT", port=port, client=40000 + 7 * port) for port in range(1, 400)))
        self.assertEqual(run("logs", "diagnose", log, "--format", "json").stdout, run("logs", "diagnose", log, "--format", "json").stdout)


if __name__ == "__main__":
    support.main()
