#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""diff and lint for reviews: what fails, baselines, comments that accept."""
import json
import os
import stat
import xml.etree.ElementTree

import support
from review_case import AFTER, BEFORE, SHADOWED, ReviewCase
from support import CommandCase, run


class FailOn(ReviewCase):
    def test_exit_codes(self):
        same = self.write("same.txt", BEFORE)
        for options, code in [((), 2), (("--fail-on", "lost"), 2), (("--fail-on", "closed"), 0), (("--fail-on", "closed,unknown,not-compared"), 0),
                              (("--fail-on", "closed,half-open"), 2), (("--fail-on", "lost", "--soft-fail"), 0)]:
            self.assertEqual(self.diff(*options).returncode, code, options)
        self.assertEqual(run("diff", self.before, same, "--fail-on", "lost").returncode, 0)

    def test_not_compared(self):
        more = self.write("more.txt", BEFORE + "acl: b\nsubnet: subnet-b 10.0.9.0/24\n")
        self.assertEqual(run("diff", self.before, more).returncode, 2)
        self.assertEqual(run("diff", self.before, more, "--fail-on", "lost,half-open").returncode, 0)
        self.assertEqual(run("diff", self.before, more, "--fail-on", "not-compared").returncode, 2)

    def test_a_wrong_kind(self):
        answer = self.diff("--fail-on", "lost,gone")
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertIn("'gone' is no kind of change", answer.stderr)


