# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line share: running the program, and small inputs."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
PROJECT = pathlib.Path(sys.argv[2])

WEB = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24
ingress 100 allow tcp 443 any
ingress 110 allow icmp 8 any
ingress 120 deny udp 53 192.0.2.0/24
ingress 130 allow udp 53 any
ingress 140 allow 47 all any
egress 100 allow tcp 32768-60999 any
egress 110 allow icmp 0 any
egress 120 allow 47 all 10.0.0.0/8
"""


def run(*arguments, stdin="", environment=None):
    """Runs the program without a terminal. A variable whose value is None is taken away."""
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE")}
    variables.update(environment or {})
    variables = {k: v for k, v in variables.items() if v is not None}
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                          text=True, env=variables, check=False, timeout=120)


class CommandCase(unittest.TestCase):
    """A folder of its own for each test, with the web ACL in it."""

    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = pathlib.Path(self._folder.name)
        self.web = self.write("web.txt", WEB)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def ask(self, *arguments):
        """The JSON answer of check."""
        return json.loads(run("check", *arguments, "--format", "json").stdout)


def main():
    unittest.main(argv=[sys.argv[0]], verbosity=1)
