#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""diff and lint for reviews: SARIF, JUnit, annotations, comments, baselines, comments that accept."""
import copy
import json
import os
import pathlib
import re
import stat
import unittest
import xml.etree.ElementTree

import jsonschema

import support
from support import PROJECT, CommandCase, run

BEFORE = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24
ingress 100 allow tcp 443 any
ingress 110 allow tcp 22 10.9.0.0/16
egress 100 allow tcp 1024-65535 any
"""
AFTER = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24

ingress 100 allow tcp 443 any
ingress 105 allow tcp 8080 any
egress 90 deny tcp 2000-3000 any
egress 100 allow tcp 1024-65535 any
"""
SHADOWED = ("acl: acl-1\nsubnet: s 10.0.1.0/24\ningress 100 allow all all any\n"
            "ingress 200 deny tcp 22 any\negress 100 allow all all any\n")


def subset():
    return json.loads((PROJECT / "tests/data/sarif_subset.schema.json").read_text(encoding="utf-8"))


class ReviewCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.before = self.write("base/net acls.txt", BEFORE)
        self.after = self.write("head/net acls.txt", AFTER)

    def diff(self, *options):
        return run("diff", self.before, self.after, *options)

    def sarif(self, *arguments):
        """The results of a run, validated."""
        document = json.loads(run(*arguments, "--format", "sarif").stdout)
        jsonschema.Draft202012Validator(subset()).validate(document)
        official = os.environ.get("HALFOPEN_SARIF_SCHEMA")
        if official:
            schema = json.loads(pathlib.Path(official).read_text(encoding="utf-8"))
            jsonschema.validators.validator_for(schema)(schema).validate(document)
        rules = [rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]]
        for result in document["runs"][0]["results"]:
            self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
        return document["runs"][0]["results"]


class Causes(ReviewCase):
    def lines(self, *arguments):
        return [" ".join(line.split()) for line in run("diff", *arguments).stdout.replace(f"{self.folder}/", "").splitlines()]

    def test_every_change_names_its_rules_with_their_lines(self):
        told = self.lines(self.before, self.after)
        lost = told.index("- lost 10.9.0.0/16 -> subnet-web tcp/22, client ports 1024-65535")
        self.assertEqual(told[lost + 1], "rule: web/ingress/* denies now (head/net acls.txt:1); "
                                         "web/ingress/110 allowed before (base/net acls.txt:5)")
        self.assertIn("rule: web/ingress/105 allows now (head/net acls.txt:6); "
                      "web/ingress/* denied before (base/net acls.txt:1)", told)
        self.assertIn("rule: reply: web/egress/90 denies now (head/net acls.txt:7); "
                      "web/egress/100 allowed before (base/net acls.txt:6)", told)

    def test_all_rules_and_not_the_first_only(self):
        before = self.write("b.txt", "acl: a\nsubnet: s 10.0.0.0/24\negress 1 allow all all any\n")
        after = self.write("a.txt", "acl: a\nsubnet: s 10.0.0.0/24\negress 1 allow all all any\ningress 10 allow tcp 80 any\n"
                           "ingress 20 allow tcp 443 192.0.2.0/24\ningress 30 allow tcp 443 198.51.100.0/24\n")
        document = json.loads(run("diff", before, after, "--format", "json").stdout)
        rules = {c["server_ports"]: [cause["after"]["rule"] for cause in c["causes"] if cause["leg"] == "request"]
                 for c in document["gained"]}
        self.assertEqual(rules, {"80": ["10"], "80,443": ["10", "20", "30"]})

    def test_the_same_rule_behind_several_acls(self):
        table = "acl: {0}\nsubnet: subnet-{0} 10.0.{1}.0/24\negress 1 allow all all any\n{2}\n"
        before = self.write("b.txt", "".join(table.format(n, i, "") for i, n in enumerate("abc")))
        after = self.write("a.txt", "".join(table.format(n, i, "ingress 10 allow tcp 80 any") for i, n in enumerate("abc")))
        document = json.loads(run("diff", before, after, "--format", "json").stdout)
        named = {cause["after"]["component"] for c in document["gained"] for cause in c["causes"] if cause["leg"] == "request"}
        self.assertEqual(named, {"a", "b", "c"})

    def test_security_groups_and_routes(self):
        world = {
            "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
            "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}],
            "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": True, "Associations": [], "Entries": [
                {"RuleNumber": 100, "Egress": e, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"} for e in (True, False)]}],
            "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
            "RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [{"Main": True, "RouteTableId": "rtb-1"}], "Routes": [
                {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
                {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]}],
            "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1", "Groups": [{"GroupId": "sg-1"}],
                                   "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": True, "Association": {"PublicIp": "203.0.113.9"}}]}],
            "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                "IpPermissionsEgress": []}],
        }
        before = self.write("b.json", json.dumps(world, indent=1))
        shut, cut = copy.deepcopy(world), copy.deepcopy(world)
        shut["SecurityGroups"][0]["IpPermissions"] = []
        cut["RouteTables"][0]["Routes"].pop()
        document = json.loads(run("diff", before, self.write("shut.json", json.dumps(shut, indent=1)), "--format", "json").stdout)
        cause = document["lost"][0]["causes"][0]
        self.assertEqual((cause["before"]["kind"], cause["before"]["component"], cause["before"]["action"]),
                         ("security-group", "sg-1", "allow"))
        self.assertEqual((cause["after"]["rule"], cause["after"]["action"]), ("*", "deny"))
        for side, name in (("before", "b.json"), ("after", "shut.json")):
            self.assertRegex(cause[side]["place"], name + r":\d+:\d+$")
        document = json.loads(run("diff", before, self.write("cut.json", json.dumps(cut, indent=1)), "--format", "json").stdout)
        routes = [c for kind in ("lost", "half_open") for change in document[kind] for c in change["causes"]
                  if c.get("after", {}).get("kind") == "route"]
        self.assertTrue(routes)
        self.assertEqual({c["after"]["component"] for c in routes}, {"rtb-1"})
        self.assertEqual({c["before"]["rule"] for c in routes}, {"0.0.0.0/0"})
        for cause in routes:
            self.assertRegex(cause["after"]["place"], r"cut\.json:\d+:\d+$")