class BaselineFile(ReviewCase):
    def test_round_trip(self):
        path = self.folder / "known.json"
        self.assertEqual(self.diff("--write-baseline", path).returncode, 0)
        known = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual((known["schema"], known["verb"]), ("halfopen.baseline/1", "diff"))
        answer = self.diff("--baseline", path)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("No change in behaviour beside those that are known or allowed.", answer.stdout)
        self.assertIn(f"{len(known['findings'])} are known from the baseline", answer.stdout)
        self.assertEqual({r["baselineState"] for r in self.sarif("diff", self.before, self.after, "--baseline", path)}, {"unchanged"})
        self.assertEqual({c[0].tag for c in xml.etree.ElementTree.fromstring(
            self.diff("--baseline", path, "--format", "junit").stdout).iter("testcase")}, {"skipped"})
        self.assertNotIn("::", self.diff("--baseline", path, "--format", "github").stdout)

    def test_a_new_change_counts(self):
        path = self.folder / "known.json"
        self.diff("--write-baseline", path)
        more = self.write("more.txt", AFTER.replace("ingress 105", "ingress 103 allow tcp 9 192.0.2.0/24\ningress 105"))
        answer = run("diff", self.before, more, "--baseline", path, "--fail-on", "gained")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("tcp/9", answer.stdout)
        states = [r["baselineState"] for r in self.sarif("diff", self.before, more, "--baseline", path)]
        self.assertIn("new", states)

    def test_stale_entries_are_named(self):
        path = self.folder / "known.json"
        self.diff("--write-baseline", path)
        answer = run("diff", self.before, self.before, "--baseline", path)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("the baseline has what is not there any more: gained", answer.stdout)
        document = json.loads(run("diff", self.before, self.before, "--baseline", path, "--format", "json").stdout)
        self.assertEqual(len(document["stale_baseline"]), len(json.loads(path.read_text())["findings"]))

    def test_lint(self):
        acl = self.write("acl.txt", SHADOWED)
        path = self.folder / "lint.json"
        self.assertEqual(run("lint", acl).returncode, 2)
        self.assertEqual(run("lint", acl, "--write-baseline", path).returncode, 0)
        answer = run("lint", acl, "--baseline", path)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("no findings", answer.stdout)
        worse = self.write("acl.txt", SHADOWED + "ingress 300 deny tcp 23 any\n")
        answer = run("lint", worse, "--baseline", path)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("ingress rule 300", answer.stdout)
        self.assertNotIn("ingress rule 200", answer.stdout)

    def test_lint_of_the_default_rule(self):
        """Findings at rule `*` are another one when other rules cause them."""
        head = "acl: a\nsubnet: s 10.0.1.0/24\negress 100 allow tcp 443 192.0.2.0/24\ningress 300 allow tcp 1024-65535 192.0.2.0/24\n"
        first, second = "ingress 200 allow tcp 443 10.0.0.0/8\n", "ingress 250 allow tcp 8443 0.0.0.0/0\n"
        path = self.folder / "lint.json"
        acl = self.write("acl.txt", head + first)
        self.assertEqual(run("lint", acl).returncode, 2)
        run("lint", acl, "--write-baseline", path)
        self.assertEqual(run("lint", acl, "--baseline", path).returncode, 0)
        moved = self.write("moved.txt", "# moved\n\n" + head + first)
        self.assertEqual(run("lint", moved, "--baseline", path).returncode, 0)
        for rules in (second, first + second):
            answer = run("lint", self.write("acl.txt", head + rules), "--baseline", path)
            self.assertEqual(answer.returncode, 2, rules)
            self.assertIn("inbound rule 250", answer.stdout)

    def test_a_link_stays_and_so_does_the_mode(self):
        for exists in (True, False):
            target = self.folder / f"real{exists}.json"
            if exists:
                target.write_text("old", encoding="utf-8")
                target.chmod(0o640)
            link, hop = self.folder / f"link{exists}", self.folder / f"hop{exists}"
            link.symlink_to(hop)
            hop.symlink_to(target.name)
            self.assertEqual(self.diff("--write-baseline", link).returncode, 0)
            self.assertTrue(link.is_symlink() and hop.is_symlink() and not target.is_symlink())
            self.assertEqual(json.loads(target.read_text(encoding="utf-8"))["verb"], "diff")
            if exists:
                self.assertEqual(target.stat().st_mode & 0o7777, 0o640)
        self.assertEqual([p.name for p in self.folder.iterdir() if p.name.endswith(".part")], [])

    def test_a_link_in_a_circle(self):
        link = self.folder / "circle"
        link.symlink_to(link.name)
        self.assertEqual((self.diff("--write-baseline", link).returncode, link.is_symlink()), (1, True))

    def test_what_is_no_regular_file_is_written_to(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        # Both ends, so that neither side waits: the baseline fits into the pipe's buffer.
        end = os.open(pipe, os.O_RDWR)
        self.addCleanup(os.close, end)
        self.assertEqual(self.diff("--write-baseline", pipe).returncode, 0)
        self.assertEqual(json.loads(os.read(end, 65536))["verb"], "diff")
        self.assertTrue(stat.S_ISFIFO(pipe.stat().st_mode))
        link = self.folder / "null"
        link.symlink_to("/dev/null")
        self.assertEqual(self.diff("--write-baseline", link).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_standard_output(self):
        link = self.folder / "out"  # not /dev/stdout itself: a failure must harm nobody
        link.symlink_to("/proc/self/fd/1")
        answer = self.diff("--write-baseline", link, "--format", "junit")
        self.assertEqual(answer.returncode, 0)
        self.assertTrue(link.is_symlink())
        text, end = json.JSONDecoder().raw_decode(answer.stdout)
        self.assertEqual(text["schema"], "halfopen.baseline/1")
        self.assertIn("<testsuite", answer.stdout[end:])

    def test_a_baseline_gives_no_commands(self):
        path = self.write("odd.json", json.dumps({"schema": "halfopen.baseline/1", "verb": "diff", "findings": [
            {"id": "lost", "fingerprint": "0", "text": "x\n  ::error::y\r::stop::z ##[error]"}]}))
        text = self.diff("--baseline", path, "--format", "github").stdout
        self.assertIn(r"lost 0: x\n  ::error::y\r::stop::z ## [error]" + "\n", text)
        self.assertNotIn("\r", text)

    def test_wrong_files(self):
        acl = self.write("acl.txt", SHADOWED)
        self.diff("--write-baseline", self.folder / "diff.json")
        for text, word in [(None, "cannot be opened"), ("{", "wrong.json:1:"), ("[]", "no baseline"), ("{}", "schema is missing"),
                           ('{"schema": "halfopen.baseline/2", "findings": []}', "schema is not"),
                           ('{"schema": "halfopen.baseline/1", "verb": "lint", "findings": [{"id": "x"}]}', "needs id and fingerprint"),
                           ((self.folder / "diff.json").read_text(), "baseline of `halfopen diff`")]:
            path = self.folder / "wrong.json" if text is None else self.write("wrong.json", text)
            answer = run("lint", acl, "--baseline", path)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), text)
            self.assertIn(word, answer.stderr)

    def test_a_folder_that_is_not_there(self):
        answer = self.diff("--write-baseline", self.folder / "none" / "known.json")
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))


