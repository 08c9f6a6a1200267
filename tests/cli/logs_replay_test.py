#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs replay: against `check --flows` connection by connection, sides, plans, narrow, formats, exit codes."""
import csv
import ipaddress
import io
import json
import random
import shlex
import time
import unittest

import support
from plan_sides_test import ACCOUNT, plan, rule
from support import PROJECT, CommandCase, run

HEADER = ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
          "log-status\n")
COLUMNS = ("change,before,after,protocol,server,server_port,decided_by_before,decided_by_after,connections,packets,bytes,"
           "first,last,client,client_port").split(",")
NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1, "47": 47, "gre": 47}
START = 1767322800

BEFORE = """acl: a
subnet: subnet-a 10.0.1.0/24 2001:db8:1::/64
ingress 90 deny tcp 22 any
ingress 100 allow all all any
ingress 110 allow all all ::/0
egress 100 allow tcp 1024-65535 any
egress 110 allow udp 32768-60999 any
egress 120 allow icmp all any
egress 130 allow tcp 1024-65535 ::/0

acl: b
subnet: subnet-b 10.0.2.0/24
ingress 100 allow all all any
egress 100 allow all all any
"""
AFTER = BEFORE.replace("ingress 90 deny tcp 22 any", "ingress 80 deny tcp 25 any") \
    .replace("egress 100 allow tcp 1024-65535 any", "egress 90 deny tcp 40000-49999 203.0.113.0/24\negress 100 allow tcp 32768-60999 any") \
    .replace("egress 120 allow icmp all any\n", "").replace("ingress 100 allow all all any\negress 100 allow all all any", "ingress 100 allow tcp 443 any\negress 100 allow all all any")


def line(interface, source, destination, protocol, action, start, packets=3, size=180):
    (a, a_port), (b, b_port) = source, destination
    return (f"2 123456789012 {interface} {a} {b} {a_port} {b_port} {protocol} {packets} {size} {start} {start + 30} "
            f"{action} OK\n")


