#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A Terraform plan as two sides, alone and in the account that it changes.

The plans are written by hand from the documented format of `terraform show -json`; those of the real
Terraform are in terraform_test.py.
"""
import json

import support
from support import CommandCase, run

INTERNET = "198.51.100.7"


def entry(number, egress, first, last, action="allow"):
    return {"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": "6",
            "CidrBlock": "0.0.0.0/0", "PortRange": {"From": first, "To": last}}


def acl(name, subnets, entries, default=False):
    return {"NetworkAclId": name, "VpcId": "vpc-1", "IsDefault": default, "Entries": entries,
            "Associations": [{"SubnetId": one, "NetworkAclId": name} for one in subnets]}


ACCOUNT = {
    "Subnets": [{"SubnetId": f"subnet-{x}", "VpcId": "vpc-1", "CidrBlock": f"10.0.{n}.0/24"}
                for n, x in enumerate("ab", 1)],
    "NetworkAcls": [acl("acl-1", ["subnet-a"], [entry(100, False, 443, 443), entry(100, True, 1024, 65535)]),
                    acl("acl-default", ["subnet-b"], [entry(100, False, 0, 65535), entry(100, True, 0, 65535)], True)]}


def rule(first, **more):
    return {"network_acl_id": "acl-1", "rule_number": 100, "egress": True, "protocol": "tcp",
            "rule_action": "allow", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": None, "from_port": first,
            "to_port": 65535, "icmp_type": None, "icmp_code": None, **more}


def resource(address, values):
    kind, name = address.split(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}


def plan(before, after, actions):
    """`before` and `after`: address to values."""
    def module(side):
        return {"root_module": {"resources": [resource(a, v) for a, v in side.items()]}}

    changes = [{**resource(a, {}), "change": {"actions": actions[a], "before": before.get(a), "after": after.get(a),
                                              "after_unknown": {}}} for a in {**before, **after}]
    configured = [{"address": a, "mode": "managed", "type": a.split(".")[0], "name": a.split(".")[1],
                   "expressions": {k: {"constant_value": x} for k, x in v.items() if x is not None and k != "id"}}
                  for a, v in after.items()]
    return {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": module(after),
            "resource_changes": changes, "configuration": {"root_module": {"resources": configured}},
            "prior_state": {"format_version": "1.0", "terraform_version": "1.9.0", "values": module(before)}}


class PlanSides(CommandCase):
    def setUp(self):
        super().setUp()
        self.account = self.write("account.json", json.dumps(ACCOUNT))
        reply = "aws_network_acl_rule.reply"
        self.narrow = self.write("plan.json", json.dumps(plan(
            {reply: rule(1024, id="nacl-1")}, {reply: rule(49152)}, {reply: ["delete", "create"]})))

    def verdict(self, *inputs, to="subnet-a", port="443", more=()):
        return self.ask(*inputs, "--from", INTERNET, "--to", to, "--port", port, "--client", "linux",
                        *more)["connections"][0]

    def test_the_side_that_is_judged(self):
        self.assertEqual(self.verdict(self.account, self.narrow)["reply"]["open_client_ports"], "49152-65535")
        before = self.verdict(self.account, self.narrow, more=["--plan-side", "before"])
        self.assertEqual(before["reply"]["open_client_ports"], "1024-65535")

    def test_three_ways_to_compare_are_one(self):
        answers = [run("diff", *words) for words in ((self.account, self.narrow),
                                                     (self.narrow, "--with", self.account))]
        for answer in answers:
            self.assertEqual(answer.returncode, 2)
            self.assertIn("Connections: 1 lost, 1 became half-open.", answer.stdout)
            self.assertIn("anywhere -> subnet-a  tcp/443, client ports 1024-49151", answer.stdout)
        self.assertEqual(answers[0].stdout, answers[1].stdout)
        self.assertIn("with the plan applied", answers[0].stderr)
        self.assertEqual(answers[1].stderr, "")

    def test_alone_it_says_what_it_cannot_tell(self):
        answer = run("diff", self.narrow)
        self.assertEqual(answer.returncode, 2, answer.stdout)
        self.assertIn("not compared: egress rules of acl-1 change, and others of them are unknown", answer.stdout)
        self.assertIn("HO5009", answer.stderr)

    def test_the_safe_order_of_a_plan(self):
        answer = json.loads(run("plan-apply", self.narrow, "--with", self.account, "--format", "json").stdout)
        self.assertEqual(len(answer["steps"]), 1)
        self.assertEqual(answer["violations"], [])

    def test_a_subnet_whose_acl_goes_falls_to_the_default_one(self):
        own = "aws_network_acl.own"
        values = {"id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-a"], "ingress": [], "egress": []}
        gone = self.write("gone.json", json.dumps(plan({own: values}, {}, {own: ["delete"]})))
        answer = self.verdict(self.account, gone, port="22")
        self.assertEqual(answer["verdict"], "works")
        self.assertEqual(answer["request"]["crossings"][0]["acl"], "acl-default")

    def test_computed_lists_do_not_bring_back_what_the_plan_deletes(self):
        table, way = "aws_route_table.a", "aws_route.way"
        route = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1", "ipv6_cidr_block": "", "nat_gateway_id": ""}
        base = {"id": "rtb-1", "vpc_id": "vpc-1", "route": [route]}
        own = {"id": "r-rtb-1", "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
        link = "aws_route_table_association.a"
        joined = {"id": "rtbassoc-1", "subnet_id": "subnet-a", "route_table_id": "rtb-1"}
        document = plan({table: base, way: own, link: joined}, {table: base, link: joined},
                        {table: ["no-op"], way: ["delete"], link: ["no-op"]})
        for one in document["configuration"]["root_module"]["resources"]:
            one["expressions"].pop("route", None)
        gateways = self.write("igw.json", json.dumps({"InternetGateways": [
            {"InternetGatewayId": "igw-1", "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}],
            "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}))
        change = self.write("route.json", json.dumps(document))
        inputs = (self.account, gateways, change)
        self.assertNotEqual(self.verdict(*inputs, more=["--plan-side", "before"])["verdict"], "no-route")
        self.assertEqual(self.verdict(*inputs)["verdict"], "no-route")

    def test_a_deleted_subnet_is_gone(self):
        own = "aws_subnet.b"
        values = {"id": "subnet-b", "vpc_id": "vpc-1", "cidr_block": "10.0.2.0/24"}
        gone = self.write("gone.json", json.dumps(plan({own: values}, {}, {own: ["delete"]})))
        answer = run("diff", self.account, gone)
        self.assertIn("not compared: subnet subnet-b exists only before the change", answer.stdout)
        asked = run("check", self.account, gone, "--from", INTERNET, "--to", "subnet-b", "--port", "443")
        self.assertEqual(asked.returncode, 1)

    def test_what_the_plan_leaves_alone_is_as_the_account_says(self):
        """The state is stale: it takes rule 100 for a narrower one."""
        reply = "aws_network_acl_rule.reply"
        stale = rule(49152, id="nacl-1")
        link = "aws_network_acl_association.b"
        moved = {"id": "aclassoc-1", "network_acl_id": "acl-1", "subnet_id": "subnet-b"}
        idle = self.write("idle.json", json.dumps(plan(
            {reply: stale, link: moved}, {reply: stale, link: moved}, {reply: ["no-op"], link: ["no-op"]})))
        self.assertEqual(run("diff", self.account, idle).stdout.strip(), "No change in behaviour.")
        self.assertEqual(self.verdict(self.account, idle)["reply"]["open_client_ports"], "1024-65535")
        answer = self.verdict(self.account, idle, to="subnet-b", port="22")
        self.assertEqual(answer["request"]["crossings"][0]["acl"], "acl-default")

    def test_a_managed_default_acl_does_not_own_every_subnet(self):
        """Another state may associate the subnet; only a VPC that the plan makes is whole."""
        everything = [{"rule_no": 100, "action": "allow", "protocol": "-1", "from_port": 0, "to_port": 0,
                       "cidr_block": "0.0.0.0/0"}]
        values = {"aws_subnet.s": {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"},
                  "aws_default_network_acl.d": {
                      "id": "acl-d", "default_network_acl_id": "acl-d", "vpc_id": "vpc-1", "subnet_ids": [],
                      "ingress": everything, "egress": everything}}
        state = self.write("state.json", json.dumps({"format_version": "1.0", "terraform_version": "1.9.0", "values": {
            "root_module": {"resources": [resource(a, v) for a, v in values.items()]}}}))
        self.assertEqual(self.verdict(state, to="10.0.1.5")["verdict"], "unknown")

    def test_one_input_must_be_a_plan(self):
        answer = run("diff", self.account)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("terraform show -json", answer.stderr)


if __name__ == "__main__":
    support.main()
