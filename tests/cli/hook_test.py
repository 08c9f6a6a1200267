#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pre-commit hooks in a small repository, and the recipes of docs/ci.md."""
import os
import re
import subprocess
import unittest

import support
from support import PROJECT, CommandCase

WEB = "acl: web\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"


class Hooks(CommandCase):
    def setUp(self):
        super().setUp()
        self.repository = self.folder / "repository"
        self.write("repository/network/web.txt", WEB)
        self.git("init", "-q")
        self.git("add", ".")
        self.git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", "first")

    def git(self, *words):
        subprocess.run(["git", *words], cwd=self.repository, check=True, capture_output=True)

    def hook(self, *words):
        environment = {**os.environ, "HALFOPEN": os.path.abspath(support.PROGRAM)}
        return subprocess.run([PROJECT / "tools/pre_commit.sh", *words], cwd=self.repository, env=environment,
                              capture_output=True, text=True, check=False)

    def change(self, text):
        self.write("repository/network/web.txt", text)
        self.git("add", ".")

    def test_nothing_changed(self):
        for words in (("diff", "network"), ("diff",), ("diff", "--fail-on", "lost", "network")):
            answer = self.hook(*words)
            self.assertEqual((answer.returncode, answer.stdout), (0, "No change in behaviour.\n"), answer.stderr)

    def test_what_the_commit_would_break(self):
        self.change(WEB.replace("1024-65535", "49152-65535"))
        for words in (("network",), ("network/web.txt",), (), ("--fail-on", "half-open", "network")):
            answer = self.hook("diff", *words)
            self.assertEqual(answer.returncode, 2, answer.stderr)
            self.assertIn("~ half-open anywhere -> s  tcp/443", answer.stdout)
            self.assertIn("(after/network/web.txt:4)", answer.stdout)
        self.assertEqual(self.hook("diff", "--fail-on", "closed", "network").returncode, 0)

    def test_the_index_counts_and_not_the_work_tree(self):
        self.write("repository/network/web.txt", WEB.replace("1024-65535", "49152-65535"))
        self.assertEqual(self.hook("diff", "network").returncode, 0)

    def test_new_and_gone(self):
        self.write("repository/other/a.txt", WEB)
        self.git("add", ".")
        self.assertIn("other is new", self.hook("diff", "other").stdout)
        self.git("rm", "-q", "-r", "-f", "network")
        self.assertEqual(self.hook("diff", "network").returncode, 2)

    def test_lint(self):
        self.assertEqual(self.hook("lint", "network").returncode, 0)
        self.change(WEB + "ingress 200 deny tcp 443 any\n")
        answer = self.hook("lint", "--minimum-severity", "warning", "network")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("shadowed-rule", answer.stdout)

    def test_a_program_that_is_not_there(self):
        answer = subprocess.run([PROJECT / "tools/pre_commit.sh", "lint"], cwd=self.repository, text=True,
                                env={**os.environ, "HALFOPEN": "/nowhere/halfopen"}, capture_output=True, check=False)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("not in PATH", answer.stderr)


class Recipes(unittest.TestCase):
    def setUp(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("python3-yaml is not installed")
        self.read = yaml.safe_load

    def test_the_hooks_file(self):
        hooks = self.read((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        self.assertEqual([h["id"] for h in hooks], ["halfopen-lint", "halfopen-diff"])
        for hook in hooks:
            self.assertTrue({"id", "name", "entry", "language", "files"} <= hook.keys())
            self.assertFalse(hook["pass_filenames"])
            self.assertTrue(hook["require_serial"])
            self.assertTrue(os.access(PROJECT / hook["entry"].split()[0], os.X_OK))
            for name in ("a.tf", "a.json", "b.yaml", "b.yml", "c.template", "network/web.txt"):
                self.assertTrue(re.search(hook["files"], name), name)
            self.assertFalse(re.search(hook["files"], "a.tfx"))

    def test_every_recipe_is_yaml_and_asks_for_what_there_is(self):
        text = (PROJECT / "docs/ci.md").read_text(encoding="utf-8")
        recipes = re.findall(r"```yaml\n(.*?)```", text, re.S)
        self.assertGreaterEqual(len(recipes), 4)
        for recipe in recipes:
            self.assertTrue(self.read(recipe))
        for verb in ("diff", "lint"):
            help_text = subprocess.run([support.PROGRAM, verb, "--help"], capture_output=True, text=True, check=True).stdout
            for line in re.findall(rf"halfopen {verb} [^\n`]*", text):
                for option in re.findall(r"--[a-z-]+", line):
                    self.assertIn(option, help_text, line)
                for name in re.findall(r"--format (\w+)", line):
                    self.assertIn(name, help_text, line)


if __name__ == "__main__":
    support.main()
