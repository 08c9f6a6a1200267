#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""plan-apply: streams, exit codes, formats, and whether its scripts do what they say.

What the orders are worth is proved in tests/oracle/apply_test.cpp."""
import importlib.util
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys

import jsonschema

import support
from support import PROJECT, CommandCase, run

FAKE = pathlib.Path(__file__).resolve().parent / "fake_acl_aws.py"

OLD = """acl: acl-web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-a 10.0.1.0/24
subnet: subnet-b 10.0.2.0/24
ingress 100 allow tcp 443 any
ingress 110 allow tcp 80 any
ingress 120 allow tcp 1024-65535 any
egress 100 allow tcp 1024-65535 any
egress 110 allow tcp 443 any
"""
NEW = """acl: acl-web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-a 10.0.1.0/24
subnet: subnet-b 10.0.2.0/24
ingress 90 deny tcp 22 192.0.2.0/24
ingress 100 allow tcp 80 any
ingress 110 allow tcp 443 any
ingress 120 allow tcp 32768-60999 any
ingress 130 allow 47 all any
ingress 140 allow icmpv6 128:0 2001:db8::/32
egress 100 allow tcp 32768-60999 any
egress 110 allow tcp 443 any
egress 120 allow icmp 0 any
"""
# Fewer steps, for tests that play a script many times: create, replace, delete.
SHORT_OLD = "acl: acl-web\nvpc: vpc-1 10.0.0.0/16\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
SHORT_NEW = SHORT_OLD.replace("ingress 100", "ingress 90").replace("1024-65535", "32768-65535")
# One rule a list may have, and the two have to change places with nothing in between: no way.
NARROW_OLD = "acl: a\ningress 100 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"
NARROW_NEW = "acl: a\ningress 200 allow tcp 443 any\negress 100 allow tcp 1024-65535 any\n"


def entries(text):
    """The entries of a rule table as describe-network-acls lists them: by the program's own reading
    of the table, through the JSON of a plan from nothing."""
    document = json.loads(run("plan-apply", "-", text, "--format", "json", "--soft-fail",
                              stdin="acl: acl-web\nvpc: vpc-1 10.0.0.0/16\negress 1 deny tcp 1 any\n").stdout)
    numbers = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}
    listed = []
    for step in document["steps"]:
        if step["call"] == "delete-network-acl-entry":
            continue
        entry = step["entry"]
        row = {"RuleNumber": step["rule"], "Egress": step["direction"] == "egress", "RuleAction": entry["action"],
               "Protocol": numbers.get(entry["protocol"], entry["protocol"]),
               ("Ipv6CidrBlock" if ":" in entry["cidr"] else "CidrBlock"): entry["cidr"]}
        if "ports" in entry:
            row["PortRange"] = {"From": entry["ports"]["from"], "To": entry["ports"]["to"]}
        if "icmp" in entry:
            row["IcmpTypeCode"] = {"Type": entry["icmp"]["type"], "Code": entry["icmp"]["code"]}
        listed.append(row)
    return listed


def in_order(rows):
    return sorted(rows, key=lambda row: (row["Egress"], row["RuleNumber"]))


class PlanApply(CommandCase):
    def setUp(self):
        super().setUp()
        self.old = self.write("old.txt", OLD)
        self.new = self.write("new.txt", NEW)

    def document(self, *arguments):
        document = json.loads(run("plan-apply", *arguments, "--format", "json").stdout)
        schema = json.loads((PROJECT / "docs/schema/plan-apply.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
            self.fail(f"{arguments}: {error.message} at {list(error.path)}")
        return document

    def test_safe_order(self):
        answer = run("plan-apply", self.old, self.new)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertTrue(answer.stdout.startswith("acl-web: Safe: "), answer.stdout)
        self.assertIn("A naive apply", answer.stdout)
        self.assertRegex(answer.stdout, r"would break \d+ classes of connections for \d+ of \d+ steps")
        document = self.document(self.old, self.new)
        self.assertTrue(document["safe"])
        self.assertEqual(document["violations"], [])
        self.assertTrue(all(step["state"]["safe"] for step in document["steps"]))
        self.assertGreater(document["acls"][0]["naive"]["broken_classes"], 0)
        self.assertEqual([step["step"] for step in document["steps"]], list(range(1, len(document["steps"]) + 1)))

    def test_the_naive_order_counts_a_class_once(self):
        """Six services get other numbers. While they are deleted and made again one by one, eleven
        different sets of ports are broken, and each service is in many of them."""
        ports = (22, 80, 443, 3389, 5432, 6379)

        def table(first):
            rows = "".join(f"ingress {first + 10 * i} allow tcp {port} any\n" for i, port in enumerate(ports))
            return "acl: a\n" + rows + "egress 100 allow tcp 1024-65535 any\n"

        naive = self.document(self.write("b.txt", table(100)), self.write("a.txt", table(101)))["acls"][0]["naive"]
        self.assertEqual((naive["steps"], naive["breaking_steps"]), (12, 11))
        self.assertEqual((naive["broken_classes"], naive["opened_classes"]), (6, 0))
        self.assertIn("would break 6 classes of connections for 11 of 12 steps", naive["text"])

    def test_nothing_to_do(self):
        answer = run("plan-apply", self.old, self.old)
        self.assertEqual((answer.returncode, answer.stdout), (0, "Nothing to do: OLD and NEW have the same rules.\n"))
        self.assertEqual(self.document(self.old, self.old)["steps"], [])
        self.assertEqual(self.document(self.old, self.old, "--acl", "acl-web")["acls"][0]["way"], "nothing")

    def test_unavoidable(self):
        before, after = self.write("n1.txt", NARROW_OLD), self.write("n2.txt", NARROW_NEW)
        self.assertEqual(run("plan-apply", before, after, "--quota", "3").returncode, 0)
        answer = run("plan-apply", before, after, "--quota", "2")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("a: NOT SAFE: 2 calls in place", answer.stdout)
        self.assertIn("No order of OLD's and NEW's rules avoids it at this quota; rules of another shape might.",
                      answer.stdout)
        self.assertIn("after step 1: breaks", answer.stdout)
        document = self.document(before, after, "--quota", "2")
        self.assertTrue(document["acls"][0]["exhaustive"])
        violation = document["violations"][0]
        self.assertEqual((violation["step"], violation["kind"], violation["in_ports"], violation["out_ports"]),
                         (1, "broken", "443", "1024-65535"))
        self.assertEqual(violation["witness"]["in_port"], 443)
        self.assertEqual(run("plan-apply", before, after, "--quota", "2", "--soft-fail").returncode, 0)

    def test_swap_where_in_place_is_not_safe(self):
        head = "acl: a\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-a 10.0.1.0/24\n"
        before = self.write("n1.txt", NARROW_OLD.replace("acl: a\n", head))
        after = self.write("n2.txt", NARROW_NEW.replace("acl: a\n", head))
        document = self.document(before, after, "--quota", "2")
        self.assertEqual((document["safe"], document["acls"][0]["way"]), (True, "swap"))
        self.assertEqual([step["call"] for step in document["steps"]],
                         ["create-network-acl", *["create-network-acl-entry"] * 2,
                          "replace-network-acl-association", "delete-network-acl"])
        self.assertEqual(run("plan-apply", before, after, "--quota", "2", "--in-place").returncode, 2)
        default = self.write("n3.txt", NARROW_OLD.replace("acl: a\n", head + "default: yes\n"))
        self.assertIn("cannot be deleted", run("plan-apply", default, after, "--swap").stdout)

    def test_swap_between_two_subnets(self):
        """NEW turns the direction of ssh between the subnets round. While one has moved, ssh works
        in a direction in which it works neither before nor after."""
        head = "acl: a\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-a 10.0.1.0/24\nsubnet: subnet-b 10.0.2.0/24\n"
        before = self.write("o.txt", head + "ingress 100 allow tcp 22 any\negress 100 allow tcp 1024-65535 any\n")
        after = self.write("n.txt", head + "ingress 100 allow tcp 1024-65535 any\negress 100 allow tcp 22 any\n")
        document = self.document(before, after, "--swap")
        self.assertFalse(document["safe"])
        self.assertEqual({v["kind"] for v in document["violations"]}, {"opened"})
        self.assertIn("server", document["violations"][0])
        self.assertEqual(run("plan-apply", before, after, "--swap").returncode, 2)
        self.assertTrue(self.document(before, after)["safe"])

    def test_a_default_acl_is_never_deleted(self):
        """The default network ACL cannot be deleted (VPC User Guide, Network ACLs). A state names it as one, though it
        does not tell which other subnets of its VPC are its own."""
        state = json.loads((support.PROJECT / "tests/terraform/existing/state_shown.json").read_text(encoding="utf-8"))
        acl = "acl-0de0de0de0de0de00"
        rule = {"action": "allow", "cidr_block": "0.0.0.0/0", "from_port": 22, "icmp_code": 0, "icmp_type": 0, "ipv6_cidr_block": "",
                "protocol": "6", "rule_no": 100, "to_port": 22}
        resource = {"address": "aws_default_network_acl.default", "mode": "managed", "type": "aws_default_network_acl", "name": "default",
                    "provider_name": "registry.terraform.io/hashicorp/aws", "schema_version": 0,
                    "values": {"id": acl, "default_network_acl_id": acl, "vpc_id": "vpc-0aaaaaaaaaaaaaaa0", "subnet_ids": ["subnet-02000000000000020"],
                               "ingress": [rule], "egress": [dict(rule, protocol="-1", from_port=0, to_port=0)]}}
        resources = state["values"]["root_module"]["resources"]
        for other in resources:
            other["values"]["subnet_ids"] = [one for one in other["values"].get("subnet_ids", []) if one not in resource["values"]["subnet_ids"]]
        resources.append(resource)
        old = self.write("old.json", json.dumps(state))
        rule["from_port"] = rule["to_port"] = 443
        new = self.write("new.json", json.dumps(state))
        for words in ((), ("--format", "script"), ("--format", "json")):
            answer = run("plan-apply", old, new, "--swap", "--acl", acl, *words)
            self.assertNotEqual(answer.returncode, 1, answer.stderr)
            self.assertNotIn('delete-network-acl --network-acl-id "$acl_1"', answer.stdout)
            self.assertNotRegex(answer.stdout, r'(?m)^ +\d+ +delete-network-acl |"call": "delete-network-acl"')

    def test_what_cannot_be_planned(self):
        for old, new, words in [
                ("acl: a\ningress 100 allow tcp 22 any; ingress 100 deny tcp 22 any\n", NARROW_NEW, "unknown"),
                ("acl: a\ningress 100 allow tcp 22 any\ningress 100 allow tcp 22 ::/0\n", NARROW_NEW, "twice"),
                (NARROW_OLD, "acl: a\ningress 100 allow tcp 99999 any\n", "unknown"),
                (NARROW_OLD + "\nacl: c\n" + NARROW_OLD[7:], "acl: z\n" + NARROW_NEW[7:], "in common")]:
            answer = run("plan-apply", self.write("x.txt", old), self.write("y.txt", new))
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertIn(words, answer.stderr)
            self.assertIn("mend:", answer.stderr)
        for arguments in (["--acl", "acl-none"], ["--quota", "41"], ["--quota", "x"], ["--in-place", "--swap"]):
            self.assertEqual(run("plan-apply", self.old, self.new, *arguments).returncode, 1, arguments)
        self.assertEqual(run("plan-apply", "-", "-").returncode, 1)
        self.assertEqual(run("plan-apply", self.old, self.folder / "absent.txt").returncode, 1)
        narrow = self.write("x.txt", NARROW_OLD), self.write("y.txt", NARROW_NEW)
        self.assertIn("no subnet", run("plan-apply", *narrow, "--swap").stderr)

    def test_several_acls_and_pairing(self):
        both = OLD + "\nacl: acl-db\nname: db\n" + NARROW_OLD[7:] + "\nacl: acl-gone\ningress 1 allow all all any\n"
        other = NEW + "\nacl: acl-other\nname: db\n" + NARROW_NEW[7:]
        before, after = self.write("b.txt", both), self.write("a.txt", other)
        document = self.document(before, after)
        self.assertEqual([acl["acl"] for acl in document["acls"]], ["acl-web", "acl-db"])
        self.assertEqual(document["notes"], ["acl-gone stands in OLD only: deleting a whole ACL is not planned"])
        self.assertEqual({s["acl"] for s in self.document(before, after, "--acl", "db")["steps"]}, {"acl-db"})

    def test_notes(self):
        before, after = self.write("n1.txt", NARROW_OLD), self.write("n2.txt", NARROW_NEW)
        self.assertIn("it carries no traffic", run("plan-apply", before, after).stdout)
        many = "".join(f"ingress {n} allow tcp {n} any\n" for n in range(1, 31))
        full = self.write("full.txt", "acl: a\n" + many)
        less = self.write("less.txt", "acl: a\n" + many.replace("tcp 7 any", "tcp 7 10.0.0.0/8"))
        answer = run("plan-apply", full, less)
        self.assertIn("more rules than the quota of 20", answer.stdout)
        self.assertIn("31 of 31", answer.stdout)

    def test_markdown(self):
        answer = run("plan-apply", self.old, self.new, "--format", "markdown").stdout
        self.assertIn("## acl-web\n\n**Safe: ", answer)
        self.assertIn("| step | call | list | rule | entry | state after it | quota |", answer)

    def test_help_and_completion(self):
        answer = run("plan-apply", "--help")
        self.assertEqual(answer.returncode, 0)
        self.assertIn("halfopen plan-apply before.json after.json --format script > apply.sh", answer.stdout)
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("plan-apply", run("completion", shell).stdout)
        self.assertRegex(run("completion", "bash").stdout, r"'plan-apply '\*\) words='[^']*--in-place")


class Script(CommandCase):
    """The scripts are run against a program that keeps network ACLs and refuses what EC2 refuses."""

    def setUp(self):
        super().setUp()
        self.old = self.write("old.txt", OLD)
        self.new = self.write("new.txt", NEW)
        self.bash = shutil.which("bash")
        if not self.bash:
            self.skipTest("no bash")
        folder = self.folder / "bin"
        # Without site packages it starts in half the time; comparing needs them.
        self.write("bin/aws", f'#!/bin/sh\nexec "{sys.executable}" ${{FAKE_COMPARE--SE}} "{FAKE}" "$@"\n')
        (folder / "aws").chmod((folder / "aws").stat().st_mode | stat.S_IXUSR)
        self.state = self.folder / "state.json"
        self.goal = in_order(entries(self.new))

    def begin(self, **more):
        start = [row for row in entries(self.old)]
        state = {"acls": {"acl-web": {"vpc": "vpc-1", "entries": start,
                                      "subnets": {"subnet-a": "aclassoc-a", "subnet-b": "aclassoc-b"}}}, **more}
        self.state.write_text(json.dumps(state), encoding="utf-8")
        return in_order(start)

    def script(self, *arguments):
        answer = run("plan-apply", self.old, self.new, "--format", "script", *arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        path = self.write("apply.sh", answer.stdout)
        check = subprocess.run([self.bash, "-n", path], capture_output=True, text=True, check=False)
        self.assertEqual((check.returncode, check.stderr), (0, ""))
        return path

    def play(self, path, *arguments, **more):
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                       "FAKE_ACLS": str(self.state), "HALFOPEN_TRIES": "1", "HALFOPEN_PAUSE": "0", **more}
        return subprocess.run([self.bash, path, *arguments], capture_output=True, text=True, env=environment,
                              check=False, timeout=120)

    def acls(self):
        return json.loads(self.state.read_text(encoding="utf-8"))["acls"]

    def rows(self, acl="acl-web"):
        return in_order(self.acls()[acl]["entries"])

    def test_it_leads_to_new_and_back(self):
        start = self.begin()
        self.assertNotEqual(start, self.goal)
        path = self.script()
        done = self.play(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.rows(), self.goal)
        again = self.play(path)
        self.assertEqual(again.returncode, 1)
        self.assertIn("not as expected before the call", again.stderr)
        self.assertEqual(self.rows(), self.goal)
        back = self.play(path, "rollback")
        self.assertEqual(back.returncode, 0, back.stderr)
        self.assertEqual(self.rows(), start)

    def test_the_queries_are_what_the_real_cli_understands(self):
        if not importlib.util.find_spec("jmespath"):
            self.skipTest("no jmespath")
        self.two_subnets()
        for arguments in ([], ["--swap"]):
            self.begin()
            done = self.play(self.script(*arguments), FAKE_COMPARE="")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_it_rolls_back_wherever_a_call_fails(self):
        self.old, self.new = self.write("old.txt", SHORT_OLD), self.write("new.txt", SHORT_NEW)
        path = self.script()
        self.assertEqual(path.read_text(encoding="utf-8").count("\n# Step "), 3)
        for how in ("fail", "lose"):
            for position in (1, 2, 3):
                start = self.begin(**{how: position})
                done = self.play(path)
                self.assertEqual(done.returncode, 1, f"{how} {position}: {done.stderr}")
                self.assertEqual(self.rows(), start, f"{how} {position}: {done.stderr}")
                self.assertIn("everything is as it was", done.stderr)

    def test_it_stops_when_somebody_else_changes_the_acl(self):
        path = self.script()
        foreign = {"RuleNumber": 130, "Egress": False, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "192.0.2.0/24"}
        start = self.begin(meddle={"after": 1, "acl": "acl-web", "entry": foreign})
        done = self.play(path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("expected 'absent', found 'deny -1 192.0.2.0/24'", done.stderr)
        self.assertEqual(self.rows(), in_order(start + [foreign]))

    def test_a_rollback_does_not_believe_one_stale_read(self):
        self.old, self.new = self.write("old.txt", SHORT_OLD), self.write("new.txt", SHORT_NEW)
        path = self.script()
        for stale in ({"stale": 2}, {"deaf": 2}):  # the first reads after the lost answer
            start = self.begin(lose=1, **stale)
            done = self.play(path, HALFOPEN_TRIES="4")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(self.rows(), start, done.stderr)
            self.assertIn("everything is as it was", done.stderr)
        self.begin(lose=1, deaf=99)
        done = self.play(path, HALFOPEN_TRIES="2")
        self.assertEqual(done.returncode, 1)
        self.assertIn("its state cannot be read", done.stderr)
        self.assertIn("rollback 1", done.stderr)
        self.assertNotIn("somebody else", done.stderr)
        self.assertNotIn("as it was", done.stderr)

    def test_an_interruption_rolls_back(self):
        self.old, self.new = self.write("old.txt", SHORT_OLD), self.write("new.txt", SHORT_NEW)
        path = self.script()
        for name in ("HUP", "INT", "TERM"):
            start = self.begin(interrupt={"after": 2, "signal": name})
            done = self.play(path)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("step 1 of 3 made", done.stderr)
            self.assertIn("interrupted at step 2 of 3", done.stderr)
            self.assertIn("everything is as it was", done.stderr)
            self.assertEqual(self.rows(), start, done.stderr)

    def test_rollback_wants_a_number_of_steps(self):
        self.begin()
        path = self.script()
        self.assertEqual(self.play(path).returncode, 0)
        for wrong in ("", "x", "-1", "1x", "99", "99999999999999999999"):
            done = self.play(path, "rollback", wrong)
            self.assertEqual(done.returncode, 1, wrong)
            self.assertIn("nothing was done", done.stderr)
            self.assertEqual(self.rows(), self.goal)
        self.assertEqual(self.play(path, "rollback", "0").returncode, 0)
        self.assertEqual(self.rows(), self.goal)
        self.assertIn("rollback [N]", self.play(path, "what").stderr)

    def two_subnets(self):
        """A short change of an ACL with two subnets."""
        two = "subnet: subnet-a 10.0.1.0/24\nsubnet: subnet-b 10.0.2.0/24\ningress"
        self.old = self.write("old.txt", SHORT_OLD.replace("ingress", two, 1))
        self.new = self.write("new.txt", SHORT_NEW.replace("ingress", two, 1))
        self.goal = in_order(entries(self.new))

    def test_swap(self):
        self.two_subnets()
        start = self.begin()
        path = self.script("--swap")
        done = self.play(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        made = [name for name in self.acls() if name != "acl-web"]
        self.assertEqual(len(made), 1)
        self.assertEqual(self.rows(made[0]), self.goal)
        self.assertEqual(set(self.acls()[made[0]]["subnets"]), {"subnet-a", "subnet-b"})
        self.assertEqual((self.rows(), self.acls()["acl-web"]["subnets"]), (start, {}))
        back = self.play(path, "rollback", HALFOPEN_NEW_ACL_1=made[0])
        self.assertEqual(back.returncode, 0, back.stderr)
        self.assertEqual(set(self.acls()), {"acl-web"})
        self.assertEqual(set(self.acls()["acl-web"]["subnets"]), {"subnet-a", "subnet-b"})
        self.assertEqual(self.play(path).returncode, 0)
        self.assertEqual(self.play(path, "finish").returncode, 0)
        self.assertNotIn("acl-web", self.acls())

    def test_swap_rolls_back_wherever_a_call_fails(self):
        self.two_subnets()
        path = self.script("--swap")
        self.assertEqual(path.read_text(encoding="utf-8").count("\n# Step "), 5)
        for position in range(1, 6):
            start = self.begin(fail=position)
            done = self.play(path)
            self.assertEqual(done.returncode, 1, f"{position}: {done.stderr}")
            self.assertEqual((set(self.acls()), self.rows()), ({"acl-web"}, start), f"{position}: {done.stderr}")
            self.assertEqual(set(self.acls()["acl-web"]["subnets"]), {"subnet-a", "subnet-b"})

    def test_odd_names_stay_words(self):
        odd = "acl-'x $(touch pwned)`touch pwned`"
        before = self.write("odd-old.txt", NARROW_OLD.replace("acl: a", f"acl: {odd}"))
        after = self.write("odd-new.txt", NARROW_NEW.replace("acl: a", f"acl: {odd}"))
        script = self.write("odd.sh", run("plan-apply", before, after, "--format", "script").stdout)
        self.begin()
        subprocess.run([self.bash, script], capture_output=True, cwd=self.folder, check=False, timeout=60, env={
            **os.environ, "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "FAKE_ACLS": str(self.state), "HALFOPEN_TRIES": "1", "HALFOPEN_PAUSE": "0"})
        self.assertFalse((self.folder / "pwned").exists())

    def test_the_fake_refuses_what_ec2_refuses(self):
        self.begin()
        for words in (["create-network-acl-entry", "--ingress", "--rule-number", "100"],
                      ["replace-network-acl-entry", "--ingress", "--rule-number", "999"],
                      ["delete-network-acl-entry", "--egress", "--rule-number", "999"], ["delete-network-acl"]):
            answer = subprocess.run([self.folder / "bin" / "aws", "ec2", words[0], "--network-acl-id", "acl-web",
                                     *words[1:]], capture_output=True, check=False,
                                    env={**os.environ, "FAKE_ACLS": str(self.state)})
            self.assertEqual(answer.returncode, 254, words)


if __name__ == "__main__":
    support.main()
