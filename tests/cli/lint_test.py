#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lint: formats, exit codes, severities, suppressions; and what other tools get wrong about the same rules."""
import csv
import io
import json

import support
from support import CommandCase, run

RECOMMENDED = "acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
SHADOWED = ("acl: acl-1\nname: web\nsubnet: s 10.0.1.0/24\ningress 100 allow all all any\n"
            "ingress 200 deny tcp 22 any\negress 100 allow all all any\n")


class LintCase(CommandCase):
    def lint(self, text, *arguments):
        """(exit code, JSON document)"""
        answer = run("lint", self.write("acl.txt", text), *arguments, "--format", "json")
        return answer.returncode, json.loads(answer.stdout)

    def findings(self, text, *arguments):
        """{id: [(severity, direction, rule)]} of all findings, notes included."""
        found = {}
        for item in self.lint(text, "--minimum-severity", "note", *arguments)[1]["findings"]:
            found.setdefault(item["id"], []).append(
                (item["severity"], item.get("direction"), item.get("rule")))
        return found


class Lint(LintCase):
    def test_exit_codes(self):
        clean = self.write("clean.txt", RECOMMENDED)
        bad = self.write("bad.txt", SHADOWED)
        self.assertEqual(run("lint", clean).returncode, 0)
        self.assertEqual(run("lint", clean, "--minimum-severity", "note").returncode, 2)
        self.assertEqual(run("lint", bad).returncode, 2)
        self.assertEqual(run("lint", bad, "--minimum-severity", "error").returncode, 0)
        for arguments, word in [
                (("--minimum-severity", "fatal"), "fatal"), (("--acl", "acl-9"), "acl-9"),
                (("--client", "beos"), "beos"), (("--format", "xml"), "xml"), (("--config", "/no/such.json"), "/no/such.json")]:
            answer = run("lint", bad, *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
            self.assertIn(word, answer.stderr)
        answer = run("lint", self.folder / "missing.txt")
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertIn("missing.txt", answer.stderr)

    def test_without_an_acl_nothing_is_said(self):
        subnets = self.write("s.json", '{"Subnets": [{"SubnetId": "s", "VpcId": "v", "CidrBlock": "10.9.0.0/24"}]}')
        for verb in ("lint", "exposure"):
            answer = run(verb, subnets)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""))
            self.assertIn("no network ACL is loaded", answer.stderr)

    def test_text(self):
        text = run("lint", self.write("bad.txt", SHADOWED)).stdout
        self.assertTrue(text.startswith("acl-1\n  warning  admin-port-open  ingress rule 100  "), text)
        self.assertIn("  warning  shadowed-rule  ingress rule 200  ", text)
        self.assertIn("bad.txt:5\n      rule 200 (deny tcp 22 from 0.0.0.0/0) never decides: rule 100 "
                      "(allow all traffic from 0.0.0.0/0) takes everything that it matches, with the other outcome\n"
                      "      remedy: give it a number before them if it is meant, or remove it\n", text)
        self.assertIn("\n3 findings\n", text)
        self.assertNotIn("\x1b", text)
        clean = run("lint", self.write("clean.txt", RECOMMENDED)).stdout
        self.assertEqual(clean, "no findings\n1 milder finding is not shown: --minimum-severity note\n")

    def test_csv_and_markdown_tell_the_same_findings(self):
        path = self.write("bad.txt", SHADOWED)
        _, document = self.lint(SHADOWED)
        rows = list(csv.DictReader(io.StringIO(run("lint", path, "--format", "csv").stdout)))
        self.assertEqual(list(rows[0]), ["id", "severity", "acl", "direction", "rule", "subnet", "place", "text", "remedy"])
        for row, item in zip(rows, document["findings"], strict=True):
            for key in ("id", "severity", "acl", "direction", "rule", "text", "remedy"):
                self.assertEqual(row[key], item.get(key, ""))
        markdown = run("lint", path, "--format", "markdown").stdout
        self.assertTrue(markdown.startswith("## Lint: 3 findings\n\n|"), markdown)
        for item in document["findings"]:
            self.assertIn(f"| {item['id']} | acl-1 {item['direction']} rule {item['rule']} |", markdown)

    def test_output_is_deterministic(self):
        path = self.write("bad.txt", SHADOWED)
        for form in ("text", "json", "csv", "markdown"):
            ask = ("lint", path, "--format", form, "--minimum-severity", "note")
            self.assertEqual(run(*ask).stdout, run(*ask).stdout)

    def test_one_acl(self):
        two = SHADOWED + "acl: acl-2\nname: db\nsubnet: t 10.0.2.0/24\ningress 100 allow tcp 0-0 any\n"
        ids = [item["acl"] for item in self.lint(two, "--acl", "acl-2")[1]["findings"]]
        self.assertEqual(set(ids), {"acl-2"})
        by_name = [item["acl"] for item in self.lint(two, "--acl", "web")[1]["findings"]]
        self.assertEqual(set(by_name), {"acl-1"})
        whole = [item["acl"] for item in self.lint(two)[1]["findings"]]
        self.assertEqual(len(whole), len(ids) + len(by_name))

    def test_clients(self):
        table = "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 32768-60999 any\n"
        self.assertEqual(self.lint(table, "--client", "linux")[0], 0)
        code, document = self.lint(table, "--client", "windows")
        self.assertEqual((code, [f["id"] for f in document["findings"]]), (2, ["reply-partly-blocked"]))

    def test_suppression(self):
        config = self.write("lint.json", json.dumps({"suppress": [
            {"id": "shadowed-rule", "acl": "web", "direction": "ingress", "rule": 200, "reason": "kept as a note"},
            {"id": "admin-port-open", "reason": "a lab"},
            {"id": "tcp-port-zero", "rule": "*", "reason": "long gone"}]}))
        code, document = self.lint(SHADOWED, "--config", config)
        self.assertEqual((code, document["findings"]), (0, []))
        self.assertEqual([(s["id"], s["reason"]) for s in document["suppressed"]],
                         [("admin-port-open", "a lab"), ("admin-port-open", "a lab"), ("shadowed-rule", "kept as a note")])
        self.assertEqual(document["unused_suppressions"], [{"id": "tcp-port-zero", "reason": "long gone"}])
        text = run("lint", self.folder / "acl.txt", "--config", config).stdout
        self.assertIn("3 findings are suppressed by the configuration\n", text)
        self.assertIn("a suppression of tcp-port-zero matches nothing any more: remove it\n", text)

    def test_a_suppression_is_not_out_of_date_where_not_all_was_looked_at(self):
        config = self.write("lint.json", '{"suppress": [{"id": "shadowed-rule", "acl": "acl-1", "reason": "r"}]}')
        two = SHADOWED + "acl: acl-2\nsubnet: t 10.0.2.0/24\ningress 100 allow tcp 80 any\negress 1 allow all all any\n"
        self.assertEqual(self.lint(two, "--acl", "acl-2", "--config", config)[1]["unused_suppressions"], [])
        self.assertEqual(self.lint(two, "--config", config)[1]["unused_suppressions"], [])

    def test_a_wrong_configuration_tells_everything_at_once(self):
        config = self.write("lint.json", '{"suppress": [\n {"id": "shadowed"},\n'
                                         ' {"id": "shadowed-rule", "ruel": "1", "reason": "r"},\n'
                                         ' {"id": "shadowed-rule", "direction": "in", "reason": ""}],\n "ignore": []}')
        answer = run("lint", self.write("acl.txt", SHADOWED), "--config", config)
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        for line, word in [(2, "'shadowed' is the id of no finding"), (2, "needs a reason"), (3, "'ruel'"),
                           (4, "ingress or egress"), (4, "needs a reason"), (5, "'ignore'")]:
            self.assertRegex(answer.stderr, rf"lint\.json:{line}:\d+: .*{word}")

    def test_a_broken_configuration(self):
        path = self.write("acl.txt", SHADOWED)
        for text in ("", "[]", "{", '{"suppress": [', "suppress: []", '{"suppress": "all"}', "{} {}"):
            answer = run("lint", path, "--config", self.write("lint.json", text))
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), text)
            self.assertIn("lint.json:1:", answer.stderr)
            self.assertEqual(answer.stderr.count("lint.json"), 1, answer.stderr)

    def test_an_unreadable_row_is_a_diagnostic_and_no_sure_finding(self):
        code, document = self.lint("acl: a\nsubnet: s 10.0.1.0/24\nInbound\n100 x TCP 70000 0.0.0.0/0 ALLOW\n"
                                   "200 SSH TCP 22 0.0.0.0/0 ALLOW\nOutbound\n100 x TCP 1024-65535 0.0.0.0/0 ALLOW\n")
        self.assertEqual(code, 2)
        self.assertEqual([d["code"] for d in document["diagnostics"]], ["HO1006"])
        self.assertEqual([f["id"] for f in document["findings"]], ["unknown-rules"])


