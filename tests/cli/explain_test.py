#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""explain: every rule that was looked at, in order, and why."""
import json

import support
from support import CommandCase, run


class Explain(CommandCase):
    def walk(self, *arguments):
        answer = run("explain", self.web, "--from", "198.51.100.7", "--to", "10.0.1.5", *arguments,
                     "--format", "json")
        return answer.returncode, json.loads(answer.stdout)["walks"][0]

    def test_given_port(self):
        code, walk = self.walk("--port", "443", "--client-port", "40000")
        self.assertEqual((code, walk["verdict"], walk["client_port"]), (0, "works", 40000))
        self.assertEqual([leg["leg"] for leg in walk["legs"]], ["request", "reply"])
        self.assertEqual(walk["legs"][1]["packet"],
                         {"source": "10.0.1.5", "destination": "198.51.100.7", "protocol": "tcp",
                          "source_port": 443, "destination_port": 40000})

    def test_witness_fails_where_the_connection_fails(self):
        code, walk = self.walk("--port", "443", "--client", "windows")
        self.assertEqual((code, walk["verdict"], walk["client_port"]), (2, "half-open", 61000))
        reply = walk["legs"][1]["crossings"][0]
        self.assertEqual(reply["rule"], "*")
        self.assertEqual([look["rule"] for look in reply["looked_at"]], ["100", "110", "120"])
        self.assertIn("61000", reply["looked_at"][0]["why"])
        self.assertIn("icmp", reply["looked_at"][1]["why"])

    def test_rules_after_the_deciding_one_are_not_reached(self):
        _, walk = self.walk("--port", "443", "--client-port", "40000")
        crossing = walk["legs"][0]["crossings"][0]
        self.assertEqual([look["matched"] for look in crossing["looked_at"]], [True])
        self.assertEqual(crossing["not_reached"], 4)

    def test_denied_request_has_one_leg(self):
        code, walk = self.walk("--port", "80")
        self.assertEqual((code, walk["verdict"], len(walk["legs"])), (2, "denied", 1))

    def test_text(self):
        text = run("explain", self.web, "--from", "198.51.100.7", "--to", "10.0.1.5", "--port", "443",
                   "--client-port", "61000").stdout
        self.assertTrue(text.startswith("HALF-OPEN"))
        self.assertIn("no: destination port 61000 is not in 32768-60999", text)
        self.assertIn("decides", text)
        self.assertIn("web.txt:4", text)


if __name__ == "__main__":
    support.main()
