#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ports list, ports classify, completion."""
import json
import shutil
import subprocess

import support
from support import CommandCase, run


class Ports(CommandCase):
    def test_list(self):
        rows = json.loads(run("ports", "list", "--format", "json").stdout)["profiles"]
        linux = next(row for row in rows if row["name"] == "linux")
        self.assertEqual((linux["range"], linux["total"], linux["default"]), ("32768-60999", 28232, True))
        self.assertTrue(all(row["source"] and row["date"] for row in rows))
        text = run("ports", "list").stdout
        self.assertTrue(all(row["name"] in text for row in rows))

    def test_classify(self):
        rows = json.loads(run("ports", "classify", "3389", "50000", "0", "--format", "json").stdout)["ports"]
        self.assertEqual([row["class"] for row in rows], ["user", "dynamic", "system"])
        self.assertEqual(rows[0]["services"][0]["name"], "rdp")
        self.assertIn("windows", rows[1]["profiles"])
        self.assertEqual(rows[2]["profiles"], [])
        self.assertIn("RDP", run("ports", "classify", "3389").stdout)

    def test_bad_ports(self):
        for port in ("65536", "-1", "x", "1-2"):
            self.assertEqual(run("ports", "classify", port).returncode, 1, port)

    def test_completion(self):
        for shell in ("bash", "zsh", "fish"):
            answer = run("completion", shell)
            self.assertEqual(answer.returncode, 0)
            for word in ("check", "explain", "classify", "client-port", "flows"):
                self.assertIn(word, answer.stdout)
        self.assertEqual(run("completion", "tcsh").returncode, 1)

    def test_bash_completes(self):
        bash = shutil.which("bash")
        script = run("completion", "bash").stdout
        script += 'COMP_WORDS=(halfopen che); COMP_CWORD=1; _halfopen; echo "${COMPREPLY[@]}"\n'
        script += 'COMP_WORDS=(halfopen check x --fl); COMP_CWORD=3; _halfopen; echo "${COMPREPLY[@]}"\n'
        script += 'COMP_WORDS=(halfopen ports cl); COMP_CWORD=2; _halfopen; echo "${COMPREPLY[@]}"\n'
        answer = subprocess.run([bash, "-c", script], capture_output=True, text=True, check=False)
        self.assertEqual(answer.stdout.splitlines(), ["check", "--flows", "classify"], answer.stderr)


if __name__ == "__main__":
    support.main()
