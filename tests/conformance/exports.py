#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Real exports load without a false diagnostic, and answer as their INDEX says."""
import sys

import support

CUSTODIAN = "cloud-custodian+cloud-custodian/tests/data/placebo/"
CARTOGRAPHY = "cartography-cncf+cartography/tests/data/aws/ec2/network_acls"
BATFISH = "batfish+batfish/networks/hybrid-cloud-aws"
ACADEMY = "devopsacademyau+academy/c02-network08/"

# (input, from, to, port, verdict, deciding rule of the request or of the reply's denial)
QUESTIONS = [
    (BATFISH, "subnet-1f315846", "198.51.100.7", "443", "half-open", None),
    (BATFISH, "162.243.144.192", "subnet-1f315846", "3306", "works", "100"),
    (BATFISH, "198.51.100.7", "subnet-1f315846", "3306", "denied", "*"),
    (BATFISH, "subnet-1f315846", "subnet-9c8adceb", "22", "denied", "*"),
    (BATFISH, "198.51.100.7", "subnet-8d0cbdeb", "443", "no-route", "100"),
    (CARTOGRAPHY, "subnet-0a1a", "subnet-06ba", "443", "works", "100"),
    (CARTOGRAPHY, "acl-077e", "2001:db8:1234:1a00::5", "443", "half-open", None),
    (CARTOGRAPHY, "acl-077e", "2001:db8:ffff::5", "443", "denied", "*"),
    (CUSTODIAN + "test_network_acl_s3_present/ec2.DescribeNetworkAcls_1.json",
     "acl-2495b15d", "54.231.0.0/17", "443", "works", "100"),
    (CUSTODIAN + "test_network_acl_s3_missing/ec2.DescribeNetworkAcls_1.json",
     "acl-6c9db915", "52.216.0.0/15", "443", "works", "100"),
    (CUSTODIAN + "test_network_acl_s3_missing/ec2.DescribeNetworkAcls_2.json",
     "acl-6c9db915", "54.231.0.0/17", "443", "denied", "*"),
    (CUSTODIAN + "test_network_acl_s3_missing/ec2.DescribeNetworkAcls_2.json",
     "acl-6c9db915", "52.216.0.0/15", "443", "denied", "*"),
    (ACADEMY + "frdvo_1.json", "172.16.200.5", "acl-0e036e5c5c674f74b", "22", "works", "100"),
    (ACADEMY + "frdvo_2.json", "172.16.200.5", "acl-0e036e5c5c674f74b", "22", "denied", "90"),
    (ACADEMY + "frdvo_3.json", "172.16.200.5", "acl-0e036e5c5c674f74b", "22", "works", "100"),
    (ACADEMY + "frdvo_3.json", "acl-0e036e5c5c674f74b", "180.200.50.9", "443", "denied", "85"),
    (ACADEMY + "zarajoy_1.json", "172.16.200.5", "acl-0076456c3a7c5b8bd", "22", "denied", "90"),
    (ACADEMY + "zarajoy_2.json", "180.200.50.9", "acl-0076456c3a7c5b8bd", "443", "half-open", None),
    (ACADEMY + "afaryy_1.json", "172.16.200.5", "acl-0c99c61dea421885c", "22", "denied", "20"),
    (ACADEMY + "afaryy_1.json", "172.16.201.5", "acl-0c99c61dea421885c", "22", "works", "100"),
]


def rule_of(connection):
    request = connection["request"]
    return request["denied_by"]["rule"] if "denied_by" in request else request["crossings"][-1]["rule"]


def main():
    support.need_data()
    wrong = []
    for path, start, end, port, verdict, rule in QUESTIONS:
        _, document = support.check([support.DATA / path], "--from", start, "--to", end, "--port", port)
        name = f"{path}: {start} -> {end} {port}"
        if document["diagnostics"]:
            wrong.append(f"{name}: diagnostics {document['diagnostics']}")
        got = [(c["verdict"], rule_of(c)) for c in document["connections"]]
        if len(got) != 1 or got[0][0] != verdict or (rule and got[0][1] != rule):
            wrong.append(f"{name}: expected {verdict} by {rule}, got {got}")
    print(f"{len(QUESTIONS)} questions, {len(wrong)} differences")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
