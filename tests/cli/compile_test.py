#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""halfopen compile --to nft: the text, the choice of ports, and what is refused."""
import json

import support
from support import PROJECT, CommandCase, run

TWO = """acl: a
vpc: vpc-1 10.0.0.0/16
subnet: subnet-a 10.0.1.0/24
ingress 100 allow tcp 443 any
acl: b
vpc: vpc-1 10.0.0.0/16
subnet: subnet-b 10.0.2.0/24
ingress 200 deny all all any
"""
UNKNOWN = "acl: u\ningress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"


class Compile(CommandCase):
    def compiled(self, *words):
        done = run("compile", *words, "--to", "nft")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def refused(self, *words):
        done = run("compile", *words, "--to", "nft")
        self.assertEqual((done.returncode, done.stdout), (1, ""), words)
        return done.stderr

    def test_one_rule_an_entry_and_a_default_deny_a_direction(self):
        text = self.compiled(self.web, "--device", "eth1")
        counted = [line.strip() for line in text.splitlines() if " counter " in f" {line.strip()} "]
        self.assertEqual([line.rsplit('"')[-2] for line in counted],
                         [f"web ingress {n}" for n in (100, 110, 120, 130, 140, "*")]
                         + [f"web egress {n}" for n in (100, 110, 120, "*")])
        self.assertEqual(text.count('device "eth1"'), 2)

    def test_without_a_device_the_port_is_told_when_it_is_loaded(self):
        text = self.compiled(self.web)
        self.assertEqual(text.count("device $subnet_port "), 2)
        self.assertIn("nft -D subnet_port=eth1 -f FILE", text)
        self.assertNotIn("define ", text)

    def test_the_head_says_what_a_person_must_know(self):
        text = self.compiled(self.web, "--device", "eth1")
        head = text[:text.index("\n\n")]
        self.assertTrue(all(line.startswith("#") for line in head.splitlines()))
        for words in ("stateless", "the router's port towards the subnet", "nft -f FILE",
                      "nft delete table netdev halfopen", "Not in it: security groups", "DHCP",
                      "web on eth1"):
            self.assertIn(words, head)

    def test_each_subnet_has_its_acl_on_its_port(self):
        two = self.write("two.txt", TWO)
        text = self.compiled(two, "--subnet", "subnet-b=eth2", "--subnet", "subnet-a=eth1")
        self.assertIn("# b on eth2\n# a on eth1\n", text)
        ports = text[text.index("chain port_0_ingress"):]
        self.assertLess(ports.index('egress device "eth2"'), ports.index("jump acl_1_ingress"))
        self.assertLess(ports.index("jump acl_1_ingress"), ports.index('egress device "eth1"'))
        self.assertEqual(self.compiled(two, "--acl", "b", "--device", "eth2").count("b ingress 200"), 1)

    def test_what_is_not_clear_is_refused(self):
        two = self.write("two.txt", TWO)
        self.assertIn("several network ACLs", self.refused(two, "--device", "eth1"))
        self.assertIn("called 'c'", self.refused(two, "--acl", "c"))
        self.assertIn("called 'x'", self.refused(two, "--subnet", "x=eth1"))
        self.assertIn("names no device", self.refused(two, "--subnet", "subnet-a"))
        self.assertIn("twice", self.refused(two, "--subnet", "subnet-a=e", "--subnet", "subnet-b=e"))
        for device in ("e\"", "eth 1", "eth1\n}", "a/b", "0123456789abcdef", "eth*", "$a;"):
            self.assertIn("no name of a network device", self.refused(self.web, "--device", device))
        self.assertIn("excludes", self.refused(two, "--subnet", "subnet-a=e", "--device", "e"))
        self.assertIn("excludes", self.refused(two, "--subnet", "subnet-a=e", "--acl", "a"))
        self.assertEqual(run("compile", self.web).returncode, 1)
        self.assertEqual(run("compile", self.web, "--to", "pf").returncode, 1)
        nowhere = self.write("s.json", '{"Subnets": [{"SubnetId": "subnet-x", "VpcId": "v", "CidrBlock": "10.9.0.0/24"}]}')
        self.assertIn("is not known", self.refused(nowhere, "--subnet", "subnet-x=e"))

    def test_an_unknown_rule_is_refused_with_its_diagnostic(self):
        unknown = self.write("unknown.txt", UNKNOWN)
        for form in ([], ["--format", "json"]):
            told = self.refused(unknown, "--device", "e", *form)
            self.assertIn("HO2002", told)
            self.assertIn("u ingress 100 is unknown", told)
        quiet = self.refused(unknown, "--device", "e", "--quiet")
        self.assertNotIn("HO2002", quiet)
        # Only what is asked for is compiled.
        both = self.write("both.txt", UNKNOWN + "acl: w\ningress 1 allow all all any\n")
        self.assertEqual(run("compile", both, "--to", "nft", "--acl", "w").returncode, 0)

    def test_odd_ids_stay_in_their_place(self):
        acl = {"NetworkAclId": "acl\"}\n}\ntable inet x { chain y {\\", "VpcId": "vpc-1", "IsDefault": False,
               "Associations": [], "Tags": [{"Key": "Name", "Value": "n\n}\""}],
               "Entries": [{"RuleNumber": 7, "Egress": False, "RuleAction": "allow", "Protocol": "-1",
                            "CidrBlock": "0.0.0.0/0"}]}
        odd = self.write("odd.json", json.dumps({"NetworkAcls": [acl]}))
        plain = self.write("plain.json", json.dumps({"NetworkAcls": [acl | {"NetworkAclId": "acl-1"}]}))
        done = self.compiled(odd, "--device", "e")
        self.assertEqual(len(done.splitlines()), len(self.compiled(plain, "--device", "e").splitlines()))
        self.assertNotIn("\ntable inet", done)

    def test_json(self):
        two = self.write("two.txt", TWO)
        words = [two, "--subnet", "subnet-b=eth2", "--subnet", "subnet-a=eth1"]
        document = json.loads(self.compiled(*words, "--format", "json"))
        self.assertEqual(document["acls"], ["b", "a"])
        self.assertEqual(document["ports"], [{"device": "eth2", "acl": "b", "subnet": "subnet-b"},
                                             {"device": "eth1", "acl": "a", "subnet": "subnet-a"}])
        self.assertEqual(document["ruleset"], self.compiled(*words))

    def test_examples_of_the_help_and_every_example_of_the_project(self):
        self.assertIn("halfopen compile", run("compile", "--help").stdout)
        self.assertIn("compile", run("completion", "bash").stdout)
        for name in ("web-server.txt", "web-server-fixed.txt", "ssh-from-home.txt",
                     "narrow-replies/before.yaml", "narrow-replies/after.yaml"):
            self.assertIn("table netdev halfopen", self.compiled(PROJECT / "examples" / name))


if __name__ == "__main__":
    support.main()
