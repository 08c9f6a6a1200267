#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Inputs: folders, mixes, stdin, broken files, and what becomes of the exit code."""
import json

import support
from support import PROJECT, CommandCase, run

ACLS = {"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Associations": [{"SubnetId": "subnet-1"}], "Entries": [
    {"CidrBlock": "0.0.0.0/0", "Egress": egress, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}
    for egress in (True, False)]}]}
SUBNETS = {"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "Tags": [{"Key": "Name", "Value": "<script>"}]}]}
QUESTION = ("--from", "198.51.100.7", "--to", "10.0.1.5", "--port", "443")


class Inputs(CommandCase):
    def setUp(self):
        super().setUp()
        self.acls = self.write("export/acls.json", json.dumps(ACLS))
        self.subnets = self.write("export/deep/subnets.json", json.dumps(SUBNETS))
        self.export = self.folder / "export"

    def test_folder_files_and_stdin_are_one(self):
        whole = run("check", self.export, *QUESTION)
        self.assertEqual((whole.returncode, whole.stderr), (0, ""))
        self.assertEqual(run("check", self.subnets, self.acls, *QUESTION).returncode, 0)
        self.assertEqual(run("check", self.acls, "-", *QUESTION, stdin=json.dumps(SUBNETS)).returncode, 0)

    def test_a_folder_twice_is_the_folder_once(self):
        twice = run("check", self.export, self.acls, *QUESTION)
        self.assertEqual((twice.returncode, twice.stderr), (0, ""))

    def test_names_and_ids(self):
        for end in ("subnet-1", "<script>", "acl-1"):
            self.assertEqual(run("check", self.export, "--from", "198.51.100.7", "--to", end, "--port", "443").returncode, 0)

    def test_broken_files_beside_good_ones_are_told_and_do_not_change_the_code(self):
        self.write("export/cut.json", json.dumps(ACLS)[:-9])
        self.write("export/picture.png", "\x89PNG\x00\x01")
        self.write("export/README.md", "just words")
        self.write("export/.hidden.json", "{")
        answer = run("check", self.export, *QUESTION)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("cut.json:1:", answer.stderr)
        self.assertIn("HO1002", answer.stderr)
        self.assertIn("README.md: note HO1003", answer.stderr)
        self.assertNotIn("hidden", answer.stderr)
        self.assertIn("INPUT_NOT_READ", answer.stdout)
        document = json.loads(run("check", self.export, *QUESTION, "--format", "json").stdout)
        self.assertEqual([d["code"] for d in document["diagnostics"]], ["HO1003", "HO1002", "HO1003"])

    def test_all_diagnostics_at_once(self):
        broken = json.loads(json.dumps(ACLS))
        broken["NetworkAcls"][0]["Entries"][0]["CidrBlock"] = "10.0.0.0/99"
        broken["NetworkAcls"][0]["Entries"][1]["RuleAction"] = "permit"
        path = self.write("odd.json", json.dumps(broken, indent=2))
        answer = run("check", path, self.subnets, *QUESTION)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("HO1005", answer.stderr)
        self.assertIn("HO1010", answer.stderr)
        self.assertIn("odd.json:12:9", answer.stderr)
        self.assertTrue(answer.stdout.startswith("UNKNOWN"))

    def test_nothing_usable_exits_1(self):
        for text in ("", "{", "prose", "{\"a\": 1}", "[]"):
            answer = run("check", "-", *QUESTION, stdin=text)
            self.assertEqual(answer.returncode, 1, text)
            self.assertIn("no input could be read", answer.stderr)
        missing = run("check", self.folder / "missing.json", *QUESTION)
        self.assertEqual(missing.returncode, 1)
        self.assertIn("HO1001", missing.stderr)
        document = json.loads(run("check", self.folder / "missing", *QUESTION, "--format", "json").stdout)
        self.assertEqual(document["connections"], [])

    def test_missing_subnets_file(self):
        self.assertEqual(run("check", self.acls, "--from", "198.51.100.7", "--to", "acl-1", "--port", "443").returncode, 0)
        self.assertEqual(run("check", self.acls, "--from", "198.51.100.7", "--to", "subnet-1", "--port", "443").returncode, 0)

    def test_utf16_as_powershell_writes_it(self):
        (self.export / "acls.json").write_text(json.dumps(ACLS), encoding="utf-16")
        whole = run("check", self.export, *QUESTION)
        self.assertEqual((whole.returncode, whole.stderr), (0, ""))

    def test_nothing_in_a_folder_is_passed_over_in_silence(self):
        (self.export / "more.json.gz").write_bytes(b"\x1f\x8b\x08\x00rest")
        (self.export / "picture.png").write_bytes(b"\x89PNG\x00")
        (self.export / "link").symlink_to(self.folder)
        (self.export / "gone.json").symlink_to(self.folder / "nowhere")
        answer = run("check", self.export, *QUESTION)
        self.assertEqual(answer.returncode, 0)
        for words in ("more.json.gz: error HO1001: is compressed", "picture.png: note HO1003: is no text",
                      "link: note HO1003: is a link to a folder", "gone.json: error HO1001: is a link to nothing"):
            self.assertIn(words, answer.stderr)
        self.assertIn("INPUT_NOT_READ", answer.stdout)

    def test_quiet(self):
        self.write("export/cut.json", "{")
        self.assertEqual(run("check", self.export, *QUESTION, "--quiet").stderr, "")

    def test_a_flow_log_is_no_rule_table(self):
        record = "2 123456789012 eni-0a1b 198.51.100.7 10.0.0.10 41234 443 6 2 120 1767322800 1767322830 ACCEPT OK\n"
        for text in ((PROJECT / "examples/flow.log").read_text(encoding="utf-8"), record, "srcaddr dstaddr action\n"):
            log = self.write("flow.log", text)
            answer = run("lint", log)
            self.assertEqual(answer.returncode, 1)
            self.assertIn("halfopen logs diagnose", answer.stderr)
            beside = run("lint", log, PROJECT / "examples/web-server.txt", "--format", "json")
            self.assertEqual(beside.returncode, 2)
            self.assertEqual(len(json.loads(beside.stdout)["diagnostics"]), 1)


if __name__ == "__main__":
    support.main()
