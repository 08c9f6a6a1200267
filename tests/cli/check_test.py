#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check: exit codes, streams, options."""
import support
from support import CommandCase, run


class Check(CommandCase):
    def exit_code(self, *arguments):
        return run("check", self.web, "--from", "198.51.100.7", "--to", "web", *arguments).returncode

    def test_exit_codes(self):
        self.assertEqual(self.exit_code("--port", "443", "--client", "linux"), 0)
        self.assertEqual(self.exit_code("--port", "443"), 2)
        self.assertEqual(self.exit_code("--port", "80"), 2)
        self.assertEqual(self.exit_code("--port", "443,80", "--client", "linux"), 2)
        self.assertEqual(self.exit_code("--port", "443", "--soft-fail"), 0)

    def test_fail_on_narrows(self):
        self.assertEqual(self.exit_code("--port", "80", "--fail-on", "half-open,partial"), 0)
        self.assertEqual(self.exit_code("--port", "443", "--fail-on", "half-open,partial"), 2)
        self.assertEqual(self.exit_code("--port", "443", "--fail-on", "halfopen"), 1)

    def test_usage_errors_exit_1_and_say_why(self):
        for arguments, word in [
                (("--port", "x"), "x"), (("--port", "443", "--client", "beos"), "beos"),
                (("--port", "443", "--format", "xml"), "xml"), (("--unknown",), "--unknown"), ((), "--port")]:
            answer = run("check", self.web, "--from", "1.1.1.1", "--to", "web", *arguments)
            self.assertEqual(answer.returncode, 1, arguments)
            self.assertEqual(answer.stdout, "")
            self.assertIn(word, answer.stderr)

    def test_unknown_ends_name_what_is_loaded(self):
        answer = run("check", self.web, "--from", "1.1.1.1", "--to", "wbe", "--port", "443")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("subnet-web", answer.stderr)

    def test_help_and_version_exit_0(self):
        for arguments in (["--help"], ["check", "--help"], ["--version"], ["ports", "list", "--help"]):
            answer = run(*arguments)
            self.assertEqual(answer.returncode, 0, arguments)
            self.assertIn("halfopen" if "--version" in arguments else "--", answer.stdout)
            self.assertEqual(answer.stderr, "")

    def test_text_begins_with_the_verdict(self):
        answer = run("check", self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443")
        self.assertTrue(answer.stdout.startswith("PARTIAL  198.51.100.7 -> web  tcp/443\n"))
        self.assertIn("web ingress rule 100", answer.stdout)
        self.assertIn("remedy   add to web egress: ", answer.stdout)
        self.assertIn("partial: 11,848 of 16,384 (72.31 %)  windows, macos", answer.stdout)
        self.assertNotIn("\x1b", answer.stdout)

    def test_colour(self):
        ask = ("check", self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443")
        self.assertIn("\x1b", run(*ask, "--color", "always").stdout)
        self.assertIn("\x1b", run(*ask, environment={"CLICOLOR_FORCE": "1"}).stdout)
        self.assertNotIn("\x1b", run(*ask, environment={"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}).stdout)
        self.assertNotIn("\x1b", run(*ask, "--color", "never", environment={"CLICOLOR_FORCE": "1"}).stdout)

    def test_output_is_deterministic(self):
        ask = ("check", self.web, "--from", "internet", "--to", "web", "--port", "443,udp/53", "--format", "json")
        self.assertEqual(run(*ask).stdout, run(*ask).stdout)

    def test_sets_at_the_ends(self):
        answer = self.ask(self.web, "--from", "internet", "--to", "subnet-web", "--port", "udp/53")
        classes = {c["from_set"]: c["verdict"] for c in answer["connections"]}
        self.assertEqual(classes.get("192.0.2.0/24"), "denied")
        self.assertEqual(sorted(classes.values()), ["denied", "half-open"])
        self.assertEqual({c["to_set"] for c in answer["connections"]}, {"10.0.1.0/24"})

    def test_request_that_dies_has_no_reply(self):
        connection = self.ask(self.web, "--from", "198.51.100.7", "--to", "web", "--port", "80")["connections"][0]
        self.assertNotIn("reply", connection)
        self.assertNotIn("profiles", connection)
        self.assertFalse(connection["request"]["allowed"])
        self.assertEqual(connection["request"]["denied_by"]["rule"], "*")

    def test_a_broken_pipe_is_no_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            import subprocess
            answer = subprocess.run([support.PROGRAM, "check", self.web, "--from", "198.51.100.7", "--to", "web",
                                     "--port", "443"], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(b"cannot be written", answer.stderr)


if __name__ == "__main__":
    support.main()
