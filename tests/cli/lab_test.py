#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""halfopen lab: rulesets, usage, exit codes, and what is said where no lab can be built.

What needs root is skipped without it; the rest is not.
"""
import json
import os
import shutil
import subprocess
import unittest

import lab_case
import support
from support import PROJECT, CommandCase, run

LACKS = lab_case.missing()
QUESTION = ("--from", "198.51.100.7", "--to", "web", "--port", "443")
NAMES = {"table netdev halfopen": "netdev", "table inet halfopen_groups": "groups", "table ip halfopen_nat": "nat"}


def sections(text):
    """(namespace, ruleset) of each node in what --ruleset prints."""
    parts = text.split("# in namespace ")[1:]
    return [tuple(part.split("\n", 1)) for part in parts]


class Lab(CommandCase):
    def setUp(self):
        super().setUp()
        self.account = self.write("account.json", lab_case.account())

    def refused(self, *words):
        done = run("lab", *words)
        self.assertEqual((done.returncode, done.stdout), (1, ""), words)
        self.assertTrue(done.stderr.startswith("halfopen: ") or "error HO" in done.stderr, done.stderr)
        return done.stderr

    def rulesets(self, *words):
        done = run("lab", "run", *words, "--ruleset")
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    # Amazon VPC User Guide, network ACLs: out of the router's port is into the subnet.
    def test_ruleset_of_one_edge(self):
        text = self.rulesets(self.web, *QUESTION)
        self.assertTrue(text.startswith("# 198.51.100.7 -> 10.0."), text)
        self.assertEqual([name for name, _ in sections(text)], ["halfopen-router-1"])
        for rule in (*(f"ingress {n}" for n in (100, 110, 120, 130, 140, "*")), "egress 100", "egress *"):
            self.assertEqual(text.count(f'comment "web {rule}"'), 1, rule)
        into = text[text.index('hook egress device "server0"'):]
        self.assertIn("jump acl_0_ingress", into[:into.index("}\n  ")])

    def test_rulesets_of_nat_and_groups(self):
        text = self.rulesets(self.account, "--from", "10.0.1.5", "--to", "198.51.100.7", "--port", "443")
        kinds = [(name.removeprefix("halfopen-"), [kind for begin, kind in NAMES.items() if begin in rules])
                 for name, rules in sections(text)]
        self.assertEqual(kinds, [("client-groups", ["groups"]), ("router-1", ["netdev"]), ("nat-1", ["nat"]),
                                 ("router-2", ["netdev"])])
        self.assertIn("snat to 10.0.2.9:1024-65535", text)

    def test_several_answers_have_several_rulesets(self):
        text = self.rulesets(self.web, *QUESTION[:4], "--port", "443,udp/53")
        self.assertEqual(len(sections(text)), 2)
        self.assertEqual([line.split()[-1] for line in text.splitlines() if line.startswith("# 198.51.")], ["tcp/443", "udp/53"])

    @unittest.skipIf(LACKS, LACKS)
    def test_nft_takes_every_ruleset(self):
        questions = [(self.web, *QUESTION),
                     (self.account, "--from", "10.0.1.5", "--to", "198.51.100.7", "--port", "udp/53"),
                     (self.account, "--from", "10.0.2.5", "--to", "10.0.1.5", "--port", "icmp/echo")]
        for words in questions:
            found = sections(self.rulesets(*words))
            self.assertTrue(found)
            for name, rules in found:
                done = lab_case.in_namespace("nft -c -f -", rules)
                self.assertEqual((done.returncode, done.stderr), (0, ""), f"{name}:\n{rules}")
        self.assertNotEqual(lab_case.in_namespace("nft -c -f -", rules.replace("counter", "count", 1)).returncode, 0)

    def test_what_the_lab_does_not_build_is_named(self):
        unknown = self.write("u.txt", "acl: u\nsubnet: s 10.5.0.0/24\ningress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n")
        said = run("lab", "run", unknown, "--from", "198.51.100.7", "--to", "u", "--port", "443", "--ruleset")
        self.assertEqual((said.returncode, said.stdout), (1, ""))
        self.assertIn("a rule of u is not known", said.stderr)
        said = self.refused("run", self.account, "--from", "10.0.1.5", "--to", "198.51.100.7", "--port", "sctp", "--ruleset")
        self.assertIn("no packet has a way", said)
        said = self.refused("run", self.account, "--from", "10.0.1.5", "--to", "10.0.1.5", "--port", "443", "--ruleset")
        self.assertIn("client and server are one address", said)

    def test_wrong_usage(self):
        for words, part in [
                (("run", self.web, *QUESTION[:4]), "--port"), (("run", self.web, *QUESTION[2:]), "--from"),
                (("run", *QUESTION), ""), (("run", self.web, *QUESTION, "--client", "linux", "--client", "windows"), "one client"),
                (("run", self.web, *QUESTION, "--client", "beos"), "beos"),
                (("run", self.web, *QUESTION, "--connections", "0"), "--connections"),
                (("run", self.web, *QUESTION, "--connections", "x"), "--connections"),
                (("run", self.web, *QUESTION, "--format", "csv"), "csv"),
                (("run", self.web, *QUESTION[:4], "--port", ",".join(map(str, range(1, 18)))), "17 answers"),
                (("run", self.folder / "none.txt", *QUESTION), "no input could be read"),
                (("verify",), "either inputs or --random"), (("verify", self.web, "--random", "5"), "either inputs or --random"),
                (("verify", "--random", "0"), "--random"), (("verify", "--random", "-5"), "--random"),
                (("verify", "--random", "5", "--seed", "x"), "--seed"), (("verify", "--random", "5", "--format", "csv"), "csv"),
                ((), ""), (("walk",), "")]:
            self.assertIn(part, self.refused(*words), words)

    def test_the_example_of_the_help_can_be_asked(self):
        for verb in ("run", "verify"):
            shown = [line.split()[1:] for line in run("lab", verb, "--help").stdout.splitlines() if " examples/" in line]
            self.assertTrue(shown)
            for words in shown:
                done = run(*[PROJECT / word if word.startswith("examples/") else word for word in words], "--ruleset")
                self.assertEqual((done.returncode, done.stderr), (0, ""), words)

    def unprivileged(self, *words):
        """The program as a user without any privilege."""
        if os.geteuid() != 0:
            return run(*words)
        if not shutil.which("setpriv"):
            self.skipTest("setpriv is not installed")
        self.folder.chmod(0o755)
        nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs"]
        if subprocess.run([*nobody, support.PROGRAM, "--version"], capture_output=True, check=False).returncode != 0:
            self.skipTest("the program cannot be started by another user here")
        return subprocess.run([*nobody, support.PROGRAM, *map(str, words)], capture_output=True, text=True,
                              check=False, timeout=60)

    def test_without_privileges_it_says_what_is_missing(self):
        for words in (("run", self.web, *QUESTION), ("run", self.web, *QUESTION, "--format", "json"),
                      ("verify", "--random", "100"), ("verify", self.web)):
            done = self.unprivileged("lab", *words)
            self.assertEqual((done.returncode, done.stdout), (1, ""), words)
            lines = done.stderr.splitlines()
            self.assertEqual(len(lines), 2, done.stderr)
            self.assertTrue(lines[0].startswith("halfopen: "))
            for part in ("root", "5.16", "iproute2", "nftables"):
                self.assertIn(part, lines[1])

    def test_without_privileges_rulesets_are_printed(self):
        done = self.unprivileged("lab", "run", self.web, *QUESTION, "--ruleset")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, self.rulesets(self.web, *QUESTION))


@unittest.skipIf(LACKS, LACKS)
class RealLab(CommandCase):
    def setUp(self):
        super().setUp()
        self.account = self.write("account.json", lab_case.account())
        self.names = self.namespaces()
        self.addCleanup(lambda: self.assertEqual(self.namespaces(), self.names, "namespaces were left behind"))

    @staticmethod
    def namespaces():
        return sorted(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else []

    def document(self, code, *words):
        done = run("lab", *words, "--format", "json", "--quiet")
        self.assertEqual((done.returncode, done.stderr), (code, ""), words)
        return json.loads(done.stdout)

    def one(self, *words):
        return self.document(0, "run", *words)["runs"][0]

    def test_the_verdicts_of_the_kernel(self):
        for port, client, verdict in [("443", "linux", "works"), ("443", "50000-50999", "works"),
                                      ("443", "2000-2999", "half-open"), ("80", "linux", "denied"), ("icmp/echo", "", "works"),
                                      ("47/", "", "half-open")]:
            words = (self.web, *QUESTION[:4], "--port", port, *(("--client", client) if client else ()))
            found = self.one(*words, "--connections", "5")
            self.assertEqual((found["kernel"], found["agrees"], len(found["picked"])), (verdict, True, 5), words)
            self.assertTrue(all(t["kernel"] == t["model"] for t in found["telling"]), words)

    # Amazon VPC User Guide, ephemeral ports: a client's range decides whether it hears the answer.
    def test_each_port_that_tells_something(self):
        found = self.one(self.web, *QUESTION)
        told = {t["client_port"]: t["kernel"] for t in found["telling"]}
        for port, verdict in [(32767, "half-open"), (32768, "works"), (60999, "works"), (61000, "half-open")]:
            self.assertEqual(told[port], verdict)
        counted = {c["rule"]: c["packets"] for c in found["counts"] if c["packets"]}
        self.assertEqual(set(counted), {"web ingress 100", "web egress 100"})

    # VPC User Guide, NAT gateways: the server sees a port of the gateway, 1024 or more.
    def test_behind_a_nat_gateway(self):
        def through(server, port):
            return self.one(self.account, "--from", "10.0.1.5", "--to", server, "--port", port, "--connections", "3")

        found = through("198.51.100.7", "443")
        self.assertEqual((found["kernel"], found["agrees"]), ("works", True))
        low = [t for t in found["telling"] if t["client_port"] < 1024]
        self.assertTrue(low)
        for trial in low:
            self.assertGreaterEqual(trial["port_at_server"], 1024)
        counted = {c["rule"]: c["packets"] for c in found["counts"] if c["packets"]}
        self.assertIn("sg-1 egress 1", counted)
        self.assertEqual(through("198.51.100.7", "80")["kernel"], "denied")
        self.assertEqual(through("198.51.100.7", "udp/53")["kernel"], "denied")
        self.assertEqual(through("198.51.100.207", "udp/53")["kernel"], "works")

    def verdicts(self, *words):
        """What a seed determines: how often a busy machine made the lab ask again, it does not."""
        found = self.document(*words)
        del found["repeated"]
        return found

    def test_verify_agrees_and_repeats_itself(self):
        for words, total in [(("--random", "400", "--seed", "11"), 400), ((self.account, "--connections", "200", "--seed", "2"), 200)]:
            found = self.document(0, "verify", *words)
            self.assertGreaterEqual(found["connections"], 100)
            self.assertEqual((found["disagreements"], found["examples"]), (0, []))
            self.assertLessEqual(found["connections"], total)
            if "--random" in words:  # of an account, pairs without a way are told and another one is drawn
                self.assertEqual(found["connections"] + found["skipped"], total)
            self.assertEqual(sum(found["tried"].values()), found["connections"])
            self.assertEqual(sum(found["agreed"].values()), found["connections"])
            self.assertEqual(sum(found["skipped_because"].values()), found["skipped"])
        again = self.verdicts(0, "verify", "--random", "100", "--seed", "12")
        self.assertEqual(self.verdicts(0, "verify", "--random", "100", "--seed", "12"), again)

    # A comparison that cannot fail proves nothing.
    def test_verify_finds_spoiled_rules(self):
        words = ("verify", "--random", "400", "--seed", "1", "--spoil")
        found = self.document(2, *words)
        self.assertGreater(found["disagreements"], 20)
        del found["repeated"]
        self.assertEqual(self.verdicts(0, *words, "--soft-fail"), found)
        text = run("lab", *words, "--quiet", "--no-color")
        self.assertEqual(text.returncode, 2)
        last = f"{found['connections']} connections, {found['disagreements']} disagreements, {found['skipped']} skipped"
        self.assertEqual(text.stdout.splitlines()[-1], last)


if __name__ == "__main__":
    support.main()
