#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""diff and lint for reviews: causes, SARIF, JUnit, annotations, Markdown."""
import copy
import json
import os
import re
import unittest
import xml.etree.ElementTree

import jsonschema

import support
from review_case import AFTER, SHADOWED, ReviewCase, subset
from support import run


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

if __name__ == "__main__":
    support.main()
