#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""collect: every call with the real AWS CLI, and what check makes of the whole folder."""
import collect_case
import support
from aws_stub import CLASSIC, EC2_LISTS, ec2_answer, elb_answer, plain
from collect_case import CollectCase, acl_pages, subnets, vpcs
from support import run

BALANCER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/n/0123456789abcdef"
GROUP = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/g/0123456789abcdef"
FOR_EACH = {
    "search-transit-gateway-routes": ("TransitGatewayRouteTableId", "tgw-rtb-1", "Routes"),
    "get-transit-gateway-route-table-associations": ("TransitGatewayRouteTableId", "tgw-rtb-1", "Associations"),
    "get-transit-gateway-route-table-propagations":
        ("TransitGatewayRouteTableId", "tgw-rtb-1", "TransitGatewayRouteTablePropagations"),
    "get-managed-prefix-list-entries": ("PrefixListId", "pl-1", "Entries"),
    "describe-listeners": ("LoadBalancerArn", BALANCER, "Listeners"),
    "describe-load-balancer-attributes": ("LoadBalancerArn", BALANCER, "Attributes"),
    "describe-target-health": ("TargetGroupArn", GROUP, "TargetHealthDescriptions"),
    "describe-target-group-attributes": ("TargetGroupArn", GROUP, "Attributes"),
}


def load_balancers(parameters):
    if parameters["Version"] == CLASSIC:
        return plain("DescribeLoadBalancers", parameters)
    return elb_answer("DescribeLoadBalancers", {"LoadBalancers": [{"LoadBalancerArn": BALANCER, "Type": "network"}]})


ANSWERS = {
    "DescribeVpcs": vpcs, "DescribeSubnets": subnets, "DescribeNetworkAcls": acl_pages,
    "DescribeTransitGatewayRouteTables": lambda _: ec2_answer("DescribeTransitGatewayRouteTables", {
        "transitGatewayRouteTables": [{"transitGatewayRouteTableId": "tgw-rtb-1"}]}),
    "DescribeManagedPrefixLists": lambda _: ec2_answer("DescribeManagedPrefixLists", {
        "prefixListSet": [{"prefixListId": "pl-1", "ownerId": "111122223333"}]}),
    "DescribeLoadBalancers": load_balancers,
    "DescribeTargetGroups": lambda _: elb_answer("DescribeTargetGroups", {"TargetGroups": [{"TargetGroupArn": GROUP}]}),
}


class Everything(CollectCase):
    def test_every_call(self):
        self.stub.answers.update(ANSWERS)
        done = self.collect()
        self.assertEqual(done.returncode, 0, done.stderr)
        # An AWS CLI of before 2024 lacks the two calls about public access; that is a note.
        asked = {request["Action"] for request in self.stub.requests}
        lacking = set(EC2_LISTS) - asked
        self.assertEqual(done.stderr.count("does not know the call"), len(lacking), done.stderr)
        self.assertLessEqual(lacking, {"DescribeVpcBlockPublicAccessOptions", "DescribeVpcBlockPublicAccessExclusions"})
        self.assertEqual(len(self.files()), 33 - len(lacking))
        self.assertEqual({request["Version"] for request in self.stub.requests}, {"2016-11-15", "2015-12-01", CLASSIC})
        for name, (key, value, content) in FOR_EACH.items():
            self.assertEqual(self.answer(name), [{key: value, content: []}], name)
        self.check_answers()

    def check_answers(self):
        for subnet, code in (("subnet-1", 2), ("subnet-2", 0)):
            answer = run("check", self.out, "--from", "198.51.100.7", "--to", subnet, "--port", "443")
            self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
            self.assertNotIn("error", answer.stderr)
            self.assertNotIn("warning", answer.stderr)


if __name__ == "__main__":
    collect_case.need_aws()
    support.main()
