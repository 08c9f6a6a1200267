#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fix: the two problems, exit codes, formats, and the commands and templates that it writes."""
import json
import re
import shlex

import support
from support import PROJECT, CommandCase, run

SERVER = PROJECT / "examples/web-server.txt"
HOME = PROJECT / "examples/ssh-from-home.txt"
ASK_A = (SERVER, "--from", "10.10.1.148", "--to", "web-server", "--port", "443")
ASK_B = (HOME, "--from", "203.0.113.9", "--to", "ssh-from-home", "--port", "22", "--client", "windows")


class Fix(CommandCase):
    def document(self, *arguments):
        return json.loads(run("fix", *arguments, "--format", "json").stdout)

    def test_problem_a_names_what_else_opens(self):
        options = self.document(*ASK_A)["options"]
        self.assertTrue(options)
        opened = [c for c in options[0]["opens"] if c["to"]["places"] == ["web-server"]]
        self.assertEqual(len(opened), 1)
        self.assertIn("http", opened[0]["services"])
        self.assertNotIn("https", opened[0]["services"])  # it was asked for
        self.assertIn("http 80", run("fix", *ASK_A).stdout)

    def test_what_no_rule_helps_hides_no_option_for_the_rest(self):
        """An address of the subnet is the NAT gateway's: it takes no connections, whatever the rules say."""
        ask = (PROJECT / "examples/shop", "--from", "internet", "--to", "subnet-edge", "--port", "443")
        found = self.document(*ask)
        self.assertEqual([c["verdict"] for c in found["before"]], ["denied", "no-route"])
        self.assertTrue(found["options"])
        self.assertEqual(found["options"][0]["edits"][0]["acl"], "acl-edge")
        self.assertTrue(any("10.20.0.10 is an address of nat-shop" in why for why in found["refused"]))
        self.assertIn("with it what rules can help works", run("fix", *ask).stdout)

    def test_two_rules_that_make_room_in_one_list(self):
        table = self.write("full.txt", "acl: a\nsubnet: s 10.0.1.0/24\ningress 1 deny tcp 443 25.0.0.0/8\n"
                           "ingress 2 deny all 24.0.0.0/8\ningress 3 allow all any\negress 1 allow all any\n")
        option = self.document(table, "--from", "24.0.0.0/7", "--to", "s", "--port", "443")["options"][0]
        taken = {1, 2, 3}
        for edit in option["edits"]:  # no number is overwritten that does not exist, none is created twice
            self.assertEqual(edit["kind"], "change" if edit["rule"] in taken else "add")
            taken.add(edit["rule"])
        numbers = [edit["rule"] for edit in option["edits"]]
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_problem_b_for_windows_and_for_any_client(self):
        options = self.document(*ASK_B)["options"]
        edits = [[(e["rule"], e["ports"], e["cidr"]) for e in o["edits"]] for o in options]
        self.assertEqual(edits, [[(100, "49152-65535", "203.0.113.9/32")], [(100, "49152-65535", "0.0.0.0/0")],
                                 [(100, "1024-65535", "203.0.113.9/32")], [(100, "1024-65535", "0.0.0.0/0")]])
        self.assertEqual([o["title"].split(",")[0] for o in options],
                         ["only the clients asked about", "any client"] * 2)
        self.assertTrue(all(q["used"] == 2 and q["within"] for o in options for q in o["quota"]))

    def apply(self, table, edits):
        """A rule table with the edits behind it (lists with room only)."""
        for edit in edits:
            self.assertEqual(edit["kind"], "add")
            table += f"{edit['direction']} {edit['rule']} {edit['action']} {edit['protocol']} {edit['ports']} {edit['cidr']}\n"
        return table

    def test_with_the_edits_check_says_works(self):
        rules = "acl: ssh-from-home\ningress 100 allow tcp 22 any\n"
        for option in self.document(*ASK_B)["options"]:
            mended = self.write("mended.txt", self.apply(rules, option["edits"]))
            self.assertEqual(run("check", mended, *ASK_B[1:]).returncode, 0)
            self.assertIn("nothing to mend", run("fix", mended, *ASK_B[1:]).stdout)
        self.assertEqual(run("check", self.write("same.txt", rules), *ASK_B[1:]).returncode, 2)

    def test_exit_codes(self):
        self.assertEqual(run("fix", *ASK_A).returncode, 2)
        self.assertEqual(run("fix", *ASK_A, "--soft-fail").returncode, 0)
        self.assertEqual(run("fix", SERVER, *ASK_A[1:-1], "22", "--fail-on", "half-open").returncode, 0)
        fixed = PROJECT / "examples/web-server-fixed.txt"
        answer = run("fix", fixed, *ASK_A[1:])
        self.assertEqual((answer.returncode, "nothing to mend" in answer.stdout), (0, True))

    def test_commands(self):
        bare = "acl: f\ningress 900 deny tcp 1 any\n"
        full = "acl: f\ningress 1 deny all all any; ingress 2 allow icmp 8:0 any; ingress 3 allow 47 all 10.0.0.0/8\n"
        for table, port in [(bare, "udp/53"), (bare, "icmp/echo"), (bare, "47/"), (full, "443")]:
            document = self.document(self.write("f.txt", table), "--from", "198.51.100.7", "--to", "f", "--port", port)
            for option in document["options"]:
                lines = option["aws_cli"].splitlines()
                self.assertEqual(len(lines), len(option["edits"]))
                for line, edit in zip(lines, option["edits"]):
                    self.check_command(shlex.split(line), edit)

    def check_command(self, words, edit):
        verb = {"add": "create-network-acl-entry", "change": "replace-network-acl-entry"}[edit["kind"]]
        self.assertEqual(words[:3], ["aws", "ec2", verb])
        options = dict(re.findall(r"(--[a-z0-9-]+) ([^ -][^ ]*|-1)(?= |$)", " ".join(words)))
        self.assertEqual(options["--rule-number"], str(edit["rule"]))
        self.assertEqual(options["--rule-action"], edit["action"])
        self.assertEqual(options["--cidr-block"], edit["cidr"])
        self.assertIn("--" + edit["direction"], words)
        numbers = {"tcp": "6", "udp": "17", "icmp": "1", "all": "-1"}
        self.assertEqual(options["--protocol"], numbers.get(edit["protocol"], edit["protocol"]))
        if "ports" in edit:
            first, _, last = edit["ports"].partition("-")
            self.assertEqual(options["--port-range"], f"From={first},To={last or first}")
        if "icmp" in edit:
            self.assertEqual(options["--icmp-type-code"], "Type={type},Code={code}".format(**edit["icmp"]))

    def test_templates_of_two_acls_have_names_of_their_own(self):
        two = self.write("two.txt", "acl: a\nsubnet: s-a 10.0.1.0/24\ningress 900 deny tcp 1 any\n\n"
                         "acl: b\nsubnet: s-b 10.0.2.0/24\ningress 900 deny tcp 1 any\n")
        option = self.document(two, "--from", "s-a", "--to", "s-b", "--port", "443")["options"][0]
        self.assertEqual(len(option["edits"]), 4)
        terraform = re.findall(r'^resource "aws_network_acl_rule" "([a-z][a-z0-9_]*)" \{$', option["terraform"], re.M)
        cloud = re.findall(r"^([A-Za-z0-9]+):$", option["cloudformation"], re.M)
        for names in (terraform, cloud):
            self.assertEqual(len(names), 4)
            self.assertEqual(len(set(names)), 4)
        self.assertEqual(option["terraform"].count("{\n"), option["terraform"].count("}\n"))
        for line in option["terraform"].splitlines():
            self.assertRegex(line, r'^(resource "\w+" "\w+" \{|\}|# .*|  [a-z_0-9]+ += ("[^"]*"|\d+|true|false))$')
        for line in option["cloudformation"].splitlines():
            self.assertRegex(line, r"^( {0,6}[A-Za-z0-9]+:( .+)?|# .*)$")

    def test_ipv6(self):
        six = self.write("six.txt", "acl: x\nsubnet: s 2001:db8:1::/64\ningress 900 deny tcp 1 ::/0\n")
        option = self.document(six, "--from", "2001:db8:2::1", "--to", "s", "--port", "443")["options"][0]
        self.assertIn("--ipv6-cidr-block 2001:db8:2::1/128", option["aws_cli"])
        self.assertIn('ipv6_cidr_block = "2001:db8:2::1/128"', option["terraform"])
        self.assertIn('Ipv6CidrBlock: "2001:db8:2::1/128"', option["cloudformation"])

    def test_full_lists(self):
        rules = "".join(f"egress {n} deny tcp {n} any\n" for n in range(1, 41))
        for count, word in [(19, "over the default quota"), (39, "at most 40 rules")]:
            table = "acl: q\ningress 100 allow tcp 443 any\n" + "".join(rules.splitlines(True)[:count])
            answer = run("fix", self.write("q.txt", table), "--from", "198.51.100.7", "--to", "q", "--port", "443")
            self.assertIn(word, answer.stdout + answer.stderr, count)

    def test_unknown_is_refused(self):
        doubt = self.write("doubt.txt", "acl: u\ningress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n")
        document = self.document(doubt, "--from", "198.51.100.7", "--to", "u", "--port", "443")
        self.assertEqual(document["options"], [])
        self.assertTrue(document["refused"])

    def test_markdown(self):
        text = run("fix", *ASK_A, "--format", "markdown").stdout
        self.assertTrue(text.startswith("## Fix\n"))
        for fence in ("```sh\n", "```hcl\n", "```yaml\n"):
            self.assertEqual(text.count(fence), 2)

    def test_errors(self):
        for arguments, word in [((SERVER, "--from", "1.1.1.1", "--to", "web-server"), "--port"),
                                ((SERVER, "--from", "1.1.1.1", "--to", "nowhere", "--port", "1"), "nowhere"),
                                ((*ASK_A, "--client", "beos"), "beos"), ((*ASK_A, "--format", "csv"), "csv"),
                                ((self.folder / "none.txt", *ASK_A[1:]), "none.txt")]:
            answer = run("fix", *arguments)
            self.assertEqual(answer.returncode, 1, arguments)
            self.assertEqual(answer.stdout, "")
            self.assertIn(word, answer.stderr)


if __name__ == "__main__":
    support.main()
