#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The answers of expectations.json: exact port sets, counts and deciding rules.

Rule tables whose source is no export are transcribed here (rules are facts): the network ACL example of
terraform-aws-modules/terraform-aws-vpc (Apache-2.0) and Scenario 2 of the Amazon VPC User Guide
(CC-BY-SA-4.0), where 192.0.2.0/24 stands for "your home network".
"""
import json
import pathlib
import sys
import tempfile

import support

TERRAFORM = """acl: public
subnet: subnet-public 10.0.4.0/24 2001:db8::/64
Inbound
100 allow tcp 80 0.0.0.0/0
110 allow tcp 443 0.0.0.0/0
120 allow tcp 22 0.0.0.0/0
130 allow tcp 3389 0.0.0.0/0
140 allow tcp 80 ::/0
900 allow tcp 1024-65535 0.0.0.0/0
Outbound
100 allow tcp 80 0.0.0.0/0
110 allow tcp 443 0.0.0.0/0
120 allow tcp 1433 10.0.100.0/22
130 allow tcp 22 10.0.100.0/22
140 allow icmp 8 10.0.0.0/22
150 allow tcp 90 ::/0
900 allow tcp 32768-65535 0.0.0.0/0
"""
PUBLIC = """acl: public
subnet: subnet-public {public}
Inbound
100 HTTP TCP 80 0.0.0.0/0 ALLOW
110 HTTPS TCP 443 0.0.0.0/0 ALLOW
120 SSH TCP 22 192.0.2.0/24 ALLOW
130 RDP TCP 3389 192.0.2.0/24 ALLOW
140 Custom TCP TCP 1024-65535 0.0.0.0/0 ALLOW
Outbound
100 HTTP TCP 80 0.0.0.0/0 ALLOW
110 HTTPS TCP 443 0.0.0.0/0 ALLOW
120 MS SQL TCP 1433 10.0.1.0/24 ALLOW
140 Custom TCP TCP 32768-65535 0.0.0.0/0 ALLOW
150 SSH TCP 22 10.0.1.0/24 ALLOW
"""
PRIVATE = """acl: private
subnet: subnet-private 10.0.1.0/24
Inbound
100 MS SQL TCP 1433 10.0.0.0/24 ALLOW
120 SSH TCP 22 10.0.0.0/24 ALLOW
130 RDP TCP 3389 10.0.0.0/24 ALLOW
140 Custom TCP TCP 1024-65535 0.0.0.0/0 ALLOW
Outbound
100 HTTP TCP 80 0.0.0.0/0 ALLOW
110 HTTPS TCP 443 0.0.0.0/0 ALLOW
120 Custom TCP TCP 32768-65535 10.0.0.0/24 ALLOW
"""
SCENARIO = [PUBLIC.format(public="10.0.0.0/24"), PRIVATE]
# The edges that the instance's port crosses on the way through the NAT gateway: the gateway's subnet
# sees the instance, the instance's subnet sees the internet host.
SCENARIO_NAT = [PUBLIC.format(public="198.51.100.0/24"), PRIVATE]
ZERO = ["ingress 100 allow tcp 443 any; egress 200 allow tcp 0-0 any\n"]
BATFISH = "batfish+batfish/networks/hybrid-cloud-aws/aws_configs/us-west-2/NetworkAcls.json"

# id: (texts or a file of the data, from, to, port)
QUESTIONS = {
    "X01": ([TERRAFORM], "198.51.100.7", "subnet-public --ip-version 4", "443"),
    "X02": ([TERRAFORM], "2001:db8:9::7", "subnet-public", "80"),
    "X03": ([TERRAFORM], "subnet-public", "198.51.100.7", "443"),
    "X04": ([TERRAFORM], "subnet-public", "2001:db8:9::7", "90"),
    "X08": (ZERO, "198.51.100.7", "input0", "443"),
    "X09": (ZERO, "input0", "198.51.100.7", "443"),
    "X10": (BATFISH, "162.243.144.192", "acl-4db39c28", "3306"),
    "X11": (BATFISH, "acl-4db39c28", "198.51.100.7", "443"),
    "X12": (BATFISH, "acl-4db39c28", "162.243.144.192", "443"),
    "X13": (SCENARIO, "198.51.100.7", "10.0.0.5", "443"),
    "X14": (SCENARIO, "10.0.0.5", "10.0.1.5", "1433"),
    "X15": (SCENARIO, "10.0.0.5", "10.0.1.5", "3389"),
    "X16": (SCENARIO, "10.0.0.5", "10.0.1.5", "22"),
    "X17": (SCENARIO_NAT, "10.0.1.5", "198.51.100.7", "443"),
    "X18": (SCENARIO, "10.0.0.5", "198.51.100.7", "443"),
}
PROFILES = {"linux_default": "linux", "aws_doc_linux": "linux-pre-4.2", "windows_2008+/iana": "windows",
            "windows_xp_2003": "windows-legacy", "natgw/elb/lambda": "nat-gateway"}


def answer_of(folder, question):
    source, start, end, port = question
    if isinstance(source, str):
        inputs = [support.DATA / source]
    else:
        inputs = []
        for number, text in enumerate(source):
            inputs.append(folder / f"input{number}.txt")
            inputs[-1].write_text(text, encoding="utf-8")
    _, document = support.check(inputs, "--from", start, "--to", *end.split(), "--port", port)
    return document


def differences(expected, document):
    if document["diagnostics"]:
        yield f"diagnostics: {document['diagnostics']}"
    if len(document["connections"]) != 1:
        yield f"{len(document['connections'])} connections"
        return
    connection = document["connections"][0]
    if expected["request_leg"] == "die":
        rule = connection["request"].get("denied_by", {}).get("rule")
        if connection["verdict"] != "denied" or rule != expected["killed_by"]:
            yield f"expected denied by {expected['killed_by']}, got {connection['verdict']} {rule}"
        return
    ports = expected["good_client_ports"].replace("(none)", "")
    got = connection["reply"]["open_client_ports"]
    if got != ports:
        yield f"open client ports: expected '{ports}', got '{got}'"
    shares = {share["name"]: share for share in connection["profiles"]}
    for name, share in expected["profiles"].items():
        ours = shares[PROFILES[name]]
        if (ours["open"], ours["total"]) != (share["ok"], share["total"]):
            yield f"{name}: expected {share['ok']}/{share['total']}, got {ours['open']}/{ours['total']}"


def main():
    support.need_data()
    expectations = json.loads((support.DATA / "expectations.json").read_text(encoding="utf-8"))
    known = {expected["id"]: expected for expected in expectations}
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name, question in QUESTIONS.items():
            document = answer_of(pathlib.Path(folder), question)
            wrong += [f"{name}: {what}" for what in differences(known[name], document)]
    left = sorted(set(known) - set(QUESTIONS))
    print(f"{len(QUESTIONS)} questions, {len(wrong)} differences; not asked (CloudFormation): {', '.join(left)}")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
