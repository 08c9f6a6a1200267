#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ports exhaust: connections per second before ports run out, and what `check` says of Linux's order."""
import json

import jsonschema

import support
from support import PROJECT, CommandCase, run


def exhaust(*words):
    return run("ports", "exhaust", *words)


def document(*words):
    return json.loads(exhaust(*words, "--format", "json").stdout)


class PortsExhaust(CommandCase):
    def test_linux(self):
        """28,232 ports, 60 s of TIME_WAIT."""
        answer = exhaust()
        self.assertEqual(answer.returncode, 0)
        self.assertTrue(answer.stdout.startswith("470 connections per second, then connect() fails with EADDRNOTAVAIL"))
        found = document("--hold", "0.5s")
        self.assertEqual((found["ports"], found["lifetime_seconds"]), (28232, 60.5))
        self.assertEqual(found["connections_per_second"], 466.644)
        self.assertEqual((found["simulated"]["refused"], found["simulated"]["first_refused"]), (0, 28233))

    def test_the_asked_rate(self):
        self.assertEqual(exhaust("--rate", "470").returncode, 0)
        answer = exhaust("--rate", "1000")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("out of ports after 28.232 s", answer.stdout.splitlines()[0])
        self.assertEqual(exhaust("--rate", "1000", "--soft-fail").returncode, 0)
        self.assertTrue(document("--rate", "1000")["exhausted"])
        self.assertFalse(document("--rate", "1000", "--destinations", "3")["exhausted"])

    def test_who_closes(self):
        self.assertNotIn("connections_per_second", document("--closed-by", "server"))
        self.assertIn("no bound", exhaust("--closed-by", "server").stdout)
        self.assertEqual(document("--closed-by", "server", "--hold", "2s")["connections_per_second"], 14116)
        self.assertEqual(document("--client", "nat-gateway", "--closed-by", "server")["lifetime_seconds"], 60)

    def test_nat_gateway(self):
        found = document("--client", "nat-gateway", "--addresses", "8", "--hold", "30s")
        self.assertEqual((found["ports"], found["capacity"]), (55000, 440000))
        self.assertIn("ErrorPortAllocation", found["symptom"])
        self.assertEqual(exhaust("--client", "nat-gateway", "--addresses", "9").returncode, 1)
        self.assertIn("PortAllocationErrorCount", document("--client", "nlb")["symptom"])

    def test_narrowed_replies(self):
        answer = exhaust("--reply-ports", "1024-40000")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("7,233 of 28,232 ports: 74.38 % of the connections hang", answer.stdout)
        replies = document("--reply-ports", "1024-40000")["replies"]
        self.assertEqual((replies["open"], replies["capacity"], replies["connections_per_second"]), (7233, 7233, 120.55))
        self.assertEqual(replies["first_choice"], {"open": 3617, "total": 14116})
        self.assertEqual(exhaust("--reply-ports", "1024-65535").returncode, 0)
        self.assertEqual(document("--reply-ports", "443")["replies"]["open"], 0)

    def test_clients_of_other_kinds(self):
        self.assertIn("whose order nobody tells", exhaust("--client", "macos").stdout)
        self.assertNotIn("algorithm", document("--client", "40000-40999")["question"])
        self.assertEqual(document("--client", "linux-udp", "--hold", "10s")["lifetime_seconds"], 10)
        self.assertEqual(document("--client", "linux", "--tw-reuse")["lifetime_seconds"], 1)
        self.assertEqual(document("--client", "windows", "--time-wait", "30s")["lifetime_seconds"], 30)
        self.assertIn("gives up before every port is taken", exhaust("--client", "linux-masquerade").stdout)

    def test_schema(self):
        schema = json.loads((PROJECT / "docs/schema/ports-exhaust.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        check = jsonschema.Draft202012Validator(schema)
        for words in ((), ("--rate", "1000", "--reply-ports", "1024-40000", "--reserved", "33000-34000"),
                      ("--client", "5000-5009", "--closed-by", "server"), ("--client", "linux", "--tw-reuse", "--rate", "1"),
                      ("--client", "nat-gateway", "--reply-ports", "")):
            for error in check.iter_errors(document(*words)):
                self.fail(f"{words}: {error.message} at {list(error.path)}")
        spoiled = document("--rate", "1000")
        del spoiled["wanted"]
        self.assertFalse(check.is_valid(spoiled))

    def test_refusals(self):
        for words in (("--client", "winows"), ("--hold", "soon"), ("--rate", "-1"), ("--reply-ports", "x"),
                      ("--client", "windows", "--tw-reuse"), ("--destinations", "0"), ("--closed-by", "both"),
                      ("--format", "svg")):
            answer = exhaust(*words)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)


class FirstChoice(CommandCase):
    """check --client linux: the share of connections is not the share of ports."""

    def asked(self, closed, *words):
        table = self.write("hole.txt", "acl: hole\ningress 1 allow all all any\n"
                           f"egress 90 deny tcp {closed} any\negress 100 allow all all any\n")
        words = words or ("--port", "443")
        arguments = (table, "--from", "198.51.100.7", "--to", "hole", *words)
        profiles = {p["name"]: p for p in self.ask(*arguments)["connections"][0]["profiles"]}
        return profiles, run("check", *arguments).stdout

    def test_one_even_port(self):
        profiles, text = self.asked("40000")
        self.assertEqual(profiles["linux"]["first_choice"], {"open": 14115, "total": 14116})
        self.assertIn("connections that hang: 1 in 14,116 (ports that are closed: 1 in 28,232)", text)
        self.assertEqual([n for n, p in profiles.items() if "first_choice" in p], ["linux"])

    def test_one_odd_port(self):
        profiles, text = self.asked("40001")
        self.assertEqual(profiles["linux"]["first_choice"], {"open": 14116, "total": 14116})
        self.assertIn("connections that hang: none (ports that are closed: 1 in 28,232)", text)
        self.assertEqual(text.count("first choice"), 1)

    def test_equal_shares_are_not_told(self):
        for words in ((), ("--port", "443", "--client", "32768-60999"), ("--port", "udp/53")):
            for closed in ("40000-40001", "49152-65535", "40000") if words else ("40000-40001", "49152-65535"):
                profiles, text = self.asked(closed, *words)
                self.assertFalse(any("first_choice" in p for p in profiles.values()), (words, closed))
                self.assertNotIn("first choice", text)

    def test_a_difference_that_nobody_notices_is_data_only(self):
        profiles, text = self.asked("40001-65535")
        self.assertEqual(profiles["linux"]["first_choice"], {"open": 3617, "total": 14116})
        self.assertNotIn("first choice", text)


if __name__ == "__main__":
    support.main()
