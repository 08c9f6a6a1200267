#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plans and states of Terraform as inputs. The plans of tests/terraform were written by the real
Terraform with a provider that only knows schemas; what is broken here is made from them."""
import json
import unittest

import support
from support import PROJECT, CommandCase, run

PLANS = PROJECT / "tests/terraform"
NEW, MODULE, EXISTING = (PLANS / name / "plan.json" for name in ("new_vpc", "vpc_module", "existing"))
STANDALONE, INLINE = "acl-05a5a5a5a5a5a5a50", "acl-01111111111111110"


class Terraform(CommandCase):
    def test_a_plan_is_an_input(self):
        answer = run("check", NEW, "--from", "198.51.100.7", "--to", "aws_subnet.private[0]", "--port", "443,22,25")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("aws_network_acl.inline ingress rule 443", answer.stdout)
        self.assertIn("aws_network_acl.inline ingress rule 22", answer.stdout)
        self.assertIn("DENIED", answer.stdout)
        self.assertIn("warning HO5002: subnet_ids of aws_network_acl.zone is read as the "
                      "module.net.aws_subnet.this of the same key", answer.stderr)

    def test_places_are_in_the_plan(self):
        answer = run("check", EXISTING, "--from", "198.51.100.7", "--to", "subnet-00000000000000000", "--port", "443")
        line = next(n for n, text in enumerate(EXISTING.read_text().splitlines(), 1)
                    if '"rule_no": 100' in text)
        self.assertRegex(answer.stdout, rf"{INLINE} ingress rule 100 \(.*existing/plan.json:\d+:\d+\)")
        self.assertGreater(line, 1)

    def test_after_the_apply_counts(self):
        def verdict(source, subnet, port):
            return self.ask(source, "--from", "198.51.100.7", "--to", subnet, "--port", port)["connections"][0]["verdict"]

        state = PLANS / "existing/state_shown.json"
        moved = "subnet-01000000000000010"  # from the standalone ACL to the inline one
        self.assertEqual(verdict(state, moved, "22"), "half-open")
        self.assertEqual(verdict(EXISTING, moved, "22"), "denied")
        self.assertEqual(verdict(EXISTING, moved, "443"), "works")

    def test_the_shape_of_the_vpc_module(self):
        answer = run("check", MODULE, "--from", "198.51.100.7", "--to", "10.0.1.5", "--port", "443")
        self.assertIn("module.vpc.aws_network_acl.public[0] ingress rule 100", answer.stdout)
        self.assertIn("local.vpc_id, which a plan does not hold", answer.stderr)

    def test_a_state_says_what_a_describe_says(self):
        rows = [{"RuleNumber": n, "Egress": False, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0",
                 "PortRange": {"From": p, "To": p}} for n, p in ((100, 443), (110, 80))]
        rows.append({"RuleNumber": 100, "Egress": True, "RuleAction": "allow", "Protocol": "-1",
                     "CidrBlock": "0.0.0.0/0"})
        described = self.write("acls.json", json.dumps({"NetworkAcls": [{
            "NetworkAclId": INLINE, "VpcId": "vpc-0aaaaaaaaaaaaaaa0", "IsDefault": False, "Entries": rows,
            "Associations": [{"NetworkAclId": INLINE, "SubnetId": s}
                             for s in ("subnet-00000000000000000", "subnet-02000000000000020")]}]}))
        for port in ("443", "80", "22"):
            verdicts = [self.ask(source, "--from", "198.51.100.7", "--to", "subnet-00000000000000000", "--port", port)
                        ["connections"][0]["verdict"] for source in (described, PLANS / "existing/state_shown.json")]
            self.assertEqual(*verdicts)

    def test_what_is_no_plan_says_what_to_do(self):
        def complaint(text):
            answer = run("check", self.write("p.json", text), "--from", "internet", "--to", "x", "--port", "1")
            self.assertEqual(answer.returncode, 1)
            return answer.stderr

        raw = '{"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "resources": []}'
        self.assertIn("terraform show -json", complaint(raw))
        self.assertIn("HO5005", complaint('{"format_version": "2.0", "terraform_version": "9", "planned_values": {}}'))
        self.assertIn("terraform show -json", complaint('{"@level":"info","@message":"Terraform 1.9.0"}'))
        self.assertIn("HO1002", complaint(NEW.read_text()[:9000]))
        binary = self.folder / "plan.bin"
        binary.write_bytes(b"PK\x03\x04\x14\x00\x08\x00" + bytes(64))
        answer = run("check", binary, "--from", "internet", "--to", "x", "--port", "1")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("terraform show -json", answer.stderr)

    def test_any_order_of_members(self):
        def backwards(value):
            if isinstance(value, dict):
                return {k: backwards(v) for k, v in reversed(value.items())}
            return [backwards(v) for v in value] if isinstance(value, list) else value

        for plan in (NEW, MODULE, EXISTING):
            turned = self.write("turned.json", json.dumps(backwards(json.loads(plan.read_text())), indent=1))
            there, back = (run("lint", p, "--format", "json").stdout for p in (plan, turned))

            def findings(text):
                return [(f["id"], f["acl"], f.get("rule"), f["text"]) for f in json.loads(text)["findings"]]
            self.assertEqual(sorted(map(str, findings(there))), sorted(map(str, findings(back))))
            self.assertTrue(findings(there))


if __name__ == "__main__":
    support.main()
