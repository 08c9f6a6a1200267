#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CloudFormation templates as inputs: parameters, streams, exit codes, what lies beside them in folders."""
import json

import support
from schema_test import validator
from support import CommandCase, run

TEMPLATE = """# a comment
Parameters:
  Client: {Type: String}
  Ports: {Type: CommaDelimitedList, Default: "443, 443"}
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Web:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 2, 8]]}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  In:
    Type: AWS::EC2::NetworkAclEntry
    Properties:
      NetworkAclId: !Ref Acl
      RuleNumber: "100"
      Protocol: tcp
      RuleAction: allow
      CidrBlock: !Sub "${Client}"
      PortRange: {From: !Select [0, !Ref Ports], To: !Select [1, !Ref Ports]}
  Out:
    Type: AWS::EC2::NetworkAclEntry
    Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, Egress: "true",
                 CidrBlock: 0.0.0.0/0, PortRange: {From: 32768, To: 60999}}
  Join:
    Type: AWS::EC2::SubnetNetworkAclAssociation
    Properties: {SubnetId: !Ref Web, NetworkAclId: !Ref Acl}
"""
QUESTION = ["--from", "198.51.100.7", "--to", "Web", "--port", "443", "--client", "linux"]
GIVEN = ["--param", "Client=198.51.100.0/24"]


class CloudFormation(CommandCase):
    def setUp(self):
        super().setUp()
        self.template = self.write("net.template", TEMPLATE)

    def check(self, *arguments):
        return run("check", self.template, *QUESTION, *arguments)

    def test_a_parameter_on_the_command_line(self):
        answer = self.check(*GIVEN)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertTrue(answer.stdout.startswith("WORKS"), answer.stdout)
        self.assertIn("net.template:11:3", answer.stdout)  # where `In:` stands
        self.assertIn("ROUTES_NOT_LOADED", answer.stdout)  # the template declares no route table
        denied = self.check("--param", "Client=192.0.2.0/24")
        self.assertEqual(denied.returncode, 2)
        self.assertTrue(denied.stdout.startswith("DENIED"), denied.stdout)

    def test_without_it_the_answer_is_unknown_and_names_the_way_out(self):
        answer = self.check()
        self.assertEqual(answer.returncode, 2)
        self.assertTrue(answer.stdout.startswith("UNKNOWN"), answer.stdout)
        self.assertIn("warning HO5001: In: cidr_block is not known: Client has no value here", answer.stderr)
        self.assertIn("mend: give it: --param Client=VALUE", answer.stderr)
        self.assertEqual(answer.stderr.count("Client"), 2)

    def test_parameter_files_in_all_forms(self):
        for number, text in enumerate((
                '[{"ParameterKey": "Client", "ParameterValue": "198.51.100.0/24"}]',
                '{"Parameters": {"Client": "198.51.100.0/24"}}', '{"Client": "198.51.100.0/24"}',
                '["Client=198.51.100.0/24"]', "Client: 198.51.100.0/24\n")):
            answer = self.check("--params", self.write(f"p{number}", text))
            self.assertEqual((answer.returncode, answer.stderr), (0, ""), text)

    def test_the_command_line_goes_before_files(self):
        wrong = self.write("p.json", '{"Client": "192.0.2.0/24"}')
        self.assertEqual(self.check("--params", wrong).returncode, 2)
        self.assertEqual(self.check("--params", wrong, *GIVEN).returncode, 0)
        self.assertEqual(self.check(*GIVEN, "--params", wrong).returncode, 0)

    def test_every_verb_that_takes_inputs(self):
        policy = self.write("policy.yaml", "version: 1\nexpectations:\n  - expect: {from: 198.51.100.7, to: Web, "
                            "port: 443, clients: linux, result: works}\n")
        flows = self.write("flows.csv", "from,to,protocol,client_port,server_port\n198.51.100.7,Web,tcp,40000,443\n")
        for words in (["explain", self.template, *QUESTION], ["matrix", self.template, "--port", "443"],
                      ["exposure", self.template], ["lint", self.template], ["fix", self.template, *QUESTION],
                      ["minimise", self.template, "--acl", "Acl"], ["policy", policy, self.template],
                      ["diff", self.template, self.template], ["check", self.template, "--flows", flows]):
            without = run(*words)
            given = run(*words, *GIVEN)
            self.assertIn("HO5001", without.stderr, words)
            self.assertNotIn("HO5001", given.stderr, words)
            self.assertIn(given.returncode, (0, 2), given.stderr)
            self.assertTrue(given.stdout, words)

    def test_values_that_cannot_be_used(self):
        for words, message in ((["--param", "Client"], "'Client' is not NAME=VALUE"),
                               (["--param", "=x"], "is not NAME=VALUE"),
                               (["--params", self.folder / "missing"], "cannot be opened"),
                               (["--params", self.write("p", "[1, {}]")], "HO5004"),
                               (["--params", self.write("q", "{")], "HO1002")):
            answer = self.check(*words)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertIn(message, answer.stderr)
        unused = self.check(*GIVEN, "--param", "Clinet=x")
        self.assertEqual(unused.returncode, 0)
        self.assertIn("warning HO5004: no template has a parameter 'Clinet'", unused.stderr)

    def test_broken_templates(self):
        for text, words in ((TEMPLATE.replace("  Acl: {", "\tAcl: {"), "a tab stands in the indentation"),
                            (TEMPLATE + "---\na: 1\n", "several documents"),
                            (TEMPLATE + "  Out: {Type: AWS::EC2::VPC}\n", "the key 'Out' stands twice"),
                            (TEMPLATE.replace("    Type: AWS::EC2::Subnet\n", ""), "the resource 'Web' has no Type")):
            self.write("net.template", text)
            answer = self.check(*GIVEN)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertIn(words, answer.stderr)
            self.assertRegex(answer.stderr, r"net\.template:\d+:\d+: error HO")

    def test_in_a_folder_only_templates_count(self):
        self.write("all/net.yml", TEMPLATE)
        self.write("all/policy.yaml", "version: 1\nexpectations: []\n")
        self.write("all/pod.yaml", "apiVersion: v1\nkind: Pod\nspec: {containers: [{resources: {}}]}\n")
        self.write("all/ci.yml", "jobs:\n  build:\n    steps:\n      - run: make\n")
        answer = run("check", self.folder / "all", *QUESTION, *GIVEN)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        for name in ("policy.yaml", "pod.yaml", "ci.yml"):
            self.assertRegex(answer.stderr, f"{name}: note HO1003")
        self.assertNotIn("INPUT_NOT_READ", answer.stdout)

    def test_a_template_and_an_export_together(self):
        export = self.write("acls.json", json.dumps({"NetworkAcls": [{
            "NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": False, "Associations": [], "Entries": []}]}))
        subnet = self.write("subnet.yaml", """Parameters: {Acl: {Type: String}}
Resources:
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.9.0.0/24}}
  J: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref S, NetworkAclId: !Ref Acl}}
""")
        answer = run("check", export, subnet, "--param", "Acl=acl-1", "--from", "198.51.100.7", "--to", "S",
                     "--port", "443")
        self.assertTrue(answer.stdout.startswith("DENIED"), answer.stdout + answer.stderr)
        self.assertIn("acl-1 ingress rule *", answer.stdout)

    def test_json_says_what_is_not_known(self):
        document = json.loads(self.check("--format", "json").stdout)
        self.assertEqual([d["code"] for d in document["diagnostics"]], ["HO5001"])
        for error in validator("check").iter_errors(document):
            self.fail(error.message)