class CommentsThatAccept(ReviewCase):
    def lint(self, text):
        answer = run("lint", self.write("acl.txt", text), "--format", "json")
        return answer.returncode, json.loads(answer.stdout)

    def test_behind_the_rule_and_above_it(self):
        above = SHADOWED.replace("ingress 200", "# halfopen:allow shadowed-rule reason=a note; agreed, really | yes\n\n# more\ningress 200")
        behind = SHADOWED.replace("tcp 22 any", "tcp 22 any  # halfopen:allow shadowed-rule reason=a note; agreed, really | yes")
        plain = [f["id"] for f in self.lint(SHADOWED)[1]["findings"]]
        for text in (above, behind):
            document = self.lint(text)[1]
            self.assertEqual([f["id"] for f in document["findings"]], [i for i in plain if i != "shadowed-rule"])
            self.assertEqual([(s["id"], s["reason"], s["in_source"]) for s in document["suppressed"]],
                             [("shadowed-rule", "a note; agreed, really | yes", True)])
            self.assertEqual(document["diagnostics"], [])

    def test_without_a_reason_nothing_is_accepted(self):
        for comment, word in [("# halfopen:allow shadowed-rule", "without a reason"), ("# halfopen:allow shadowed-rule reason=", "without a reason"),
                              ("# halfopen:allow shadow reason=x", "'shadow' is the id of no finding"), ("# halfopen:allow reason=x", "without an id")]:
            code, document = self.lint(SHADOWED.replace("ingress 200", comment + "\ningress 200"))
            self.assertEqual(code, 2)
            self.assertIn("shadowed-rule", [f["id"] for f in document["findings"]])
            self.assertEqual([(d["code"], d["severity"]) for d in document["diagnostics"]], [("HO6001", "warning")])
            self.assertIn(word, document["diagnostics"][0]["text"])

    def test_another_line_is_not_covered(self):
        document = self.lint(SHADOWED.replace("ingress 200", "# halfopen:allow shadowed-rule reason=x\n\negress 90 deny tcp 1 any\ningress 200"))[1]
        self.assertIn("shadowed-rule", [f["id"] for f in document["findings"]])
        self.assertEqual([u["id"] for u in document["unused_allowances"]], ["shadowed-rule"])

    def test_diff(self):
        gained = AFTER.replace("ingress 105", "# halfopen:allow gained,half-open reason=new check\ningress 105")
        answer = run("diff", self.before, self.write("head.txt", gained), "--fail-on", "gained")
        self.assertEqual(answer.returncode, 0)
        self.assertIn("allowed by comments in the source", answer.stdout)
        self.assertNotIn("+ gained", answer.stdout)
        # A change that other rules make, too, is not accepted.
        self.assertIn("half-open anywhere -> subnet-web  tcp/8080", answer.stdout)
        results = self.sarif("diff", self.before, self.folder / "head.txt")
        self.assertEqual([r["suppressions"] for r in results if r["ruleId"] == "gained"],
                         [[{"kind": "inSource", "status": "accepted", "justification": "new check"}]])

    def test_a_comment_accepts_only_the_change_that_it_comes_with(self):
        old = self.write("old.txt", AFTER.replace("ingress 105", "# halfopen:allow gained reason=new check\ningress 105"))
        new = self.write("new.txt", AFTER.replace("ingress 105 allow tcp 8080", "# halfopen:allow gained reason=new check\ningress 105 allow tcp 8000-8999"))
        answer = run("diff", old, new)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("+ gained", answer.stdout)
        self.assertRegex(answer.stdout, r"new\.txt:\d+:1: halfopen:allow gained stood there before the change: "
                                        r"it accepts only the change that it comes with; write a new one\n")
        self.assertNotIn("matches nothing any more", answer.stdout)

    def test_a_rule_that_is_gone(self):
        gone = BEFORE.replace("ingress 110 allow tcp 22 10.9.0.0/16\n", "")
        after = self.write("gone.txt", gone.replace("acl: web", "# halfopen:allow lost,half-open reason=no ssh any more\nacl: web"))
        self.assertEqual(run("diff", self.before, after).returncode, 0)

    def test_json_has_no_comments(self):
        text = '{"NetworkAcls": [{"NetworkAclId": "# halfopen:allow shadowed-rule reason=x", "VpcId": "v", "Associations": [], "Entries": []}]}'
        self.assertEqual(self.lint(text)[1]["unused_allowances"], [])


class NarrowedRule(CommandCase):
    """Where a rule matches less than before, the default deny decides; the rule is what to look at."""

    def compare(self, last, *options):
        before = self.write("before.txt", "acl: web\nsubnet: subnet-web 10.0.1.0/24\n"
                                          "ingress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n")
        after = self.write("after.txt", "acl: web\nsubnet: subnet-web 10.0.1.0/24\n"
                                        "ingress 100 allow tcp 443 any\n" + last)
        return run("diff", before, after, *options)

    def test_the_place_is_the_rules(self):
        answer = self.compare("egress 100 allow tcp 32768-65535 any\n")
        self.assertRegex(answer.stdout, r"rule: reply: web/egress/\* denies now, where rule 100 no longer matches "
                                        r"\(\S*after.txt:4\); web/egress/100 allowed before \(\S*before.txt:4\)")
        causes = json.loads(self.compare("egress 100 allow tcp 32768-65535 any\n", "--format", "json").stdout)
        self.assertEqual(causes["half_open"][0]["causes"][0]["after"]["gave_way"], "100")

    def test_a_comment_at_the_rule_accepts_it(self):
        answer = self.compare("# halfopen:allow half-open,lost reason=Linux only\n"
                              "egress 100 allow tcp 32768-65535 any\n")
        self.assertEqual(answer.returncode, 0, answer.stdout)

    def test_a_rule_that_is_gone_leaves_the_acl(self):
        answer = self.compare("egress 110 allow tcp 32768-65535 any\n")
        self.assertRegex(answer.stdout, r"web/egress/\* denies now \(\S*after.txt:1\)")


if __name__ == "__main__":
    support.main()
