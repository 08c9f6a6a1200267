#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""collect without any AWS CLI: its options, the IAM policy, and what the environment lacks."""
import json

import support
from support import CommandCase, run


def policy(*only):
    done = run("collect", "--iam-policy", *(("--only", ",".join(only)) if only else ()))
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return json.loads(done.stdout)["Statement"][0]


class Options(CommandCase):
    def test_the_policy_only_reads_and_names_each_action_once(self):
        statement = policy()
        actions = statement["Action"]
        self.assertEqual((statement["Effect"], statement["Resource"]), ("Allow", "*"))
        self.assertEqual(actions, sorted(set(actions)))
        for action in actions:
            verb = action.partition(":")[2]
            self.assertTrue(verb.startswith(("Describe", "Get", "Search")), action)
            self.assertNotIn("*", action)
        self.assertIn("ec2:DescribeNetworkAcls", actions)
        self.assertIn("elasticloadbalancing:DescribeTargetHealth", actions)
        self.assertFalse([action for action in actions if action.startswith(("rds:", "lambda:"))])

    def test_the_policy_of_some_calls_holds_what_they_need(self):
        self.assertEqual(policy("search-transit-gateway-routes", "list-functions")["Action"],
                         ["ec2:DescribeTransitGatewayRouteTables", "ec2:SearchTransitGatewayRoutes", "lambda:ListFunctions"])

    def test_what_is_missing_or_wrong_is_said(self):
        out = self.folder / "export"
        for arguments, words in (
                ((), "needs --out"), (("--out", out), "needs --region"),
                (("--out", out, "--region", "../x"), "'../x' is no region"),
                (("--out", out, "--region", "US"), "'US' is no region"),
                (("--out", out, "--region", "us-east-1", "--only", "delete-vpc"), "'delete-vpc' is no call"),
                (("--out", out, "--region", "us-east-1", "--profile=--debug"), "begins like an option"),
                (("--out", out, "--region", "us-east-1", "--aws", ""), "names no program"),
                (("--out", out, "--region"), "--region")):
            done = run("collect", *arguments)
            self.assertEqual((done.returncode, done.stdout), (1, ""), arguments)
            self.assertIn(words, done.stderr)
        self.assertFalse(out.exists())

    def test_without_the_aws_cli_its_package_is_named(self):
        done = run("collect", "--region", "us-east-1", "--out", self.folder / "export", "--aws", self.folder / "no-aws")
        self.assertEqual((done.returncode, done.stdout), (1, f"{self.folder}/export/us-east-1: 0 of 33 calls collected\n"))
        self.assertIn("no-aws cannot be run: No such file or directory\n  mend: install the AWS CLI (Debian: the package awscli)",
                      done.stderr)

    def test_what_is_no_program_is_said(self):
        plain = self.write("aws", "no program\n")
        done = run("collect", "--region", "us-east-1", "--out", self.folder / "export", "--aws", plain)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be run: Permission denied", done.stderr)

    def test_help_has_examples_and_exit_codes(self):
        done = run("collect", "--help")
        self.assertEqual(done.returncode, 0)
        for words in ("halfopen collect --iam-policy", "exit codes: 0 every call", "--endpoint-url", "--only"):
            self.assertIn(words, done.stdout)
        self.assertIn("halfopen collect --profile", run("--help").stdout)

    def test_completion_knows_the_verb_and_its_options(self):
        for shell in ("bash", "zsh", "fish"):
            script = run("completion", shell).stdout
            for word in ("collect", "iam-policy", "endpoint-url", "region"):
                self.assertIn(word, script)


if __name__ == "__main__":
    support.main()