class CustomResources(CommandCase):
    """A function behind a custom resource may add rules to the network ACL that it is told of."""

    def test_told_of_an_acl(self):
        def verdict(properties):
            template = self.write("t.yaml", f"""Resources:
  V: {{Type: "AWS::EC2::VPC", Properties: {{CidrBlock: 10.0.0.0/16}}}}
  S: {{Type: "AWS::EC2::Subnet", Properties: {{VpcId: !Ref V, CidrBlock: 10.0.1.0/24}}}}
  A: {{Type: "AWS::EC2::NetworkAcl", Properties: {{VpcId: !Ref V}}}}
  J: {{Type: "AWS::EC2::SubnetNetworkAclAssociation", Properties: {{SubnetId: !Ref S, NetworkAclId: !Ref A}}}}
  I: {{Type: "AWS::EC2::NetworkAclEntry", Properties: {{NetworkAclId: !Ref A, RuleNumber: 100, Protocol: -1,
      RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}
  O: {{Type: "AWS::EC2::NetworkAclEntry", Properties: {{NetworkAclId: !Ref A, RuleNumber: 100, Protocol: -1,
      Egress: true, RuleAction: allow, CidrBlock: 0.0.0.0/0}}}}
  C: {{Type: "Custom::Rules", Properties: {{ServiceToken: "arn:x"{properties}}}}}
""")
            return run("check", template, "--from", "198.51.100.7", "--to", "S", "--port", "443")

        self.assertIn("WORKS", verdict("").stdout)
        told = verdict(", Acl: !Ref A")
        self.assertIn("UNKNOWN", told.stdout)
        self.assertIn("what the custom resource C makes is not read", told.stderr)


if __name__ == "__main__":
    support.main()