def when(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def talks(dice, count):
    """Random connections: (client, client port, server, server port, protocol number, start, packets at each interface)."""
    inside = ["10.0.1.5", "10.0.1.6", "10.0.2.7", "10.0.2.8"]
    outside = ["198.51.100.7", "203.0.113.9", "203.0.113.10", "192.0.2.1"]
    for i in range(count):
        if dice.random() < .15:
            client, server = "2001:db8:ffff::7", dice.choice(["2001:db8:1::5", "2001:db8:1::6"])
        else:
            client, server = dice.choice(inside + outside), dice.choice(inside)
        if client == server:
            continue
        protocol = dice.choice([6, 6, 6, 17, 1 if ":" not in client else 6, 47])
        ports = protocol in (6, 17)
        server_port = dice.choice([22, 25, 80, 443]) if protocol == 6 else 53 if ports else 0
        client_port = dice.choice([1024, 5000, 32767, 32768, 40000, 45000, 50000, 60999, 61000, 65535]) if ports else 0
        yield client, client_port + (i % 2 if ports and client_port < 65535 else 0), server, server_port, protocol, i


class Replay(CommandCase):
    def setUp(self):
        super().setUp()
        self.before, self.after = self.write("before.txt", BEFORE), self.write("after.txt", AFTER)

    def replay(self, *arguments, code=None, stdin=""):
        answer = run("logs", "replay", *arguments, "--format", "json", stdin=stdin)
        if code is not None:
            self.assertEqual(answer.returncode, code, answer.stderr)
        return json.loads(answer.stdout)

    def table(self, *arguments):
        answer = run("logs", "replay", *arguments, "--format", "csv")
        self.assertIn(answer.returncode, (0, 2), answer.stderr)
        rows = list(csv.DictReader(io.StringIO(answer.stdout)))
        self.assertEqual(answer.stdout.splitlines()[0].split(","), COLUMNS)
        return rows

    def judged(self, snapshot, flows):
        """(verdict, what decided) of each flow, by check --flows."""
        names = {6: "tcp", 17: "udp", 1: "icmp", 47: "47"}
        text = "from,to,protocol,client_port,server_port\n" + "".join(
            f"{c},{s},{names[p]},{cp if p in (6, 17) else ''},{sp if p in (6, 17) else ''}\n" for c, cp, s, sp, p in flows)
        answer = run("check", snapshot, "--flows", "-", "--quiet", stdin=text)
        rows = list(csv.DictReader(io.StringIO(answer.stdout)))
        self.assertEqual(len(rows), len(flows))
        return [(r["verdict"], "" if r["verdict"] == "works" else r["request_decided_by"] or r["reply_decided_by"])
                for r in rows]

    def expected(self, connections, before, after):
        """The table, made anew from single flows."""
        flows = [c[:5] for c in connections]
        sums = {}
        for (client, port, server, server_port, protocol, start, end, packets, size), x, y in zip(
                connections, self.judged(before, flows), self.judged(after, flows)):
            if "unknown" in (x[0], y[0]):
                change = "unknown"
            elif x[0] == y[0]:
                continue
            else:
                change = "breaks" if x[0] == "works" else "opens" if y[0] == "works" else "other"
            key = change, x[0], y[0], protocol, server, server_port, x[1], y[1]
            entry = sums.setdefault(key, [0, 0, 0, [], []])
            entry[0] += 1
            entry[1] += packets
            entry[2] += size
            entry[3].append((start, ipaddress.ip_address(client).version, int(ipaddress.ip_address(client)), port, client))
            entry[4].append(end)
        order = ["breaks", "opens", "other", "unknown"]
        rows = []
        for key, (count, packets, size, starts, ends) in sorted(sums.items(), key=lambda item: (
                order.index(item[0][0]), -item[1][0], item[0][1], item[0][2], item[0][3],
                ipaddress.ip_address(item[0][4]).version, int(ipaddress.ip_address(item[0][4])), item[0][5], item[0][6:])):
            change, x, y, protocol, server, server_port, by_x, by_y = key
            ports = protocol in (6, 17)
            start, _, _, port, client = min(starts)
            name = {6: "tcp", 17: "udp", 1: "icmp", 47: "47"}[protocol]
            rows.append([change, x, y, name, server, str(server_port) if ports else "", by_x, by_y, str(count), str(packets),
                         str(size), when(start), when(max(ends)), client, str(port) if ports else ""])
        return rows

    def test_against_check_flows(self):
        """Every connection as check --flows judges it; those that two interfaces saw count once."""
        for seed in range(4):
            dice = random.Random(seed)
            text, connections = [], {}
            for client, port, server, server_port, protocol, i in talks(dice, 400):
                ends = (client, port), (server, server_port)
                # The same ends in both directions would be one connection.
                key = tuple(sorted([(client, port), (server, server_port)])) + (protocol,)
                if key in connections:
                    continue
                start = START + i * 3
                sees = dice.choice([["eni-9"], ["eni-10"], ["eni-9", "eni-10"]])
                counted = min(sees)  # "eni-10" is smaller than "eni-9" as text
                packets = size = 0
                for interface in sees:
                    for leg in (ends, ends[::-1])[:dice.choice([1, 2])]:
                        count = dice.randrange(1, 9)
                        text.append(line(interface, *leg, protocol, dice.choice(["ACCEPT", "REJECT"]), start, count, 60 * count))
                        if interface == counted:
                            packets, size = packets + count, size + 60 * count
                connections[key] = (client, port, server, server_port, protocol, start, start + 30, packets, size)
            dice.shuffle(text)
            log = self.write(f"{seed}.log", HEADER + "".join(text))
            wanted = self.expected(list(connections.values()), self.before, self.after)
            got = [list(row.values()) for row in self.table(log, "--before", self.before, "--after", self.after, "--quiet")]
            # ICMP and GRE without a first word may be told the other way round: compare the rest.
            told = [row for row in got if row[3] in ("tcp", "udp")]
            self.assertEqual(told, [row for row in wanted if row[3] in ("tcp", "udp")])
            self.assertTrue({"breaks", "opens"} <= {row[0] for row in told})
            self.assertGreater(len(told), 12)

    def test_protocols_without_ports(self):
        ping = line("eni-1", ("198.51.100.7", 0), ("10.0.1.5", 0), 1, "ACCEPT", START) + \
            line("eni-1", ("10.0.1.5", 0), ("198.51.100.7", 0), 1, "ACCEPT", START + 1)
        gre = line("eni-1", ("198.51.100.7", 0), ("10.0.2.7", 0), 47, "ACCEPT", START)
        log = self.write("a.log", HEADER + ping + gre)
        rows = [list(row.values()) for row in self.table(log, "--before", self.before, "--after", self.after)]
        connections = [("198.51.100.7", 0, "10.0.1.5", 0, 1, START, START + 31, 6, 360),
                       ("198.51.100.7", 0, "10.0.2.7", 0, 47, START, START + 30, 3, 180)]
        self.assertEqual(rows, self.expected(connections, self.before, self.after))
        self.assertEqual([row[:5] for row in rows], [["breaks", "works", "denied", "47", "10.0.2.7"],
                                                    ["breaks", "works", "half-open", "icmp", "10.0.1.5"]])

    def log(self, *parts, name="a.log"):
        return self.write(name, HEADER + "".join(parts))

    @staticmethod
    def talk(port=443, client=("198.51.100.7", 50000), server="10.0.1.5", request="ACCEPT", reply="ACCEPT", start=START,
             interface="eni-1"):
        ends = client, (server, port)
        return (line(interface, *ends, 6, request, start) if request else "") + \
            (line(interface, *ends[::-1], 6, reply, start + 1) if reply else "")

    def test_exit_codes(self):
        log = self.log(self.talk())
        sides = ["--before", self.before, "--after", self.after]
        self.assertEqual(run("logs", "replay", log, *sides).returncode, 0)
        broken = self.log(self.talk(client=("198.51.100.7", 65000)), name="b.log")
        self.assertEqual(run("logs", "replay", broken, *sides).returncode, 2)
        self.assertEqual(run("logs", "replay", broken, *sides, "--soft-fail").returncode, 0)
        opened = self.log(self.talk(port=22), name="c.log")
        self.assertEqual(run("logs", "replay", opened, *sides).returncode, 2)
        none = self.folder / "none"
        for words in ([log], [log, "--before", self.before], [log, "--after", self.after], [log, "--narrow"],
                      [log, "--before", none, "--after", self.after], [log, "--before", self.before, "--after", none],
                      [none, *sides], [self.write("empty.log", ""), *sides], [log, *sides, "--window", "0"],
                      [log, *sides, "--limit", "x"], [log, *sides, "--format", "sarif"], ["-", "--before", "-", "--after", self.after],
                      [log, "--before", none, "--narrow"], [log, *sides, "--format-string", "nonsense"]):
            answer = run("logs", "replay", *words)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertNotEqual(answer.stderr, "", words)

    def test_text(self):
        log = self.log(self.talk(client=("198.51.100.7", 65000)), self.talk(client=("198.51.100.7", 64000), server="10.0.1.6"),
                       self.talk(port=22, reply=None, request="REJECT"), self.talk(client=("198.51.100.7", 40000)))
        answer = run("logs", "replay", log, "--before", self.before, "--after", self.after)
        blocks = answer.stdout.split("\n\n")
        self.assertEqual(blocks[0], "2 connections recorded would break, 1 would open (of 4 judged)")
        self.assertTrue(blocks[1].startswith("BREAKS  tcp/443 to 2 servers: 2 connections, 12 packets, 720 bytes\n"), blocks[1])
        self.assertIn("    before: works\n    after:  half-open, by network ACL a, outbound rule *\n", blocks[1])
        self.assertIn("    client ports in the range of: windows 2, macos 2, freebsd 2, nat-gateway 2, elb 2, lambda 2, any 2\n", blocks[1])
        self.assertTrue(blocks[2].startswith("OPENS  tcp/22 to 10.0.1.5: 1 connection, 3 packets, 180 bytes\n"), blocks[2])
        self.assertIn("before: denied, by network ACL a, inbound rule 90", blocks[2])
        self.assertIn("A sample is not a proof", blocks[3])
        self.assertIn("from 2026-01-02T03:00:00Z to 2026-01-02T03:00:31Z", blocks[3])
        self.assertIn(f"halfopen diff {self.before} {self.after}\n", blocks[3])
        self.assertEqual(answer.stderr, "")
        self.assertNotIn("\x1b", answer.stdout)
        self.assertIn("\x1b", run("logs", "replay", log, "--before", self.before, "--after", self.after, "--color", "always").stdout)
        less = run("logs", "replay", log, "--before", self.before, "--after", self.after, "--limit", "1").stdout
        self.assertIn("1 more group;", less)
        self.assertNotIn("OPENS", less)
        # The next command answers as promised.
        commands = [text.split("see: halfopen ")[1] for text in blocks[1:3]]
        for command, words in zip(commands, (("half-open", "*     deny all traffic"), ("denied", "90    deny tcp 22"))):
            shown = run(*shlex.split(command)).stdout
            for word in words:
                self.assertIn(word, shown.lower(), command)

    def test_the_example_of_the_documentation(self):
        answer = run("logs", "replay", PROJECT / "examples/flow.log", "--before", PROJECT / "examples/web-server.txt",
                     "--after", PROJECT / "examples/web-server-fixed.txt")
        shown = answer.stdout.replace(str(PROJECT) + "/", "")
        self.assertIn("web-server-fixed.txt\n" + shown + "```\n", (PROJECT / "docs/logs.md").read_text(encoding="utf-8"))
        command = shown.split("see: halfopen ")[1].splitlines()[0].replace("examples/", f"{PROJECT}/examples/")
        explained = run(*shlex.split(command))
        self.assertIn("half-open", explained.stdout.lower())

    def test_nothing_changes(self):
        answer = run("logs", "replay", self.log(self.talk()), "--before", self.before, "--after", self.before)
        self.assertTrue(answer.stdout.startswith("no connection recorded would break or open (of 1 judged)\n"), answer.stdout)
        document = self.replay(self.folder / "a.log", "--before", self.before, "--after", self.before, code=0)
        self.assertEqual(document["rows"], [])
        self.assertEqual(document["changes"]["same"], {"connections": 1, "packets": 6, "bytes": 360})

    def test_unknown_stays_unknown(self):
        document = self.replay(self.log(self.talk(server="192.0.2.5")), "--before", self.before, "--after", self.after, code=0)
        self.assertEqual([(r["change"], r["before"], r["after"]) for r in document["rows"]], [("unknown", "unknown", "unknown")])
        text = run("logs", "replay", self.folder / "a.log", "--before", self.before, "--after", self.after).stdout
        self.assertIn("as far as is known", text)
        self.assertIn("1 cannot be told", text)

    def test_contradictions(self):
        """What the log shows and the rules before exclude."""
        works = self.talk(port=22)  # before denies it
        rejected = self.talk(client=("198.51.100.8", 50001), reply="REJECT") + self.talk(client=("198.51.100.8", 50002), request="REJECT", reply=None)
        # Rejected behind its end, and consistent ones: no contradiction.
        fine = self.talk(client=("198.51.100.9", 50003)) + self.talk(client=("198.51.100.9", 50003), reply="REJECT", request=None, start=START + 60)
        fine += self.talk(port=22, client=("198.51.100.9", 50004), request="REJECT", reply=None)
        fine += self.talk(client=("198.51.100.9", 1000), reply="REJECT")
        log = self.log(works, rejected, fine)
        found = self.replay(log, "--before", self.before, "--after", self.after)["contradictions"]
        self.assertEqual({k: v["connections"] for k, v in found.items()}, {"worked": 1, "rejected": 2})
        self.assertEqual(found["worked"]["example"]["decided_by_before"], "a/ingress/90")
        self.assertEqual(found["rejected"]["example"]["client_port"], 50001)
        text = run("logs", "replay", log, "--before", self.before, "--after", self.after).stdout
        self.assertIn("The log contradicts the rules before", text)
        self.assertIn("2 connections were rejected", text)
        only_fine = self.replay(self.log(fine, name="f.log"), "--before", self.before, "--after", self.after)["contradictions"]
        self.assertEqual(only_fine, {"worked": {"connections": 0}, "rejected": {"connections": 0}})

    def test_without_request(self):
        log = self.log(self.talk(request=None), self.talk(client=("198.51.100.7", 50001)))
        document = self.replay(log, "--before", self.before, "--after", self.after)
        self.assertEqual(document["connections"], {"judged": 1, "without_request": 1})
        self.assertIn("without a request in the log", run("logs", "replay", log, "--before", self.before, "--after", self.after).stdout)

    def test_narrow(self):
        text = "".join(self.talk(client=("198.51.100.7", 40000 + i), start=START + i) for i in range(1000))
        text += self.talk(client=("198.51.100.7", 1100)) + self.talk(client=("198.51.100.7", 61000))
        text += self.talk(client=("198.51.100.7", 62000), reply="REJECT")  # did not work: nothing to keep
        text += self.talk(client=("198.51.100.7", 63000), request=None)
        text += self.talk(client=("10.0.2.7", 50000)) + self.talk(client=("10.0.1.6", 50001))  # another subnet, the same
        document = self.replay(self.log(text), "--before", self.before, "--narrow", code=0)
        narrow = document["narrow"]
        self.assertEqual((narrow["connections"], narrow["without_edge"]), (1004, 1))
        self.assertNotIn("rows", document)
        where = [(r["subnet"], r["acl"], r["direction"], r["protocol"], r["connections"]) for r in narrow["replies"]]
        self.assertEqual(where, [("subnet-a", "a", "egress", "tcp", 1003), ("subnet-b", "b", "ingress", "tcp", 1)])
        choices = {(c["kind"], c.get("name")): (c["client_ports"], c["hang"]) for c in narrow["replies"][0]["choices"]}
        self.assertEqual(choices[("recorded", None)], ("1100-61000", 0))
        self.assertEqual(choices[("share", "99.9%")], ("40000-61000", 1))
        self.assertEqual(choices[("share", "99%")], ("40000-40992", 10))
        self.assertEqual(choices[("profiles", "linux")], ("32768-60999", 2))
        self.assertEqual(choices[("profiles", "linux-pre-4.2")], ("32768-61000", 1))
        self.assertEqual(choices[("profiles", "windows-legacy")], ("1025-5000", 1002))
        self.assertEqual(narrow["replies"][0]["rule"], {"direction": "egress", "action": "allow", "protocol": "tcp",
                                                        "ports": "1100-61000", "cidr": "0.0.0.0/0"})
        table = list(csv.DictReader(io.StringIO(run("logs", "replay", self.folder / "a.log", "--before", self.before, "--narrow",
                                                    "--format", "csv").stdout)))
        self.assertEqual(list(table[0].values()), ["subnet-a", "a", "egress", "IPv4", "tcp", "recorded", "", "1100-61000", "1003", "0"])
        self.assertEqual(len(table), sum(len(r["choices"]) for r in narrow["replies"]))
        shown = run("logs", "replay", self.folder / "a.log", "--before", self.before, "--narrow").stdout
        self.assertIn("narrowest rule that keeps them all: outbound allow tcp 1100-61000 to 0.0.0.0/0\n", shown)
        self.assertIn("A sample is not a proof", shown)

    def test_the_rule_of_narrow_keeps_everything(self):
        """With the rule that narrow names no connection breaks; a port less at either end, and one does."""
        text = "".join(self.talk(client=("198.51.100.7", p), start=START + i) for i, p in enumerate((40000, 41234, 52000)))
        ports = self.replay(self.log(text), "--before", self.before, "--narrow")["narrow"]["replies"][0]["rule"]["ports"]
        low, high = map(int, ports.split("-"))
        for bounds, breaks in (((low, high), 0), ((low + 1, high), 1), ((low, high - 1), 1)):
            after = self.write("narrow.txt", BEFORE.replace("allow tcp 1024-65535 any", f"allow tcp {bounds[0]}-{bounds[1]} any"))
            document = self.replay(self.folder / "a.log", "--before", self.before, "--after", after)
            self.assertEqual(document["changes"]["breaks"]["connections"], breaks, bounds)

    def test_a_plan(self):
        account = self.write("account.json", json.dumps(ACCOUNT))
        reply = "aws_network_acl_rule.reply"
        narrower = self.write("plan.json", json.dumps(plan({reply: rule(1024, id="nacl-1")}, {reply: rule(49152)},
                                                           {reply: ["delete", "create"]})))
        log = self.log(self.talk(client=("198.51.100.7", 40000)), self.talk(client=("198.51.100.7", 50000)))
        wanted = [("breaks", "works", "half-open", "acl-1/egress/*", 1)]
        for words in (["--before", account, "--after", narrower], ["--after", narrower, "--with", account]):
            document = self.replay(log, *words, code=2)
            rows = [(r["change"], r["before"], r["after"], r["decided_by_after"], r["connections"]) for r in document["rows"]]
            self.assertEqual(rows, wanted, words)
            text = run("logs", "replay", log, *words, "--quiet").stdout
            command = text.split("see: halfopen ")[1].splitlines()[0]
            self.assertIn("half-open", run(*shlex.split(command)).stdout.lower(), command)
            command = text.split("halfopen diff ")[1].splitlines()[0]
            self.assertEqual(run("diff", *shlex.split(command)).returncode, 2, command)
        answer = run("logs", "replay", log, "--after", account)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("Terraform plan", answer.stderr)

    def test_stdin(self):
        text = HEADER + self.talk(client=("198.51.100.7", 65000))
        self.assertEqual(self.replay("-", "--before", self.before, "--after", self.after, stdin=text, code=2)["changes"]["breaks"]["connections"], 1)
        log = self.log(self.talk(client=("198.51.100.7", 65000)))
        self.assertEqual(self.replay(log, "--before", "-", "--after", self.after, stdin=BEFORE, code=2)["changes"]["breaks"]["connections"], 1)

    def test_the_only_network_acl(self):
        """A table without subnets: the whole log tells which end it guards (semantics 7j.12)."""
        before = self.write("lone.txt", "acl: lone\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n")
        after = self.write("lone2.txt", "acl: lone\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n")
        as_server = self.talk(client=("10.9.9.9", 50000), server="10.0.1.5")
        as_client = self.talk(client=("10.0.1.5", 50001), server="10.8.8.8", start=START + 5)
        other = self.talk(client=("10.0.1.5", 50002), server="10.7.7.7", start=START + 9)
        sides = ["--before", before, "--after", after]

        def rows(*parts):
            document = self.replay(self.log(*parts), *sides)
            return sorted((r["change"], r["server"], r["before"], r["after"]) for r in document["rows"])

        # Requests to 443 leave by neither table's outbound rules but the second's.
        all_three = [("breaks", "10.0.1.5", "works", "half-open"), ("other", "10.7.7.7", "denied", "half-open"),
                     ("other", "10.8.8.8", "denied", "half-open")]
        # Both ends are private, and both stand in every record: nobody knows.
        self.assertEqual(rows(as_server), [("unknown", "10.0.1.5", "unknown", "unknown")])
        # Only the others tell whose interface it is, whatever comes first.
        self.assertEqual(rows(as_server, as_client, other), all_three)
        self.assertEqual(rows(other, as_client, as_server), all_three)

    def test_the_order_of_records_does_not_matter(self):
        lines = [line("eni-9" if i % 3 else "eni-10", ("198.51.100.7", 30000 + 97 * i % 35000), ("10.0.1.5", 443), 6, "ACCEPT", START + i)
                 for i in range(300)]
        sides = ["--before", self.before, "--after", self.after]
        texts = set()
        for seed in range(3):
            random.Random(seed).shuffle(lines)
            texts.add(run("logs", "replay", self.log(*lines), *sides, "--narrow", "--format", "json").stdout)
        self.assertEqual(len(texts), 1)

    def test_help_and_completion(self):
        shown = run("logs", "replay", "--help").stdout
        for word in ("--before", "--after", "--narrow", "exit codes"):
            self.assertIn(word, shown)
        self.assertIn("logs replay", run("completion", "bash").stdout)


if __name__ == "__main__":
    support.main()