class OthersAreWrong(LintCase):
    """What prowler, checkov, trivy, regula, panther, Batfish and np-guard say wrongly (run by us)."""

    def test_two_halves_of_the_internet(self):
        found = self.findings("acl: a\ningress 100 allow tcp 22 0.0.0.0/1\ningress 110 allow tcp 22 128.0.0.0/1\n")
        self.assertEqual(found["admin-port-open"], [("warning", "ingress", "100")])

    def test_ports_from_zero(self):
        found = self.findings("acl: a\ningress 100 allow tcp 0-65535 any\n")
        self.assertEqual(found["admin-port-open"], [("warning", "ingress", "100")] * 2)

    def test_a_deny_before_the_allow(self):
        found = self.findings("acl: a\ningress 50 deny tcp 22 any\ningress 100 allow tcp 22 any\n")
        self.assertNotIn("admin-port-open", found)

    def test_icmp_has_no_ports(self):
        entry = ('{"NetworkAcls": [{"NetworkAclId": "a", "VpcId": "v", "Associations": [], "Entries": [{"RuleNumber": 100, '
                 '"Egress": false, "Protocol": "%s", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0", '
                 '"IcmpTypeCode": {"Type": -1, "Code": -1}, "PortRange": {"From": 22, "To": 22}}]}]}')
        self.assertNotIn("admin-port-open", self.findings(entry % "1"))
        self.assertIn("ports-ignored", self.findings(entry % "1"))
        self.assertEqual(len(self.findings(entry % "-1")["admin-port-open"]), 2)

    def test_all_protocols_with_a_port_are_everything(self):
        found = self.findings("acl: a\ningress 100 allow -1 53 any\n")
        self.assertEqual(found["ports-ignored"], [("warning", "ingress", "100")])
        self.assertEqual(found["admin-port-open"], [("warning", "ingress", "100")] * 2)

    def test_tcp_without_ports_is_a_diagnostic(self):
        code, document = self.lint('{"NetworkAcls": [{"NetworkAclId": "a", "VpcId": "v", "Associations": [], "Entries": ['
                                   '{"RuleNumber": 100, "Egress": false, "Protocol": "6", "RuleAction": "allow", '
                                   '"CidrBlock": "0.0.0.0/0"}]}]}')
        self.assertEqual([d["code"] for d in document["diagnostics"]], ["HO1006"])
        self.assertNotIn("admin-port-open", [f["id"] for f in document["findings"]])
        self.assertIn(code, (0, 2))

    def test_room_for_replies_is_no_open_rdp_and_is_said(self):
        found = self.findings(RECOMMENDED.replace("ingress 100 allow tcp 443", "ingress 140 allow tcp 1024-65535")
                              + "egress 90 allow tcp 443 any\n")
        self.assertNotIn("admin-port-open", found)
        self.assertEqual(found["reply-range-exposes"], [("note", "ingress", "140")])

    def test_no_egress_rule_at_all(self):
        found = self.findings("acl: a\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 443 any\n")
        self.assertEqual(found["reply-blocked"], [("error", "egress", "*")])

    def test_the_recommended_reply_rule_blocks_nobody(self):
        code, document = self.lint(RECOMMENDED)
        self.assertEqual((code, document["findings"]), (0, []))

    def test_dns_in_and_nothing_out(self):
        found = self.findings("acl: a\ningress 100 allow udp 53 any\n")
        self.assertEqual(found["udp-reply-blocked"], [("warning", "egress", "*")])

    def test_in_443_out_443(self):
        found = self.findings("acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n")
        self.assertEqual(found["reply-blocked"], [("error", "ingress", "*"), ("error", "egress", "*")])

    def test_the_upper_half_of_the_range(self):
        answer = self.lint("acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 49152-65535 any\n",
                           "--client", "linux")[1]["findings"]
        self.assertEqual([f["id"] for f in answer], ["reply-partly-blocked"])
        self.assertIn("linux 16384 of 28232", answer[0]["text"])

    def test_a_deny_behind_allow_all(self):
        self.assertEqual(self.findings(SHADOWED)["shadowed-rule"], [("warning", "ingress", "200")])

    def test_a_protocol_that_looks_like_a_port(self):
        found = self.findings("acl: a\ningress 100 allow 22 all any\n")
        self.assertEqual(found["protocol-looks-like-port"], [("warning", "ingress", "100")])
        self.assertNotIn("admin-port-open", found)

    def test_ports_zero(self):
        found = self.findings("acl: a\ningress 100 allow tcp 443 any\negress 200 allow tcp 0-0 any\n")
        self.assertEqual(found["tcp-port-zero"], [("warning", "egress", "200")])


if __name__ == "__main__":
    support.main()
