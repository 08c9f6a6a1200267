#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Templates of other people, read as they stand: the answers of expectations.json, the shadowed rules that
INDEX.md names, one template in two languages, and what the file names of stelligent/cfn_nag state."""
import json
import pathlib
import subprocess
import sys
import tempfile

import expectations
import lint
import support

PAIR = "PRX+Infrastructure/pairs/lambda-ephemeral/{}_private-network-acl.yml"
QUICKSTART = "aws-quickstart+quickstart-compliance-common/templates/vpc-production.template"
TWINS = "aws-cloudformation+aws-cloudformation-templates/VPC/VPC_With_Managed_NAT_And_Private_Subnet"
VPC = ["--param", "VpcCidrBlock=10.0.0.0/16", "--param", "VpcIpv6CidrBlocks=2001:db8::/56"]
# The pair declares a network ACL alone. Its subnets stand in another template, so here they do, too.
SUBNETS = """Parameters: {VpcId: {Type: AWS::EC2::VPC::Id}, Acl: {Type: String}}
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref VpcId, CidrBlock: 10.0.1.0/24}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref VpcId, CidrBlock: 10.0.2.0/24}}
  JoinA: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref Acl}}
  JoinB: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref B, NetworkAclId: !Ref Acl}}
"""
PUBLIC = "198.51.100.7"
# id: (template, from, to, port). Addresses of the quickstart are the defaults of its parameters. X22 is about the
# edges that the instance's port crosses on the way to the NAT gateway, which stands in the DMZ.
QUESTIONS = {
    "X19": (QUICKSTART, PUBLIC, "10.100.10.5", "443"),
    "X20": (QUICKSTART, PUBLIC, "10.100.10.5", "80"),
    "X21": (QUICKSTART, "10.100.10.5", "10.100.96.5", "80"),
    "X22": (QUICKSTART, "10.100.96.5", "10.100.10.5", "22"),
    "X23": (QUICKSTART, PUBLIC, "10.100.96.5", "3306"),
    "X32": (PAIR.format("before"), "A", "B", "6379"),
    "X33": (PAIR.format("before"), "A", PUBLIC, "443"),
    "X34": (PAIR.format("after"), "A", "B", "6379"),
    "X35": (PAIR.format("after"), "A", PUBLIC, "443"),
}
# The answers hold for a management VPC with a block of its own: one parameter has no default, and SSH from
# management is open to everybody by default.
MANAGEMENT = ["--param", "pManagementCIDR=10.10.0.0/16", "--param", "pMgmtSSHCIDR=10.10.0.0/16"]


def answer_of(folder, question):
    template, start, end, port = question
    inputs = [support.DATA / template]
    given = MANAGEMENT
    if template != QUICKSTART:
        inputs.append(folder / "subnets.yaml")
        inputs[-1].write_text(SUBNETS, encoding="utf-8")
        given = [*VPC, "--param", "Acl=PrivateNetworkAcl"]
    _, document = support.check(inputs, *given, "--from", start, "--to", end, "--port", port)
    # What hangs on no rule: zones, and parameters that only name the VPC.
    document["diagnostics"] = [d for d in document["diagnostics"] if d["severity"] != "note"]
    for connection in document["connections"]:
        connection["profiles"] = connection.get("profiles", [])
    return document


def questions(folder):
    known = {e["id"]: e for e in json.loads((support.DATA / "expectations.json").read_text(encoding="utf-8"))}
    for name, question in QUESTIONS.items():
        for what in expectations.differences(known[name], answer_of(folder, question)):
            yield f"{name}: {what}"


def share(folder):
    """The one number that the fix was about, as `check` prints it: 43.77 % before, all after."""
    for when, wanted in (("before", ("partial", 28237)), ("after", ("works", 64512))):
        _, document = support.check([support.DATA / PAIR.format(when), folder / "subnets.yaml"], *VPC,
                                    "--param", "Acl=PrivateNetworkAcl", "--from", "A", "--to", "B",
                                    "--port", "6379", "--client", "lambda")
        connection, = document["connections"]
        profile, = connection["profiles"]
        if (connection["verdict"], profile["open"], profile["total"]) != (*wanted, 64512):
            yield f"{when}: {connection['verdict']} {profile}"


def shadowed():
    """INDEX.md: shadowed rules private out 120, public out 140; nothing else is shadowed."""
    _, document, _ = lint.run("lint", support.DATA / QUICKSTART, *MANAGEMENT)
    found = sorted((f["acl"], f["direction"], f["rule"]) for f in document["findings"] if f["id"] == "shadowed-rule")
    if found != [("rNACLPrivate", "egress", "120"), ("rNACLPublic", "egress", "140")]:
        yield f"quickstart: shadowed {found}"


def without_places(value, name):
    """A document without lines, columns and the name of the file."""
    if isinstance(value, dict):
        return {k: without_places(v, name) for k, v in value.items() if k not in ("line", "column", "place")}
    if isinstance(value, list):
        return [without_places(item, name) for item in value]
    return value.split(name)[0] if isinstance(value, str) else value


def twins():
    """One template as JSON and as YAML: whatever is asked, the answers are alike."""
    asked = (["matrix"], ["lint", "--minimum-severity", "note"], ["exposure"],
             ["check", "--from", "internet", "--to", "PublicSubnet0", "--port", "443,udp/53,icmp/8"],
             ["check", "--from", "PrivateSubnet1", "--to", "internet", "--port", "443"],
             ["check", "--from", "PublicSubnet1", "--to", "PrivateSubnet0", "--port", "5432"])
    for verb, *options in asked:
        documents = []
        for ending in ("json", "yaml"):
            path = support.DATA / f"{TWINS}.{ending}"
            code, document, error = lint.run(verb, path, *options)
            if not document:
                yield f"{verb} {ending}: exit {code} {error}"
            documents.append(json.dumps([code, without_places(document, str(path))], sort_keys=True))
        if documents[0] != documents[1]:
            yield f"{verb} {options}: JSON and YAML differ"
        if len(documents[0]) < 300:
            yield f"{verb} {options}: nothing was answered: {documents[0]}"


def nag():
    """The findings that lint.py demands of the transcriptions, of the templates themselves."""
    ids = {"myNetworkAcl": "acl1", "PublicNetworkAcl": "acl1", "myNetworkAcl2": "acl2"}
    for name, (_, present, absent) in lint.TEMPLATES.items():
        _, document, _ = lint.lint(support.DATA / lint.NAG / f"{name}.yml")
        codes = [d["code"] for d in document["diagnostics"]]
        found = {(ids[f["acl"]], f["id"], f.get("direction"), f.get("rule")) for f in document["findings"]}
        if present is None:
            about = {kind for _, kind, _, rule in found if rule == "100"}
            if codes != ["HO1006"] or about != {"unknown-rules"}:
                yield f"{name}: {codes} {found}"
        elif codes != ["HO2002"] * lint.DUPLICATES.get(name, 0):
            yield f"{name}: diagnostics {codes}"
        elif not present <= found or {kind for _, kind, _, _ in found} & absent:
            yield f"{name}: found {sorted(map(str, found))}"


def every_template():
    """Whatever template there is: an answer, and no error but those that cfn_nag put there."""
    for path in sorted(support.DATA.rglob("*")):
        if path.suffix not in (".yml", ".yaml", ".template") or not path.is_file():
            continue
        run = subprocess.run([support.PROGRAM, "matrix", str(path), "--format", "json"], capture_output=True,
                             text=True, check=False, timeout=120)
        if run.returncode not in (0, 1, 2) or (run.returncode == 1 and not run.stderr):
            yield f"matrix {path}: exit {run.returncode} {run.stderr}"


def main():
    support.need_data()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrong = [*questions(folder), *share(folder), *shadowed(), *twins(), *nag(), *every_template()]
    print(f"{len(QUESTIONS)} questions, {len(lint.TEMPLATES)} templates of cfn_nag and twins, {len(wrong)} differences")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
