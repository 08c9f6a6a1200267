#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Load balancers behind each other, Classic ones, and what may stand behind one.

Sources: Elastic Load Balancing user guides (ALB, NLB, Classic): network ACLs and security groups of
load balancers and targets, cross-zone load balancing, client IP preservation, health checks;
Reachability Analyzer guide for the codes. The answers are worked out by hand: what each network ACL
and security group sees of client, node and target stands beside the test.
"""
import json

import support
from load_balancer_case import Balanced, LB_A, VPC
from load_balancer_world import ANY, CLIENT, NODES, World


class Behind(Balanced):
    """Targets that are no hosts of the account."""

    def paths(self, world):
        documents = world.documents()
        world.change(documents)
        return [self.write(f"{self._testMethodName}/{name}", json.dumps(document))
                for name, document in documents.items()]

    def test_application_behind_network(self):
        """NLB before ALB: client, node of the NLB, node of the ALB, target; one level deeper."""
        world = self.tight()
        outer = world.arn().replace("/app/web/1", "/net/outer/9")
        group = world.group_arn() + "-outer"

        def change(documents):
            balancers = documents["balancers.json"]["LoadBalancers"]
            balancers.append({**balancers[0], "LoadBalancerArn": outer, "Type": "network",
                              "LoadBalancerName": "outer", "DNSName": "outer.example",
                              "SecurityGroups": [], "AvailabilityZones": [
                                  {"ZoneName": "eu-west-1a", "SubnetId": "subnet-lb-a",
                                   "LoadBalancerAddresses": [
                                       {"PrivateIPv4Address": "10.0.1.20"}]}]})
            documents["listeners.json"]["Listeners"].append(
                {"ListenerArn": "outer-1", "LoadBalancerArn": outer, "Port": 8443,
                 "Protocol": "TCP", "DefaultActions": [{"Type": "forward",
                                                        "TargetGroupArn": group}]})
            documents["groups.json"]["TargetGroups"].append(
                {"TargetGroupArn": group, "TargetGroupName": "outer", "VpcId": "vpc-1",
                 "Protocol": "TCP", "Port": 443, "TargetType": "alb",
                 "HealthCheckPort": "traffic-port", "LoadBalancerArns": [outer]})
            documents["health.json"].append(
                {"TargetGroupArn": group, "TargetHealthDescriptions": [
                    {"Target": {"Id": world.arn(), "Port": 443},
                     "TargetHealth": {"State": "healthy"}}]})
        world.change = change
        world.acls["lb-a"]["in"].append(("8443", ANY))
        world.acls["lb-a"]["out"].append(("443", VPC))
        answer = self.answer(world, CLIENT, "outer", "8443")
        self.assertEqual(answer["verdict"], "works", self.failing(answer))
        names = [s["name"] for s in answer["segments"]]
        self.assertEqual(names[:3], ["client to load balancer outer",
                                     "load balancer outer to load balancer web",
                                     "health check by load balancer outer"])
        inner = [s for s in answer["segments"] if s["name"].endswith("to load balancer web")]
        self.assertEqual([(s["from"], s["to"], s["server_port"]) for s in inner],
                         [(CLIENT, node, 443) for node in NODES.values()])
        # The client keeps its address up to the ALB: its group sees it, not the outer node.
        world.groups["sg-lb"]["in"] = [(443, "10.0.0.0/16")]
        answer = self.answer(world, CLIENT, "outer", "8443")
        self.assertEqual(answer["verdict"], "denied")
        self.assertEqual({name for name, _, _ in self.failing(answer)},
                         {"load balancer outer to load balancer web"})

    def test_function(self):
        world = self.tight()

        def change(documents):
            documents["groups.json"]["TargetGroups"][0]["TargetType"] = "lambda"
        world.change = change
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], len(answer["segments"])), ("works", 2))
        self.assertIn("LAMBDA_TARGET", self.codes(answer))

    def test_address_outside_the_vpc_needs_a_route(self):
        world = self.tight()
        world.target_type = "ip"

        def change(documents):
            documents["health.json"][0]["TargetHealthDescriptions"] = [
                {"Target": {"Id": "192.168.7.7", "Port": 8080, "AvailabilityZone": "all"},
                 "TargetHealth": {"State": "healthy"}}]
        world.change = change
        answer = self.answer(world)  # 0.0.0.0/0 leads to the internet gateway
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"))

    def test_lists_that_are_not_loaded_are_assumptions(self):
        world = self.tight()
        for name, code in (("listeners.json", "LISTENERS_NOT_LOADED"),
                           ("groups.json", "TARGET_GROUP_NOT_LOADED"),
                           ("health.json", "TARGETS_NOT_LOADED")):
            world.change = lambda documents, name=name: documents.pop(name)
            answer = self.answer(world)
            self.assertEqual(answer["verdict"], "works")
            self.assertIn(code, self.codes(answer))

    def test_not_active_and_gateway(self):
        world = self.tight()

        def change(documents):
            documents["balancers.json"]["LoadBalancers"][0]["State"] = {"Code": "failed"}
        world.change = change
        self.assertEqual(self.answer(world)["no_route"]["code"], "BAD_STATE")

        def gateway(documents):
            documents["balancers.json"]["LoadBalancers"][0]["Type"] = "gateway"
        world.change = gateway
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], answer["not_modelled"]["code"]),
                         ("unknown", "MIDDLEBOX"))


class Classic(Balanced):
    def world(self):
        """Node and target in one subnet, whose ACL knows clients and the listener only."""
        world = World("classic")
        world.zones = ["a"]
        world.targets = {"i-a": "10.0.1.50"}
        world.places = {"i-a": "lb-a"}
        world.acls["lb-a"] = {"in": [("443", ANY)], "out": [("32768-65535", ANY)]}
        return world

    def test_outbound_rules_count_within_the_subnet(self):
        """Port 8080 has no outbound rule. Inbound, and for the reply, no ACL is asked."""
        world = self.world()
        answer = self.answer(world, CLIENT, "web", "443", "--client", "linux")
        self.assertEqual(answer["verdict"], "denied")
        self.assertEqual(answer["request"]["denied_by"]["acl"], "acl-lb-a")
        self.assertEqual(answer["request"]["denied_by"]["direction"], "egress")
        self.assertIn("ELB_ACL_RESTRICTION", self.codes(answer))
        world.acls["lb-a"]["out"].append(("8080", LB_A))
        self.assertEqual(self.verdict(world, CLIENT, "web", "443", "--client", "linux"), "works")

    def test_others_ask_nothing_within_the_subnet(self):
        world = self.world()
        world.kind = "app"
        self.assertEqual(self.verdict(world, CLIENT, "web", "443", "--client", "linux"), "works")

    def test_wrong_port(self):
        answer = self.answer(self.world(), CLIENT, "web", "80")
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "ELB_LISTENER_PORT_RESTRICTION"))


if __name__ == "__main__":
    support.main()
