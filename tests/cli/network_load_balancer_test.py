#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Network Load Balancers as an end of a connection.

Sources: Elastic Load Balancing user guides (ALB, NLB, Classic): network ACLs and security groups of
load balancers and targets, cross-zone load balancing, client IP preservation, health checks;
Reachability Analyzer guide for the codes. The answers are worked out by hand: what each network ACL
and security group sees of client, node and target stands beside the test.
"""
import support
from load_balancer_case import Balanced, EPHEMERAL, LB_A, LB_B, VPC
from load_balancer_world import ANY, CLIENT, TARGETS, World


class Network(Balanced):
    def per_zone(self, kind="net"):
        """Each target's subnet lets only the nodes of its own zone in."""
        world = self.tight(kind)
        world.target_type = "ip"
        world.group_attributes = {"preserve_client_ip.enabled": "false"}
        for zone, block in (("a", LB_A), ("b", LB_B)):
            world.acls[f"app-{zone}"]["in"] = [("8080-8081", block)]
        return world

    def test_works_until_cross_zone_is_switched_on(self):
        world = self.per_zone()
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], len(answer["segments"])), ("works", 6))
        self.assertIn("CROSS_ZONE_ASSUMED", self.codes(answer))
        world.attributes = {"load_balancing.cross_zone.enabled": "false"}
        self.assertEqual(self.verdict(world), "works")
        world.attributes = {"load_balancing.cross_zone.enabled": "true"}
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "partial")
        self.assertEqual({via for _, via, _ in self.failing(answer)},
                         {"eu-west-1a, 10.0.12.5", "eu-west-1b, 10.0.11.5"})

    def test_target_group_overrides_cross_zone(self):
        world = self.per_zone()
        world.attributes = {"load_balancing.cross_zone.enabled": "true"}
        world.group_attributes["load_balancing.cross_zone.enabled"] = "false"
        self.assertEqual(self.verdict(world), "works")

    def test_zone_without_targets(self):
        """Cross-zone is off: the node of zone b has nobody."""
        world = self.per_zone()
        world.targets = {"i-a": TARGETS["i-a"]}
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "partial")
        stopped = [s for s in answer["segments"] if "no_route" in s]
        self.assertEqual([(s["via"], s["no_route"]["code"]) for s in stopped],
                         [("eu-west-1b", "ELBV2_NO_TARGETS_IN_AZ")])

    def test_node_does_not_serve_another_zone(self):
        answer = self.answer(self.per_zone(), "web", "10.0.12.5", "8080")
        self.assertEqual([s["via"] for s in answer.get("segments", [{"via": "eu-west-1b"}])],
                         ["eu-west-1b"])
        self.assertEqual(answer["verdict"], "works")

    def preserving(self, value):
        """Only the load balancer's subnets may enter the targets' subnets."""
        world = self.tight("net")
        world.group_attributes = {"preserve_client_ip.enabled": value}
        return world

    def test_preservation_off_the_target_subnet_sees_the_node(self):
        self.assertEqual(self.verdict(self.preserving("false")), "works")

    def test_preservation_on_the_target_subnet_sees_the_client(self):
        """The same rules: the client is in neither load balancer subnet. Health checks pass."""
        answer = self.answer(self.preserving("true"))
        self.assertEqual(answer["verdict"], "denied")
        self.assertEqual({name for name, _, _ in self.failing(answer)},
                         {"load balancer web to target"})

    def test_preservation_on_needs_replies_to_the_clients_own_ports(self):
        world = self.preserving("true")
        for zone in "ab":
            world.acls[f"app-{zone}"] = {"in": [("8080", ANY), ("8081", VPC)],
                                         "out": [(EPHEMERAL, VPC), ("32768-60999", ANY)]}
        self.assertEqual(self.verdict(world, CLIENT, "web", "443", "--client", "linux"), "works")
        answer = self.answer(world, CLIENT, "web", "443", "--client", "windows")
        self.assertEqual((answer["verdict"], answer["reply"]["open_client_ports"]),
                         ("partial", "32768-60999"))
        targets = [s for s in answer["segments"] if s["name"] == "load balancer web to target"]
        self.assertEqual({(s["from"], s["profiles"][0]["name"]) for s in targets},
                         {(CLIENT, "windows")})

    def test_preservation_by_default(self):
        """Instances see the client; addresses with TCP do not; UDP always does."""
        world = self.tight("net")
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "denied")
        self.assertIn("ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED", self.codes(answer))
        world.target_type = "ip"
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "works")
        self.assertIn("ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED", self.codes(answer))
        world.protocol = "TCP_UDP"
        world.group_attributes = {"preserve_client_ip.enabled": "false"}
        self.assertEqual(self.verdict(world), "denied")

    def test_group_of_the_balancer_lets_preserved_clients_in(self):
        """A rule of the targets that names the load balancer's group holds for what it passes on,
        whoever the client is; without a group of its own nothing of the kind helps."""
        world = World("net")
        world.group_attributes = {"preserve_client_ip.enabled": "true"}
        world.groups["sg-app"]["in"] = [(8080, "sg-lb"), (8081, "sg-lb")]
        self.assertEqual(self.verdict(world), "denied")
        world.balancer_groups = ["sg-lb"]
        self.assertEqual(self.verdict(world), "works")

    def test_without_groups_it_is_unguarded(self):
        world = self.preserving("false")
        world.groups["sg-lb"] = {"in": [], "out": []}
        self.assertEqual(self.verdict(world), "works")
        world.balancer_groups = ["sg-lb"]
        self.assertEqual(self.verdict(world), "denied")

    def test_old_table_of_the_guide(self):
        """Replies to clients: the guide of 2023 allowed the listener port, today's 1024-65535."""
        world = self.preserving("true")
        for zone in "ab":
            world.acls[f"lb-{zone}"] = {"in": [("443", ANY), (EPHEMERAL, VPC)],
                                        "out": [("443", ANY), ("8080-8081", VPC)]}
            world.acls[f"app-{zone}"] = {"in": [("8080", ANY), ("8081", VPC)],
                                         "out": [(EPHEMERAL, ANY)]}
        self.assertEqual(self.verdict(world), "half-open")
        for zone in "ab":
            world.acls[f"lb-{zone}"]["out"] = [(EPHEMERAL, ANY)]
        self.assertEqual(self.verdict(world), "works")


if __name__ == "__main__":
    support.main()
