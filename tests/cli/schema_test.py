#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every JSON output validates against the schema in docs/schema; a spoiled one does not."""
import copy
import json

import jsonschema

import support
from support import PROJECT, CommandCase, run

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

    def test_ports(self):
        validator("ports-list").validate(json.loads(run("ports", "list", "--format", "json").stdout))
        validator("ports-classify").validate(
            json.loads(run("ports", "classify", "22", "0", "50000", "--format", "json").stdout))

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
