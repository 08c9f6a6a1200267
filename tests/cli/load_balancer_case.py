# SPDX-License-Identifier: Apache-2.0
"""What the tests of load balancers share."""
import json

from load_balancer_world import ANY, CLIENT, World
from support import CommandCase

EPHEMERAL = "1024-65535"
LB_A, LB_B = "10.0.1.0/24", "10.0.2.0/24"
VPC = "10.0.0.0/16"


class Balanced(CommandCase):
    def paths(self, world):
        return [self.write(f"{self._testMethodName}/{name}", json.dumps(document))
                for name, document in world.documents().items()]

    def answer(self, world, start=CLIENT, end="web", port="443", *more):
        found = self.ask(*self.paths(world), "--from", start, "--to", end, "--port", port, *more)
        self.assertEqual(len(found["connections"]), 1, found)
        self.assertEqual(found["diagnostics"], [])
        return found["connections"][0]

    def verdict(self, world, *question):
        return self.answer(world, *question)["verdict"]

    @staticmethod
    def failing(answer):
        """(name, via, verdict) of the segments that do not work."""
        return [(s["name"], s.get("via"), s["verdict"]) for s in answer["segments"]
                if s["verdict"] != "works"]

    @staticmethod
    def codes(answer):
        return {a["code"] for a in answer["assumptions"]}

    def tight(self, kind="app", **more):
        """The network ACLs that the guides recommend, and nothing else."""
        world = World(kind, **more)
        for zone in "ab":
            world.acls[f"lb-{zone}"] = {
                "in": [("443", ANY), (EPHEMERAL, VPC)],
                "out": [(EPHEMERAL, ANY), ("8080-8081", VPC)]}
            world.acls[f"app-{zone}"] = {
                "in": [("8080-8081", LB_A), ("8080-8081", LB_B)],
                "out": [(EPHEMERAL, VPC)]}
        return world
