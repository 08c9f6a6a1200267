#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policy: exit codes, formats, streams; every number alike in all of them."""
import json
import re
import xml.etree.ElementTree

import support
from support import PROJECT, WEB, CommandCase, run

DB = ("acl: db\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-db 10.0.2.0/24\n"
      "ingress 100 allow tcp 5432 10.0.1.0/24\negress 100 allow tcp 1024-65535 10.0.1.0/24\n")

HOLD = """version: 1
expectations:
  - name: linux reaches the shop
    expect: {from: internet, to: subnet-web, port: tcp/443, clients: linux, result: works}
  - expect: {from: internet, to: subnet-db, result: isolated}
    reason: nobody outside talks to the database
"""
FAIL = HOLD + """
  - name: '<every> client & "shop"'
    expect: {from: internet, to: subnet-web, port: tcp/443, result: works}
    reason: |
      first line
      second line
  - expect: {from: internet, to: subnet-web, result: isolated}
    except: [{port: icmp/echo}, {port: [udp/53]}]
"""
ERROR = FAIL + "  - expect: {from: nowhere, to: subnet-web, port: 22, result: denied}\n"


class Policy(CommandCase):
    def setUp(self):
        super().setUp()
        self.db = self.write("db.txt", DB)

    def policy(self, text, *arguments):
        return run("policy", self.write("p.yaml", text), self.web, self.db, *arguments)

    def document(self, text):
        return json.loads(self.policy(text, "--format", "json").stdout)

    def test_exit_codes(self):
        for text, code, soft in ((HOLD, 0, 0), (FAIL, 2, 0), (ERROR, 1, 1)):
            for form in ("text", "json", "junit"):
                answer = self.policy(text, "--format", form)
                self.assertEqual((answer.returncode, answer.stderr), (code, ""), form)
                self.assertTrue(answer.stdout)
                self.assertEqual(self.policy(text, "--format", form, "--soft-fail").returncode, soft)

    def test_what_cannot_be_done(self):
        good = self.write("p.yaml", HOLD)
        for arguments in ((), (good,), (self.folder / "missing.yaml", self.web), (good, self.folder / "missing.txt"),
                          (good, self.web, "--format", "csv"), (good, self.web, "--from", "internet"), ("-", "-")):
            answer = run("policy", *arguments)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), arguments)
            self.assertTrue(answer.stderr)

    def test_a_bad_policy_tells_everything_at_once(self):
        text = ("version: 1\nexpectations:\n  - nam: x\n    expect: {from: a, to: b, port: 1, result: wrks}\n"
                "  - expect: {from: a, to: b, result: works}\n")
        for extra in ((), ("--quiet",), ("--soft-fail",), ("--format", "junit")):
            answer = self.policy(text, *extra)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""))
            for line, word in ((3, "HO4002: the key 'nam'"), (4, "HO4003: 'wrks' is no verdict"),
                               (5, "HO4004: `expect` has no `port`")):
                self.assertRegex(answer.stderr, rf"p\.yaml:{line}:\d+: error {re.escape(word)}")
            self.assertEqual(answer.stderr.count("  mend: "), 3)
            self.assertTrue(answer.stderr.endswith("cannot be used: 3 errors\n"), answer.stderr)

    def test_stdin(self):
        by_file = self.policy(FAIL).stdout
        by_stdin = run("policy", "-", self.web, self.db, stdin=FAIL)
        self.assertEqual((by_stdin.returncode, by_stdin.stdout.replace("stdin:", f"{self.folder}/p.yaml:")), (2, by_file))
        inputs = run("policy", self.folder / "p.yaml", "-", self.db, stdin=WEB)
        self.assertEqual(inputs.returncode, 2)
        self.assertEqual(run("policy", "-", self.web, stdin="version: [").stderr.split(" ")[0], "stdin:1:1:")

    def test_text(self):
        text = self.policy(ERROR).stdout
        self.assertTrue(text.startswith("5 expectations: 2 hold, 2 fail, 1 error\n\nFAILS  <every> client"), text)
        self.assertIn("  expected works, found partial (1 of 1 answer)\n  witness: tcp/443, 1.0.0.0:61000 -> 10.0.1.0:443\n"
                      f"    request passes: subnet-web, web ingress rule 100 ({self.web}:4)\n"
                      "    reply dies: subnet-web, web egress rule *\n  reason: first line second line\n", text)
        self.assertIn("  expected isolated, but requests get there: tcp/443; protocol 47\n"
                      "  witness: tcp/443, 1.0.0.0:32768 -> 10.0.1.0:443\n"
                      f"    request passes: subnet-web, web ingress rule 100 ({self.web}:4)\n\n", text)
        self.assertIn("ERROR  nowhere -> subnet-web 22: denied", text)
        self.assertIn("    mend: give an address", text)
        self.assertIn(f"holds  linux reaches the shop  ({self.folder}/p.yaml:3:5)\n"
                      f"holds  internet -> subnet-db: isolated  ({self.folder}/p.yaml:5:5)\n", text)
        self.assertLess(text.index("FAILS"), text.index("ERROR"))
        self.assertLess(text.index("ERROR"), text.index("holds  "))
        self.assertIn("assumed:\n  ROUTES_NOT_LOADED", text)
        self.assertNotIn("\x1b", text)
        self.assertIn("\x1b", self.policy(ERROR, "--color", "always").stdout)
        one = self.policy(HOLD.split("  - expect:")[0]).stdout
        self.assertTrue(one.startswith("1 expectation: 1 holds\n"), one)

    def test_json(self):
        document = self.document(ERROR)
        self.assertEqual(document["summary"], {"expectations": 5, "hold": 2, "fail": 2, "error": 1})
        self.assertEqual([e["outcome"] for e in document["expectations"]], ["holds", "holds", "fails", "fails", "error"])
        linux, isolated, every, closed, lost = document["expectations"]
        self.assertEqual((linux["verdicts"], linux["answers"], linux["violations"]), (["works"], 1, 0))
        self.assertEqual(isolated["reason"], "nobody outside talks to the database")
        self.assertNotIn("witness", isolated)
        witness = every["witness"]
        self.assertEqual((witness["from"], witness["client_port"], witness["to"], witness["server_port"], witness["verdict"]),
                         ("1.0.0.0", 61000, "10.0.1.0", 443, "partial"))
        self.assertEqual([(leg["leg"], leg["outcome"], leg["crossings"][0]["rule"]) for leg in witness["legs"]],
                         [("request", "allow", "100"), ("reply", "deny", "*")])
        self.assertEqual(closed["openings"], [{"family": "IPv4", "protocol": "tcp", "passes": "443"},
                                              {"family": "IPv4", "protocol": "47", "passes": "all"}])
        self.assertEqual([leg["leg"] for leg in closed["witness"]["legs"]], ["request"])
        self.assertTrue(lost["errors"][0]["text"].startswith("from: 'nowhere'"))

    def test_the_witness_is_what_check_says(self):
        """The packet pair of a witness dies at the rule that is told."""
        witness = self.document(FAIL)["expectations"][2]["witness"]
        row = f"from,to,protocol,client_port,server_port\n{witness['from']},{witness['to']},tcp,{witness['client_port']},443\n"
        answer = run("check", self.web, self.db, "--flows", "-", stdin=row).stdout.splitlines()[1]
        self.assertTrue(answer.endswith("443,half-open,allow,,deny,web/egress/*"), answer)

    def test_diagnostics_of_the_inputs(self):
        broken = self.write("broken.json", "{")
        answer = run("policy", self.write("p.yaml", HOLD), self.web, self.db, broken)
        self.assertEqual(answer.returncode, 0)
        self.assertIn("HO1002", answer.stderr)
        self.assertIn("INPUT_NOT_READ", answer.stdout)
        answer = run("policy", self.folder / "p.yaml", self.web, self.db, broken, "--format", "json")
        self.assertEqual(answer.stderr, "")
        self.assertEqual([d["code"] for d in json.loads(answer.stdout)["diagnostics"]], ["HO1002"])

    def test_junit_tells_the_same(self):
        document = self.document(ERROR)
        root = xml.etree.ElementTree.fromstring(self.policy(ERROR, "--format", "junit").stdout)
        counts = {"tests": "5", "failures": "2", "errors": "1"}
        for element in (root, root[0]):
            self.assertEqual({key: element.get(key) for key in counts}, counts)
        cases = root.findall("./testsuite/testcase")
        self.assertEqual([c.get("name") for c in cases], [e["name"] for e in document["expectations"]])
        for case, expectation in zip(cases, document["expectations"], strict=True):
            self.assertEqual(f"{case.get('file')}:{case.get('line')}", expectation["place"].rsplit(":", 1)[0])
            outcome = {None: "holds", "failure": "fails", "error": "error"}[case[0].tag if len(case) else None]
            self.assertEqual(outcome, expectation["outcome"])
            if outcome == "fails":
                self.assertEqual(case[0].get("message"), expectation["text"])
                self.assertIn("witness: tcp/443, 1.0.0.0:", case[0].text)
        self.assertEqual(cases[2].get("name"), '<every> client & "shop"')
        self.assertIn("second line", cases[2][0].text)
        self.assertNotIn("time", self.policy(ERROR, "--format", "junit").stdout.split("<system-out>")[0])

    def test_junit_holds_any_name(self):
        name = r'"]]> <!-- \u2028 \uFFFF gr\u00fc\u00df &amp;"'
        text = f"version: 1\nexpectations:\n- name: {name}\n  expect: {{from: internet, to: web, port: 1, result: works}}\n"
        answer = self.policy(text, "--format", "junit")
        self.assertEqual(answer.returncode, 2)
        case = xml.etree.ElementTree.fromstring(answer.stdout).find(".//testcase")
        self.assertEqual(case.get("name"), "]]> <!-- \u2028 \ufffd\ufffd\ufffd gr\u00fc\u00df &amp;")

    def test_output_is_deterministic(self):
        for form in ("text", "json", "junit"):
            self.assertEqual(self.policy(ERROR, "--format", form).stdout, self.policy(ERROR, "--format", form).stdout)

    def test_help_and_completion(self):
        answer = run("policy", "--help")
        self.assertEqual(answer.returncode, 0)
        for word in ("POLICY", "INPUT", "--soft-fail", "junit", "expectations:", "isolated", "exit codes"):
            self.assertIn(word, answer.stdout)
        self.assertRegex(run("completion", "bash").stdout, r"'policy '\*\) words='[^']*--format")

    def test_the_documented_example(self):
        """The policy file of docs/formats.md is one, and so is that of --help."""
        text = (PROJECT / "docs/formats.md").read_text(encoding="utf-8")
        section = text[text.index("## Policy\n"):]
        example = re.search(r"```yaml\n(.*?)```", section, re.S).group(1)
        shown = run("policy", "--help").stdout.split("a policy file:\n")[1].split("\nresult:")[0]
        for policy in (example, shown):
            answer = self.policy(policy, "--format", "json")
            self.assertEqual(answer.stderr, "")
            self.assertGreaterEqual(json.loads(answer.stdout)["summary"]["expectations"], 2)


if __name__ == "__main__":
    support.main()
