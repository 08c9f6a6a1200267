#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Application Load Balancers as an end of a connection.

Sources: Elastic Load Balancing user guides (ALB, NLB, Classic): network ACLs and security groups of
load balancers and targets, cross-zone load balancing, client IP preservation, health checks;
Reachability Analyzer guide for the codes. The answers are worked out by hand: what each network ACL
and security group sees of client, node and target stands beside the test.
"""
import json

import support
from load_balancer_case import Balanced, EPHEMERAL, LB_B, VPC
from load_balancer_world import ANY, CLIENT, NODES, TARGETS, World
from support import run


class Application(Balanced):
    def test_two_zones_every_way(self):
        """Cross-zone is on: two nodes, each to two targets, each with a health check."""
        answer = self.answer(self.tight())
        self.assertEqual(answer["verdict"], "works")
        ways = [(s["name"], s["via"], s["from"], s["to"], s["server_port"])
                for s in answer["segments"]]
        expected = []
        for zone, node in NODES.items():
            name = f"eu-west-1{zone}"
            expected.append(("client to load balancer web", name, CLIENT, node, 443))
            for target, address in TARGETS.items():
                via = f"{name}, {target}"
                expected.append(("load balancer web to target", via, node, address, 8080))
                expected.append(("health check by load balancer web", via, node, address, 8081))
        self.assertEqual(ways, expected)
        profiles = answer["segments"][1]["profiles"]
        self.assertEqual([(p["name"], p["open"]) for p in profiles], [("elb", 64512)])

    def test_every_way_to_name_it(self):
        world = self.tight()
        for name in ("web", world.arn(), "web-1.eu-west-1.elb.example",
                     "WEB-1.eu-west-1.elb.example.", "dualstack.web-1.eu-west-1.elb.example"):
            self.assertEqual(self.verdict(world, CLIENT, name), "works", name)

    def test_one_node_by_its_address(self):
        """Private and public address of one node: only what that node serves is asked."""
        for address in (NODES["a"], "52.9.0.97"):
            answer = self.answer(self.tight(), CLIENT, address)
            self.assertEqual(answer["verdict"], "works")
            self.assertEqual({s["via"][:10] for s in answer["segments"]}, {"eu-west-1a"})

    def test_nodes_in_a_block_stand_for_themselves(self):
        """A subnet as an end: its one host is the node, so the answer is that of the node."""
        answer = self.answer(self.tight(), CLIENT, "subnet-lb-a")
        self.assertEqual((answer["verdict"], len(answer["segments"])), ("works", 5))

    def test_target_group_allows_only_the_group_of_the_balancer(self):
        """The node's interface is a member of sg-lb; the client is not."""
        world = self.tight()
        world.groups["sg-app"]["in"] = [(8080, "sg-lb"), (8081, "sg-lb")]
        self.assertEqual(self.verdict(world), "works")
        self.assertEqual(self.verdict(world, "10.0.1.99", "10.0.11.5", "8080"), "denied")

    def test_the_same_without_the_nodes_interfaces(self):
        """Whichever address the node has, it is a member of sg-lb."""
        world = self.tight()
        world.groups["sg-app"]["in"] = [(8080, "sg-lb"), (8081, "sg-lb")]
        world.with_nodes = False
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "works")
        self.assertIn("LOAD_BALANCER_ADDRESS_NOT_KNOWN", self.codes(answer))

    def test_an_unknown_address_matters_where_a_rule_cuts_the_subnet(self):
        """Half of the node's subnet may reach the targets: nobody can tell."""
        world = self.tight()
        world.with_nodes = False
        for zone in "ab":
            world.acls[f"app-{zone}"]["in"] = [("8080-8081", "10.0.1.0/25"), ("8080-8081", LB_B)]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "unknown")
        self.assertIn("LOAD_BALANCER_ADDRESS_NOT_KNOWN", answer["not_modelled"]["code"])
        world.with_nodes = True  # 10.0.1.10 lies in that half
        self.assertEqual(self.verdict(world), "works")

    def test_health_port_blocked_by_a_group(self):
        """Traffic passes, health checks do not: the targets never serve."""
        world = self.tight()
        world.groups["sg-app"]["in"] = [(8080, "sg-lb")]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "denied")
        self.assertEqual({name for name, _, _ in self.failing(answer)},
                         {"health check by load balancer web"})

    def test_health_port_blocked_for_one_target(self):
        world = self.tight()
        world.acls["app-b"]["in"] = [("8080", ANY)]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "partial")
        self.assertEqual(self.failing(answer),
                         [("health check by load balancer web", f"eu-west-1{zone}, i-b", "denied")
                          for zone in "ab"])

    def test_replies_to_clients_die_at_the_nodes_subnet(self):
        """OUT lets only the way to the targets through: replies to 1024-65535 have no rule."""
        world = self.tight()
        for zone in "ab":
            world.acls[f"lb-{zone}"]["out"] = [("8080-8081", VPC)]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "half-open")
        self.assertEqual({name for name, _, _ in self.failing(answer)},
                         {"client to load balancer web"})
        self.assertEqual(answer["reply"]["open_client_ports"], "")

    def test_replies_die_in_one_zone(self):
        world = self.tight()
        world.acls["lb-b"]["out"] = [("8080-8081", VPC)]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "partial")
        self.assertEqual(self.failing(answer),
                         [("client to load balancer web", "eu-west-1b", "half-open")])

    def test_target_subnet_lets_only_linux_ports_out(self):
        """32768-60999 is not what a load balancer picks: 28,232 of its 64,512 ports."""
        world = self.tight()
        for zone in "ab":
            world.acls[f"app-{zone}"]["out"] = [("32768-60999", VPC)]
        answer = self.answer(world, CLIENT, "web", "443", "--client", "linux")
        self.assertEqual(answer["verdict"], "partial")
        share = answer["segments"][1]["profiles"][0]
        self.assertEqual((share["name"], share["open"], share["total"]), ("elb", 28232, 64512))

    def test_target_subnet_lets_no_reply_out(self):
        world = self.tight()
        for zone in "ab":
            world.acls[f"app-{zone}"]["out"] = []
        self.assertEqual(self.verdict(world), "half-open")

    def test_ways_that_fail_crosswise_leave_nothing(self):
        """Zone a cannot be entered, zone b cannot go on: no way works, each leg does once."""
        world = self.tight()
        world.acls["lb-a"]["in"] = [(EPHEMERAL, VPC)]
        world.acls["lb-b"]["out"] = [(EPHEMERAL, ANY, "deny")]
        self.assertEqual(self.verdict(world), "denied")

    def test_replies_of_targets_die_at_the_nodes_subnet(self):
        world = self.tight()
        for zone in "ab":
            world.acls[f"lb-{zone}"]["in"] = [("443", ANY)]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "half-open")
        self.assertEqual({name for name, _, _ in self.failing(answer)},
                         {"load balancer web to target", "health check by load balancer web"})

    def test_security_group_of_the_balancer(self):
        world = self.tight()
        world.groups["sg-lb"]["in"] = [(80, ANY)]
        self.assertEqual(self.verdict(world), "denied")
        world.groups["sg-lb"] = {"in": [(443, ANY)], "out": [(8080, "sg-app"), (8081, "sg-app")]}
        self.assertEqual(self.verdict(world), "works")
        world.groups["sg-lb"]["out"] = [(8080, "sg-app")]
        self.assertEqual({name for name, _, _ in self.failing(self.answer(world))},
                         {"health check by load balancer web"})

    def test_internal(self):
        """No public address: nothing from the internet reaches it, the VPC does."""
        world = self.tight(scheme="internal")
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"))
        world.acls["app-a"]["out"].append(("443", VPC))
        world.acls["app-a"]["in"].append((EPHEMERAL, VPC))
        self.assertEqual(self.verdict(world, "10.0.11.99"), "works")
        world.with_nodes = False
        self.assertEqual(self.verdict(world), "no-route")

    def test_wrong_port(self):
        answer = self.answer(self.tight(), CLIENT, "web", "80")
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "ELBV2_LISTENER_PORT_RESTRICTION"))

    def test_nothing_is_passed_on(self):
        world = self.tight()
        world.actions = [{"Type": "redirect"}]
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "ELBV2_LISTENER_HAS_NO_TG"))
        self.assertIn("LISTENER_RULES_NOT_JUDGED", self.codes(answer))

    def test_no_targets(self):
        world = self.tight()
        world.targets = {}
        answer = self.answer(world)
        self.assertEqual((answer["verdict"], answer["no_route"]["code"]),
                         ("no-route", "ELBV2_NO_TARGETS_IN_AZ"))

    def test_unhealthy_targets_are_judged(self):
        world = self.tight()
        world.health = {"i-b": "unhealthy"}
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "works")
        self.assertIn("TARGET_NOT_HEALTHY", self.codes(answer))

    def test_target_in_a_zone_without_node(self):
        """Targets get connections only in zones that are enabled for the load balancer."""
        world = self.tight()
        world.zones = ["a"]
        answer = self.answer(world)
        self.assertEqual(answer["verdict"], "works")
        self.assertIn("ELB_INSTALLED_AZ_RESTRICTION", self.codes(answer))
        self.assertNotIn("eu-west-1a, i-b", {s["via"] for s in answer["segments"]})

    def test_ping_ends_at_the_node(self):
        answer = self.answer(World(), CLIENT, "web", "icmp/echo")
        self.assertEqual((answer["verdict"], len(answer["segments"])), ("works", 2))
        self.assertIn("LOAD_BALANCER_ALONE", self.codes(answer))

    def test_balancer_as_client(self):
        """As the client of a target it picks 1024-65535."""
        world = self.tight()
        answer = self.answer(world, "web", "10.0.11.5", "8080")
        self.assertEqual(answer["verdict"], "works")
        self.assertEqual([p["name"] for p in answer["profiles"]], ["elb"])
        world.acls["app-a"]["out"] = [("32768-60999", VPC)]
        answer = self.answer(world, "web", "10.0.11.5", "8080")
        self.assertEqual((answer["verdict"], answer["profiles"][0]["open"]), ("partial", 28232))

    def test_flows(self):
        world = self.tight()
        world.acls["lb-b"]["out"] = [("32768-65535", ANY), ("8080-8081", VPC)]
        flows = self.write("flows.csv", "from,to,protocol,client_port,server_port\n"
                           f"{CLIENT},web,tcp,40000,443\n{CLIENT},web,tcp,2000,443\n"
                           f"{CLIENT},{NODES['a']},tcp,2000,443\n{CLIENT},web,tcp,2000,80\n"
                           "web,10.0.11.5,tcp,2000,8080\n")
        rows = run("check", *self.paths(world), "--flows", flows).stdout.splitlines()[1:]
        self.assertEqual([row.split(",")[5] for row in rows],
                         ["works", "partial", "works", "no-route", "works"])
        self.assertEqual(rows[3].split(",")[6:8], ["no-route", "web"])

    def test_explain_shows_every_segment(self):
        world = self.tight()
        world.acls["app-b"]["in"] = [("8080", ANY)]
        walk = json.loads(run("explain", *self.paths(world), "--from", CLIENT, "--to", "web",
                              "--port", "443", "--format", "json").stdout)["walks"][0]
        self.assertEqual(walk["verdict"], "partial")
        legs = [(leg["leg"], leg["segment"], leg["via"]) for leg in walk["legs"]]
        for via in ("eu-west-1a, i-a", "eu-west-1a, i-b", "eu-west-1b, i-a", "eu-west-1b, i-b"):
            self.assertIn(("request", "health check by load balancer web", via), legs)
            self.assertIn(("reply", "load balancer web to target", via), legs)
        self.assertNotIn(("reply", "health check by load balancer web", "eu-west-1a, i-b"), legs)

    def test_fix_names_rules_for_every_segment(self):
        """Requests, replies of both kinds and health checks: with the rules it works."""
        world = self.tight()
        for zone in "ab":
            world.acls[f"app-{zone}"] = {"in": [("8080", VPC)], "out": []}
            world.acls[f"lb-{zone}"]["out"] = [("8080-8081", VPC)]
        fix = json.loads(run("fix", *self.paths(world), "--from", CLIENT, "--to", "web", "--port",
                             "443", "--format", "json").stdout)
        edits = {(e["acl"], e["direction"], e["ports"]) for e in fix["options"][0]["edits"]}
        for zone in "ab":
            self.assertIn((f"acl-app-{zone}", "ingress", "8081"), edits)
            self.assertIn((f"acl-app-{zone}", "egress", EPHEMERAL), edits)
            self.assertTrue({e for e in edits if e[:2] == (f"acl-lb-{zone}", "egress")})


if __name__ == "__main__":
    support.main()
