#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every JSON output validates against the schema in docs/schema; a spoiled one does not."""
import copy
import json
import unittest

import jsonschema

import lab_case
import support
from support import PROJECT, WEB, CommandCase, run

UNKNOWN = ("acl: u\nsubnet: subnet-u 10.5.0.0/24 2001:db8:5::/64\n"
           "ingress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"
           "ingress 110 allow tcp 22 any\ningress 120 allow icmp all any\n"
           "egress 100 allow tcp 1025-5000 any; egress 100 deny tcp 1025-5000 any\n"
           "egress 110 allow icmp 0 any; egress 110 deny icmp 0 any\negress 200 allow tcp 5001-65535 any\n")


def validator(name):
    schema = json.loads((PROJECT / "docs/schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


class Schema(CommandCase):
    def documents(self):
        """(words, document of check) for every verdict and shape."""
        unknown = self.write("unknown.txt", UNKNOWN)
        subnets = self.write("s.json", '{"Subnets": [{"SubnetId": "subnet-x", "VpcId": "v", "CidrBlock": "10.9.0.0/24"}]}')
        broken = self.write("broken.json", "{")
        inputs = [self.web, unknown, subnets, broken]
        for ends, ports in [
                (("198.51.100.7", "web"), "443"), (("198.51.100.7", "web"), "443 --client linux"),
                (("198.51.100.7", "web"), "443 --client windows-legacy"), (("198.51.100.7", "web"), "80"),
                (("198.51.100.7", "u"), "443"), (("198.51.100.7", "u"), "22"), (("198.51.100.7", "u"), "icmp/8"),
                (("198.51.100.7", "web"), "icmp/8"), (("198.51.100.7", "web"), "icmp/3:4"),
                (("198.51.100.7", "web"), "icmp/13"), (("198.51.100.7", "web"), "47/"),
                (("10.7.7.7", "web"), "47/"), (("198.51.100.7", "web"), "sctp/1"), (("internet", "subnet-web"), "443,udp/53"),
                (("10.0.0.0/8", "10.0.0.0/16"), "443"), (("subnet-web", "internet"), "443"), (("web", "u"), "22"),
                (("198.51.100.7", "subnet-x"), "443"), (("1.1.1.1", "2.2.2.2"), "443"), (("10.0.1.4", "10.0.1.5"), "443"),
                (("10.0.1.4", "10.0.1.1"), "icmp/8"), (("2001:db8::1", "subnet-u"), "443"), (("web", "internet"), "icmp/echo")]:
            words = ["--from", ends[0], "--to", ends[1], "--port", *ports.split()]
            yield words, [*inputs, *words]

    def test_check(self):
        schema = validator("check")
        verdicts = set()
        for words, arguments in self.documents():
            document = self.ask(*arguments)
            self.assertTrue(document["connections"], words)
            for error in schema.iter_errors(document):
                self.fail(f"{words}: {error.message} at {list(error.path)}")
            verdicts |= {c["verdict"] for c in document["connections"]}
        self.assertEqual(verdicts, {"works", "partial", "half-open", "denied", "unknown"})

    def test_explain(self):
        schema = validator("explain")
        for words, arguments in self.documents():
            document = json.loads(run("explain", *arguments, "--format", "json").stdout)
            for error in schema.iter_errors(document):
                self.fail(f"{words}: {error.message} at {list(error.path)}")

    def validated(self, schema, *arguments):
        document = json.loads(run(*arguments, "--format", "json").stdout)
        for error in schema.iter_errors(document):
            self.fail(f"{arguments}: {error.message} at {list(error.path)}")
        return document

    def test_matrix(self):
        unknown = self.write("unknown.txt", UNKNOWN)
        for extra in ((), ("--half-open",), ("--port", "443,udp/53,icmp/echo"), ("--verdict", "unknown"), ("--limit", "0")):
            self.validated(validator("matrix"), "matrix", self.web, unknown, *extra)

    def changed(self):
        """The web ACL and the unknown one with changes of every kind."""
        before = self.write("before.txt", WEB + "\n" + UNKNOWN)
        text = WEB.replace("32768-60999", "49152-65535").replace("icmp 8 any", "icmp 8 10.0.0.0/8")
        text = text.replace("ingress 140 allow 47 all any", "ingress 140 allow all all 2001:db8::/32\ningress 150 allow 89 all any")
        return before, self.write("after.txt", text + "\n" + UNKNOWN.replace("ingress 110 allow tcp 22 any", ""))

    def test_diff(self):
        before, after = self.changed()
        kinds = set()
        for pair in ((before, after), (after, before), (before, before), (before, self.web)):
            document = self.validated(validator("diff"), "diff", *pair)
            kinds |= {k for k in ("gained", "lost", "half_open", "healed", "closed", "unknown") if document[k]}
        self.assertGreaterEqual(kinds, {"gained", "lost", "half_open", "healed", "unknown"})

    def test_fix(self):
        full = self.write("full.txt", "acl: f\ningress 1 deny all all any\ningress 2 allow icmp all any\n")
        for table, to, ports in [(self.web, "web", "443,80"), (self.web, "web", "icmp/echo"), (self.web, "subnet-web", "47/"),
                                 (full, "f", "udp/53"), (self.write("u.txt", UNKNOWN), "u", "443")]:
            for source in ("198.51.100.7", "internet"):
                self.validated(validator("fix"), "fix", table, "--from", source, "--to", to, "--port", ports)

    def test_the_new_schemas_can_fail(self):
        before, after = self.changed()
        diff = self.validated(validator("diff"), "diff", before, after)
        fix = self.validated(validator("fix"), "fix", self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443")
        matrix = self.validated(validator("matrix"), "matrix", self.web, "--half-open")
        for name, good, change in [
                ("diff", diff, lambda d: d.update(same_behaviour=True)), ("diff", diff, lambda d: d.pop("closed")),
                ("diff", diff, lambda d: d["lost"][0].pop("witness")), ("diff", diff, lambda d: d["lost"][0]["from"].pop("anywhere")),
                ("diff", diff, lambda d: d["half_open"][0].update(client_ports="")),
                ("diff", diff, lambda d: d["half_open"][0]["witness"].update(before="lost")),
                ("fix", fix, lambda d: d.update(before=[])), ("fix", fix, lambda d: d["options"][0].update(edits=[])),
                ("fix", fix, lambda d: d["options"][0]["edits"][0].pop("ports")),
                ("fix", fix, lambda d: d["options"][0]["edits"][0].update(rule=32767)),
                ("fix", fix, lambda d: d["options"][0]["quota"][0].update(within=False)),
                ("fix", fix, lambda d: d["options"][0].update(aws_cli="rm -r")),
                ("matrix", matrix, lambda d: d["pairs"][0].update(echo="works")), ("matrix", matrix, lambda d: d["pairs"][0].pop("works")),
                ("matrix", matrix, lambda d: d["summary"].update(rows=-1)), ("matrix", matrix, lambda d: d.update(schema="halfopen.matrix/2"))]:
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(validator(name).iter_errors(document)), f"{name}: a change was not noticed")

    def test_ports(self):
        validator("ports-list").validate(json.loads(run("ports", "list", "--format", "json").stdout))
        validator("ports-classify").validate(
            json.loads(run("ports", "classify", "22", "0", "50000", "--format", "json").stdout))

    def assert_valid(self, name, *arguments):
        """The document of the verb, which must be valid."""
        document = json.loads(run(name, *arguments, "--format", "json").stdout)
        for error in validator(name).iter_errors(document):
            self.fail(f"{name} {arguments}: {error.message} at {list(error.path)}")
        return document

    def logs(self):
        """A log with every fate, both kinds of protocols, a bad line and records of no traffic."""
        ends = {"in": "198.51.100.7 10.0.1.5", "out": "10.0.1.5 198.51.100.7"}
        text = "2 1 eni-1 - - - - - - - 1 2 - NODATA\n2 1 eni-1 - - - - - - - 1 2 - SKIPDATA\nno record\n"
        for way, ports, action in [
                ("in", "61000 443 6", "ACCEPT"), ("out", "443 61000 6", "REJECT"), ("in", "50001 443 6", "ACCEPT"),
                ("out", "443 50001 6", "ACCEPT"), ("in", "50002 22 6", "REJECT"), ("in", "50003 53 17", "ACCEPT"),
                ("out", "443 50004 6", "ACCEPT"), ("in", "0 0 1", "REJECT"), ("in", "50005 443 6", "REJECT")]:
            text += f"2 1 eni-1 {ends[way]} {ports} 1 60 1767322800 1767322830 {action} OK\n"
        return self.write("flow.log", text), self.write("names.log", "srcaddr dstaddr\n10.0.0.1 10.0.0.2\n")

    def test_logs(self):
        log, names = self.logs()
        schema = validator("logs-diagnose")
        blames = set()
        for words in ([log], [log, "--snapshot", self.web], [names], [log, names, self.folder / "none.log"]):
            document = self.validated(schema, "logs", "diagnose", *words)
            blames |= {cause["blame"] for cause in document["causes"]}
        self.assertEqual(set(document["connections"]), {"works", "half-open", "denied", "unanswered", "reply-only"})
        self.assertGreaterEqual(blames, {"none", "network-acl", "contradicts-snapshot"})

    def test_logs_rejects(self):
        log, names = self.logs()
        schema = validator("logs-rejects")
        for by in ("port", "interface", "address"):
            good = self.validated(schema, "logs", "rejects", log, "--by", by)
            self.validated(schema, "logs", "rejects", names, self.folder / "none.log", "--by", by)
            for change in [lambda d: d.update(by="size"), lambda d: d["rows"][0].pop("records"), lambda d: d.pop("others"),
                           lambda d: d["rows"][0].update(records=0), lambda d: d["counts"].update(more=1)]:
                document = copy.deepcopy(good)
                change(document)
                self.assertTrue(list(schema.iter_errors(document)), "a change was not noticed")

    def test_logs_rules(self):
        schema = validator("logs-rules")
        good = self.validated(schema, "logs", "rules", self.logs()[0], "--snapshot", self.web)
        for change in [lambda d: d.pop("acl"), lambda d: d["rules"][0].update(rule="x"), lambda d: d["rules"][0].pop("accepted"),
                       lambda d: d["rules"][0].update(direction="in"), lambda d: d.update(outside=-1)]:
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(schema.iter_errors(document)), "a change was not noticed")

    def test_the_schema_of_logs_can_fail(self):
        good = self.validated(validator("logs-diagnose"), "logs", "diagnose", self.logs()[0], "--snapshot", self.web)
        for change in [lambda d: d.update(schema="halfopen.logs-diagnose/2"), lambda d: d.pop("to"),
                       lambda d: d["causes"][0].update(kind="works"), lambda d: d["causes"][0].pop("rule"),
                       lambda d: d["causes"][0].update(connections=0), lambda d: d["causes"][0]["example"].pop("client_port"),
                       lambda d: d["connections"].update(lost=1), lambda d: d["bad_lines"][0].update(line=0),
                       lambda d: d["counts"].pop("incomplete"), lambda d: d.update(extra=1)]:
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(validator("logs-diagnose").iter_errors(document)), "a change was not noticed")

    def replays(self):
        """Documents of logs replay with every kind of change, and of narrow."""
        log, names = self.logs()
        after = self.write("after.txt", support.WEB.replace("egress 100 allow tcp 32768-60999", "egress 100 allow tcp 443-61000")
                           .replace("tcp 443 any", "tcp 22 any"))
        lone = self.write("lone.txt", "acl: lone\ningress 100 allow all all any\negress 100 allow tcp 50000-50001 any\n")
        schema = validator("logs-replay")
        for words in ([log, "--before", self.web, "--after", after], [log, names, "--before", lone, "--after", self.web, "--narrow"],
                      [log, "--before", lone, "--narrow"], [names, "--before", self.web, "--after", after, "--narrow"],
                      [log, self.folder / "none.log", "--before", after, "--after", self.web]):
            yield self.validated(schema, "logs", "replay", *words)

    def test_logs_replay(self):
        documents = list(self.replays())
        changes = {row["change"] for document in documents for row in document.get("rows", [])}
        self.assertGreaterEqual(changes, {"breaks", "opens", "other"})
        kinds = {choice["kind"] for document in documents for reply in document.get("narrow", {}).get("replies", [])
                 for choice in reply["choices"]}
        self.assertGreaterEqual(kinds, {"recorded", "profiles"})
        self.assertTrue(any(document["contradictions"]["rejected"]["connections"] for document in documents))

    def test_the_schema_of_logs_replay_can_fail(self):
        schema = validator("logs-replay")
        plain, narrow = list(self.replays())[0:3:2]
        for good, change in [
                (plain, lambda d: d.update(schema="halfopen.logs-replay/2")), (plain, lambda d: d.pop("changes")), (plain, lambda d: d.pop("to")),
                (plain, lambda d: d["rows"][0].update(change="same")), (plain, lambda d: d["rows"][0].update(before="denied", change="breaks")),
                (plain, lambda d: d["rows"][0].update(connections=0)), (plain, lambda d: d["rows"][0].pop("server_port")),
                (plain, lambda d: d["contradictions"]["worked"].update(connections=1, example=None)),
                (plain, lambda d: d["changes"].pop("same")), (plain, lambda d: d.update(extra=1)),
                (narrow, lambda d: d.pop("narrow")), (narrow, lambda d: d["narrow"]["replies"][0]["choices"][0].update(hang=1)),
                (narrow, lambda d: d["narrow"]["replies"][0].update(choices=[])), (narrow, lambda d: d["narrow"]["replies"][0]["rule"].pop("ports"))]:
            self.assertEqual(list(schema.iter_errors(good)), [])
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(schema.iter_errors(document)), "a change was not noticed")

    def rule_tables(self):
        """Tables with findings, unknown rows, room for replies and both families."""
        odd = ("acl: odd\nname: o\nsubnet: t 10.0.2.0/24 2001:db8::/64\ningress 100 allow all 53 any\n"
               "ingress 100 allow tcp 80 ::/0\ningress 110 allow tcp 0-0 any\ningress 120 allow tcp 1024-65535 ::/0\n"
               "ingress 130 allow tcp 22 10.0.0.0/9\ningress 140 allow tcp 22 10.128.0.0/9\n"
               "ingress 150 allow udp 1024-65535 any\negress 100 allow icmp 8 any\negress 110 allow icmpv6 all ::/0\n"
               "egress 120 allow 47 all any\n")
        broken = "acl: broken\nInbound\n100 x TCP 70000 0.0.0.0/0 ALLOW\n99999 SSH TCP 22 0.0.0.0/0 ALLOW\n"
        empty = '{"NetworkAcls": [{"NetworkAclId": "acl-e", "VpcId": "v", "IsDefault": true, "Associations": [], "Entries": []}]}'
        many = "acl: many\n" + "".join(f"ingress {i} allow tcp {2 * i} any\n" for i in range(1, 46))
        texts = {"odd.txt": odd, "unknown.txt": UNKNOWN, "broken.txt": broken, "empty.json": empty, "many.txt": many}
        return [self.web, *(self.write(name, text) for name, text in texts.items())]

    def test_lint(self):
        seen = set()
        config = self.write("lint.json", json.dumps({"suppress": [
            {"id": "tcp-port-zero", "reason": "r"}, {"id": "quota-near", "reason": "unused"}]}))
        tables = self.rule_tables()
        for inputs in [[table] for table in tables] + [tables]:
            for words in ([], ["--minimum-severity", "note"], ["--config", config]):
                seen |= {f["id"] for f in self.assert_valid("lint", *inputs, *words)["findings"]}
        self.assertGreaterEqual(len(seen), 14, seen)

    def test_lint_ids_are_documented(self):
        text = (PROJECT / "docs/formats.md").read_text(encoding="utf-8")
        section = text[text.index("## Lint\n"):text.index("### The suppression file")]
        documented = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        self.assertEqual(documented, validator("lint").schema["$defs"]["id"]["enum"])

    def test_exposure(self):
        tables = self.rule_tables()
        documents = [self.assert_valid("exposure", *inputs) for inputs in [[table] for table in tables] + [tables]]
        self.assertTrue(any("unknown_ports" in e for d in documents for e in d["exposures"]))
        self.assertTrue(any(a["by_reply_rules"] for d in documents for a in d["admin_ports"]))

    def test_minimise(self):
        for table in self.rule_tables():
            self.assert_valid("minimise", table)
        document = self.assert_valid("minimise", self.web, "--at-most", "2")
        self.assertTrue(document["changes"])
        unknown = self.assert_valid("minimise", self.folder / "unknown.txt")
        self.assertTrue(any(part["skipped_unknown"] for part in unknown["parts"]))
        self.assertEqual({d["code"] for d in unknown["diagnostics"]}, {"HO2002"})

    def test_compile(self):
        for words in ([self.web], [self.web, "--device", "eth1"], [self.web, "--subnet", "subnet-web=eth1.10"]):
            document = self.assert_valid("compile", *words, "--to", "nft")
        changes = [lambda d: d["ports"][0].update(device="eth 1"), lambda d: d["ports"][0].pop("acl"),
                   lambda d: d.update(acls=[]), lambda d: d.update(ruleset=""), lambda d: d.update(to="pf"),
                   lambda d: d.pop("diagnostics")]
        for number, change in enumerate(changes):
            spoiled = copy.deepcopy(document)
            change(spoiled)
            self.assertTrue(list(validator("compile").iter_errors(spoiled)), f"change {number} was not noticed")

    # What `lab` writes needs a real lab; that its schemas can fail does not.
    LAB = {"from": "198.51.100.7", "to": "10.0.0.10", "service": "tcp/443", "client": {"name": "linux", "range": "32768-60999"},
           "kernel": "works", "model": "works", "agrees": True, "connections": 1, "answered": 1, "open_ports": 28232, "ports": 28232,
           "counts": [{"node": "router-1", "rule": "web ingress *", "packets": 0}],
           "kept": [], "telling": [{"client_port": 1, "port_at_server": 1024, "kernel": "half-open", "model": "half-open",
                        "request_arrived": True, "answered": False}],
           "picked": [{"client_port": 0, "kernel": "unknown", "model": "half-open", "request_arrived": False, "answered": False,
                       "error": "e"}]}
    VERIFY = {"schema": "halfopen.lab-verify/1", "connections": 3, "disagreements": 1, "skipped": 4, "labs": 1, "repeated": 1,
              "skipped_because": {"r": 4}, "tried": {"tcp over IPv4 behind NAT": 3}, "agreed": {"denied": 2},
              "examples": [{"client_port": 7, "kernel": "denied", "model": "works", "request_arrived": False, "answered": False,
                            "from": "a", "to": "b", "service": "icmp/8:0", "again": "halfopen lab verify a.json --seed 1"}]}

    @unittest.skipIf(lab_case.missing(), lab_case.missing())
    def test_lab(self):
        account = self.write("account.json", lab_case.account())
        verdicts = set()
        for words in ((self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443,80,icmp/echo,47,icmp/13"),
                      (self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443", "--client", "40000"),
                      (self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443", "--client", "1030-1040"),
                      (account, "--from", "10.0.1.5", "--to", "198.51.100.7", "--port", "443,udp/53,icmp/echo")):
            document = json.loads(run("lab", "run", *words, "--connections", "3", "--format", "json").stdout)
            for error in validator("lab").iter_errors(document):
                self.fail(f"{words}: {error.message} at {list(error.path)}")
            verdicts |= {r["kernel"] for r in document["runs"]}
        self.assertGreaterEqual(verdicts, {"works", "half-open", "denied"})
        for words in (("--random", "400"), ("--random", "200", "--spoil"), (account, "--connections", "100")):
            document = json.loads(run("lab", "verify", *words, "--format", "json", "--quiet").stdout)
            for error in validator("lab-verify").iter_errors(document):
                self.fail(f"{words}: {error.message} at {list(error.path)}")
            self.assertEqual(bool(document["examples"]), "--spoil" in words)

    def test_the_schemas_of_lab_can_fail(self):
        run_changes = [
            lambda r: r.update(kernel="no-route"), lambda r: r.pop("client"), lambda r: r.pop("ports"), lambda r: r.pop("counts"),
            lambda r: r.update(service="icmp/8:0"), lambda r: r.update(service="tcp443"), lambda r: r["client"].update(range=""),
            lambda r: r["counts"][0].update(node="client"), lambda r: r["counts"][0].update(rule=""), lambda r: r.update(seconds=1),
            lambda r: r["telling"][0].update(answered=True), lambda r: r["telling"][0].update(kernel="denied"),
            lambda r: r["telling"][0].update(client_port=65536), lambda r: r["telling"][0].update(model="partial"),
            lambda r: r["picked"][0].pop("error"), lambda r: r["picked"][0].update(kernel="works")]
        verify_changes = [
            lambda d: d.update(examples=[]), lambda d: d.update(disagreements=0), lambda d: d.pop("labs"),
            lambda d: d["tried"].update({"tcp": 1}), lambda d: d["agreed"].update(partial=1), lambda d: d["skipped_because"].update(r=0),
            lambda d: d["examples"][0].pop("again"), lambda d: d["examples"][0].update(again="--seed 1"),
            lambda d: d["examples"][0].update(kernel="works"), lambda d: d.update(examples=d["examples"] * 21)]
        whole = {"schema": "halfopen.lab/1", "runs": [self.LAB]}
        for name, good, part, changes in [("lab", whole, lambda d: d["runs"][0], run_changes),
                                          ("lab-verify", self.VERIFY, lambda d: d, verify_changes)]:
            validator(name).validate(good)
            for number, change in enumerate(changes):
                document = copy.deepcopy(good)
                change(part(document))
                self.assertTrue(list(validator(name).iter_errors(document)), f"{name}: change {number} was not noticed")

    def test_the_other_schemas_can_fail(self):
        odd = self.rule_tables()[1]
        spoils = {
            "lint": [lambda d: d["findings"][0].update(id="new-id"), lambda d: d["findings"][0].pop("remedy"),
                     lambda d: d["findings"][0].update(direction="in"), lambda d: d.update(notes_not_listed=-1),
                     lambda d: d["findings"][0].update(rule="0"), lambda d: d.pop("suppressed")],
            "exposure": [lambda d: d["exposures"][0].update(ports="", reply_room=""),
                         lambda d: d["exposures"][0].update(unknown_ports=""), lambda d: d["admin_ports"][0].update(port=23),
                         lambda d: d["admin_ports"][0].update(rules=[]), lambda d: d["exposures"][0].pop("family"),
                         lambda d: d["reply_ranges"][0].update(protocol="icmp")],
            "minimise": [lambda d: d["entries"][0].update(number=-1), lambda d: d.pop("diagnostics"),
                         lambda d: d["parts"][0].update(family="IPv4"), lambda d: d["parts"][0]["quota"].update(limit=21)],
        }
        for name, changes in spoils.items():
            good = self.assert_valid(name, odd)
            for number, change in enumerate(changes):
                document = copy.deepcopy(good)
                change(document)
                self.assertTrue(list(validator(name).iter_errors(document)), f"{name}: change {number} was not noticed")

    def practice_documents(self):
        words = ["practice", "--seed", "7"]
        lab = run(*words, "--lab", "--print").stdout
        path = self.write("lab.txt", lab + "\nthis is no 999 rule allow\n")
        for name, arguments in [("practice", [*words, "--count", "100"]), ("practice", [*words, "--topic", "nat", "--level", "2"]),
                                ("broken-lab", [*words, "--lab"]), ("judge-lab", [*words, "--lab", "--check", path])]:
            document = json.loads(run(*arguments, "--format", "json").stdout)
            for error in validator(name).iter_errors(document):
                self.fail(f"{arguments}: {error.message} at {list(error.path)}")
            yield name, document

    def test_practice(self):
        documents = list(self.practice_documents())
        self.assertEqual(len({question["topic"] for question in documents[0][1]["questions"]}), 10)

    def test_the_schemas_of_practice_can_fail(self):
        spoils = {
            "practice": [lambda d: d["questions"][0]["options"][d["questions"][0]["answer"]].update(right=False),
                         lambda d: [o.update(right=True) for o in d["questions"][0]["options"]], lambda d: d["questions"][0].pop("lesson"),
                         lambda d: d["questions"][0].update(topic="golf"), lambda d: d["questions"][0]["options"].pop(),
                         lambda d: d["questions"][0]["acls"][0]["inbound"][0].update(action="ALLOW"), lambda d: d.update(level=6)],
            "broken-lab": [lambda d: [g.update(reached=True) for g in d["goals"]], lambda d: d["hints"].pop(), lambda d: d["sources"][0].pop("text"),
                           lambda d: d["goals"][0].update(expect="partial")],
            "judge-lab": [lambda d: d.update(repaired=True), lambda d: d.pop("problems"), lambda d: d["goals"][0].update(reason="")],
        }
        for name, good in self.practice_documents():
            for number, change in enumerate(spoils[name]):
                document = copy.deepcopy(good)
                change(document)
                self.assertTrue(list(validator(name).iter_errors(document)), f"{name}: change {number} was not noticed")

    POLICY = """version: 1
expectations:
- expect: {from: internet, to: subnet-web, port: [tcp/443, icmp/echo, 47/], clients: linux, result: works}
- expect: {from: internet, to: subnet-web, port: tcp/443, family: ipv4, result: works}
  reason: r
- expect: {from: web, to: u, port: [22, icmp/8, sctp], result: [works, no-route]}
- expect: {from: internet, to: subnet-u, result: isolated}
  except: [{port: [tcp/22, icmp/echo]}]
- expect: {from: internet, to: [u, web], result: isolated}
- expect: {from: 198.51.100.7, to: subnet-x, result: isolated}
- expect: {from: 192.0.2.0/24, to: subnet-web, result: isolated, family: ipv4}
  except: [{port: [tcp, icmp, gre]}]
- expect: {from: subnet-web, to: 169.254.169.253, port: udp/53, result: denied}
- expect: {from: 192.0.2.1, to: 198.51.100.1, result: isolated}
- expect: {from: nowhere, to: u, port: 1, result: works}
"""

    def policy(self):
        """The document of a policy with every outcome and shape."""
        subnets = self.write("s.json", '{"Subnets": [{"SubnetId": "subnet-x", "VpcId": "v", "CidrBlock": "10.9.0.0/24"}]}')
        inputs = [self.web, self.write("unknown.txt", UNKNOWN), subnets, self.write("broken.json", "{")]
        return self.assert_valid("policy", self.write("p.yaml", self.POLICY), *inputs)

    def test_policy(self):
        outcomes = [e["outcome"] for e in self.policy()["expectations"]]
        self.assertEqual(outcomes, ["fails", "fails", "fails", "fails", "fails", "fails", "holds", "fails", "fails", "error"])

    def test_the_schema_of_policy_can_fail(self):
        good = self.policy()
        changes = [
            lambda d: d["expectations"][1].pop("witness"), lambda d: d["expectations"][1].pop("text"),
            lambda d: d["expectations"][1].update(violations=0), lambda d: d["expectations"][1].pop("ports"),
            lambda d: d["expectations"][1].update(openings=d["expectations"][3]["openings"]),
            lambda d: d["expectations"][1]["witness"].pop("verdict"), lambda d: d["expectations"][1].update(errors=[{"text": "x"}]),
            lambda d: d["expectations"][3].pop("openings"), lambda d: d["expectations"][3].update(expected=["isolated", "works"]),
            lambda d: d["expectations"][3]["openings"][0].update(protocol="6"),
            lambda d: d["expectations"][3]["openings"][0].update(passes=""), lambda d: d["expectations"][6].update(violations=1),
            lambda d: d["expectations"][6].update(witness=d["expectations"][3]["witness"]),
            lambda d: d["expectations"][9].update(answers=1), lambda d: d["expectations"][9].pop("errors"),
            lambda d: d["summary"].pop("error"), lambda d: d.pop("assumptions"), lambda d: d.update(expectations=[])]
        for number, change in enumerate(changes):
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(validator("policy").iter_errors(document)), f"change {number} was not noticed")

    def test_an_empty_answer(self):
        validator("check").validate(self.ask("missing", "--from", "1.1.1.1", "--to", "web", "--port", "443"))

    def test_the_schema_can_fail(self):
        schema = validator("check")
        good = self.ask(self.web, "--from", "198.51.100.7", "--to", "web", "--port", "443,80")
        schema.validate(good)

        def spoil(change):
            document = copy.deepcopy(good)
            change(document["connections"][0], document["connections"][1])
            return list(schema.iter_errors(document))

        changes = [
            lambda works, denied: works.update(verdict="maybe"),
            lambda works, denied: works.update(extra=1),
            lambda works, denied: works.pop("reply"),
            lambda works, denied: works.update(server_port=65536),
            lambda works, denied: works["reply"].update(open_client_ports="all"),
            lambda works, denied: denied["request"].pop("denied_by"),
            lambda works, denied: denied.update(reply=works["reply"]),
            lambda works, denied: works.update(profiles=None),
        ]
        for number, change in enumerate(changes):
            self.assertTrue(spoil(change), f"change {number} was not noticed")


if __name__ == "__main__":
    support.main()