class Sarif(ReviewCase):
    def test_levels_places_and_fingerprints(self):
        results = self.sarif("diff", self.before, self.after)
        self.assertEqual({r["ruleId"]: r["level"] for r in results},
                         {"gained": "warning", "lost": "error", "half-open": "error", "healed": "note"})
        gained = next(r for r in results if r["ruleId"] == "gained")
        place = gained["locations"][0]
        self.assertTrue(place["physicalLocation"]["artifactLocation"]["uri"].endswith("/head/net%20acls.txt"))
        self.assertEqual(place["physicalLocation"]["region"], {"startLine": 6})
        self.assertEqual(place["logicalLocations"][0]["fullyQualifiedName"], "web/ingress/105")
        self.assertIn("primaryLocationLineHash", gained["partialFingerprints"])
        self.assertIn("base/", gained["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        prints = [r["partialFingerprints"]["halfopen/v1"] for r in results]
        self.assertEqual(len(set(prints)), len(prints))

    def test_lint(self):
        results = self.sarif("lint", self.write("acl.txt", SHADOWED))
        self.assertEqual([(r["ruleId"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in results],
                         [("admin-port-open", 3), ("admin-port-open", 3), ("shadowed-rule", 4)][-len(results):])

    def test_nothing_at_all(self):
        self.assertEqual(self.sarif("diff", self.before, self.before), [])

    def test_relative_paths_stay_relative(self):
        here = os.getcwd()
        program, support.PROGRAM = support.PROGRAM, os.path.abspath(support.PROGRAM)
        os.chdir(self.folder)
        try:
            results = self.sarif("diff", "./base", "./head")
        finally:
            os.chdir(here)
            support.PROGRAM = program
        uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results}
        self.assertEqual(uris, {"head/net%20acls.txt"})

    def test_fingerprints_survive_moved_lines_and_other_names(self):
        moved = self.write("moved/other name.txt", AFTER.replace("\n", "\n\n# moved\n"))
        first, second = (self.sarif("diff", self.before, path) for path in (self.after, moved))
        for key in ("halfopen/v1",):
            self.assertEqual([r["partialFingerprints"][key] for r in first], [r["partialFingerprints"][key] for r in second])
        self.assertNotEqual([r["locations"] for r in first], [r["locations"] for r in second])
        lint = [self.sarif("lint", path, "--minimum-severity", "note") for path in (self.after, moved)]
        self.assertTrue(lint[0])
        self.assertEqual(*[[r["partialFingerprints"] for r in results] for results in lint])

    def test_the_schema_can_fail(self):
        good = json.loads(self.diff("--format", "sarif").stdout)
        result = good["runs"][0]["results"][0]
        for change in (lambda d: d.update(version="2.0.0"), lambda d: d["runs"][0].pop("tool"),
                       lambda d: d["runs"][0]["results"][0].update(level="bad"),
                       lambda d: d["runs"][0]["results"][0].pop("message"),
                       lambda d: d["runs"][0]["results"][0].update(locations=[])):
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(jsonschema.Draft202012Validator(subset()).iter_errors(document)))
        self.assertTrue(result["ruleId"])

    @unittest.skipUnless(os.environ.get("HALFOPEN_SARIF_SCHEMA"), "HALFOPEN_SARIF_SCHEMA does not name the OASIS schema")
    def test_the_official_schema(self):
        self.sarif("diff", self.before, self.after)


class Junit(ReviewCase):
    def suite(self, *arguments):
        return xml.etree.ElementTree.fromstring(run(*arguments, "--format", "junit").stdout)

    def outcomes(self, *arguments):
        found = {}
        for case in self.suite(*arguments).iter("testcase"):
            kind = case.get("name").split(":")[0]
            found.setdefault(kind, set()).add(case[0].tag if len(case) else "passed")
        return found

    def test_outcomes(self):
        self.assertEqual(self.outcomes("diff", self.before, self.after),
                         {"gained": {"passed"}, "lost": {"failure"}, "half-open": {"failure"}, "healed": {"passed"}})
        self.assertEqual(self.outcomes("diff", self.before, self.after, "--fail-on", "gained"),
                         {"gained": {"failure"}, "lost": {"passed"}, "half-open": {"passed"}, "healed": {"passed"}})
        self.assertEqual(self.outcomes("diff", self.before, self.before), {"no change in behaviour": {"passed"}})

    def test_counts_and_places(self):
        suite = self.suite("diff", self.before, self.after).find("testsuite")
        cases = list(suite.iter("testcase"))
        self.assertEqual(int(suite.get("tests")), len(cases))
        self.assertEqual(int(suite.get("failures")), len(list(suite.iter("failure"))))
        gained = next(c for c in cases if c.get("name").startswith("gained"))
        self.assertEqual((gained.get("line"), gained.get("file").rsplit("/", 1)[-1]), ("6", "net acls.txt"))

    def test_a_common_reader(self):
        try:
            import junitparser
        except ImportError:
            self.skipTest("python3-junitparser is not installed")
        read = junitparser.JUnitXml.fromstring(run("diff", self.before, self.after, "--format", "junit").stdout)
        self.assertGreater(read.failures, 0)
        self.assertEqual(read.tests, sum(1 for suite in read for _ in suite))
        for suite in read:
            self.assertEqual({type(r).__name__ for case in suite for r in case.result}, {"Failure"})


class Annotations(ReviewCase):
    def test_one_command_for_each_finding(self):
        lines = self.diff("--format", "github").stdout.splitlines()
        self.assertTrue(lines[0].startswith("Connections: "))
        commands = [line for line in lines if line.startswith("::")]
        self.assertEqual(len(commands), len(self.sarif("diff", self.before, self.after)))
        for command in commands:
            self.assertRegex(command, r"^::(error|warning|notice) file=[^,:]+,line=\d+,title=halfopen [a-z-]+::[a-z-]+: ")
        self.assertTrue(any("%0A" in command for command in commands))

    def test_nothing_breaks_out(self):
        odd = self.write("od,d:100%.txt", AFTER)
        for command in run("diff", self.before, odd, "--format", "github").stdout.splitlines()[1:]:
            self.assertIn("od%2Cd%3A100%25.txt,line=", command)


class Markdown(ReviewCase):
    def test_it_renders(self):
        try:
            import markdown
        except ImportError:
            self.skipTest("python3-markdown is not installed")
        text = self.diff("--format", "markdown").stdout
        page = markdown.markdown(text, extensions=["tables", "md_in_html"])
        self.assertEqual(page.count("<table>"), 1)
        rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
        self.assertEqual({len(re.findall(r"<t[hd]", row)) for row in rows}, {7})
        self.assertIn("<h2>Connections: ", page)
        self.assertIn("web/ingress/105 allows now", page)

    def test_it_fits_into_a_comment(self):
        """Many different changes: the end is cut, and the number of those left out is right."""
        before = ["acl: a", "subnet: s 10.0.0.0/16", "egress 1 allow all all any"]
        after = before + [f"ingress {i} allow tcp {3 * i} 192.0.{i % 256}.{i // 256 * 4}/30" for i in range(1, 900)]
        text = run("diff", self.write("b.txt", "\n".join(before)), self.write("a.txt", "\n".join(after)), "--format", "markdown").stdout
        self.assertLess(len(text), 65536)
        self.assertIn("</details>", text)
        rows = sum(line.startswith("| ") for line in text.splitlines()) - 1
        left = int(re.search(r"\n([\d,]+) changes are left out", text).group(1).replace(",", ""))
        total = sum(int(n.replace(",", "")) for n in re.findall(r"([\d,]+) (?:gained|healed|became|lost|closed)", text.splitlines()[0]))
        self.assertEqual(rows + left, total)


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
