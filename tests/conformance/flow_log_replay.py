#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""logs replay on real inputs: the ping of the VPC User Guide (from the samples of vectordotdev/vrl) by the network ACL that the
guide describes and by a mended one; and random connections over the export of batfish's hybrid cloud, with a rule changed, each
of them as `check --flows` judges it."""
import collections
import csv
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import support
from flow_logs import PING, PING_ACL, demand

CLOUD = "batfish+batfish/networks/hybrid-cloud-aws"
PLACED = "subnet: subnet-ping 172.31.16.0/20\n"
HEADER = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n"
START = 1767322800


def run(*arguments, stdin=None):
    return subprocess.run([support.PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False, input=stdin)


def replay(*arguments, stdin=None):
    answer = run("logs", "replay", *arguments, "--format", "csv", "--quiet", stdin=stdin)
    if answer.returncode not in (0, 2):
        sys.exit(f"logs replay {arguments}: {answer.stderr}")
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def check_ping(folder):
    """The reply of the ping dies by outbound rule 100; with an allow there it works."""
    mended = PING_ACL.replace("egress 100 deny", "egress 100 allow")
    for name, place in (("lone", ""), ("placed", PLACED)):
        before, after = folder / f"{name}-before.txt", folder / f"{name}-after.txt"
        before.write_text(PING_ACL.replace("\n", "\n" + place, 1), encoding="utf-8")
        after.write_text(mended.replace("\n", "\n" + place, 1), encoding="utf-8")
        rows = replay("-", "--before", before, "--after", after, stdin=PING)
        demand(f"the ping ({name})", [tuple(row.values()) for row in rows],
               [("opens", "half-open", "works", "icmp", "172.31.16.139", "", "acl-ping/egress/100", "", "1", "8", "672",
                 "2015-05-29T16:30:27Z", "2015-05-29T16:32:22Z", "203.0.113.12", "")])
        document = json.loads(run("logs", "replay", "-", "--before", before, "--after", after, "--format", "json", stdin=PING).stdout)
        demand("contradictions", {key: value["connections"] for key, value in document["contradictions"].items()},
               {"worked": 0, "rejected": 0})
        # The other way round the log contradicts the rules: it rejected what the mended ACL lets out.
        document = json.loads(run("logs", "replay", "-", "--before", after, "--after", before, "--format", "json", stdin=PING).stdout)
        demand("contradictions", document["contradictions"]["rejected"]["connections"], 1)
        demand("breaks", document["changes"]["breaks"]["connections"], 1)


def changed_cloud(folder):
    """The export with every allow of outbound traffic narrowed to TCP 32768-60999."""
    target = folder / "after"
    shutil.copytree(support.DATA / CLOUD, target)
    changed = 0
    for path in target.rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        for acl in document.get("NetworkAcls", []) if isinstance(document, dict) else []:
            for entry in acl["Entries"]:
                if entry["Egress"] and entry["RuleAction"] == "allow":
                    entry.update(Protocol="6", PortRange={"From": 32768, "To": 60999})
                    changed += 1
        path.write_text(json.dumps(document), encoding="utf-8")
    if not changed:
        sys.exit("no network ACL was changed: nothing is compared")
    return target


def addresses(cloud):
    """Addresses of interfaces, private and public, of free hosts, and outside."""
    found = {"198.51.100.7", "162.243.144.192", "203.0.113.9", "10.99.0.4", "8.8.8.8"}
    for path in cloud.rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            continue
        for interface in document.get("NetworkInterfaces", []):
            for own in interface.get("PrivateIpAddresses", []):
                found.add(own["PrivateIpAddress"])
                if own.get("Association", {}).get("PublicIp"):
                    found.add(own["Association"]["PublicIp"])
        for subnet in document.get("Subnets", []):
            base = subnet["CidrBlock"].split("/")[0].rsplit(".", 1)[0]
            found.update(f"{base}.{host}" for host in (9, 77))
    return sorted(found)


def check_cloud(folder):
    before = support.DATA / CLOUD
    after = changed_cloud(folder)
    dice = random.Random(5)
    hosts = addresses(before)
    text, flows = [HEADER], []
    for i in range(3000):
        client, server = dice.sample(hosts, 2)
        flow = (client, server, "tcp", 20000 + i * 15 % 45000, (22, 443, 3306)[i % 3])
        flows.append(flow)
        text.append(f"2 1 eni-1 {client} {server} {flow[3]} {flow[4]} 6 1 60 {START + i} {START + i} ACCEPT OK\n")
    log = folder / "flow.log"
    log.write_text("".join(text), encoding="utf-8")
    questions = "from,to,protocol,client_port,server_port\n" + "".join(",".join(map(str, flow)) + "\n" for flow in flows)
    sides = []
    for snapshot in (before, after):
        rows = list(csv.DictReader(io.StringIO(run("check", snapshot, "--flows", "-", "--quiet", stdin=questions).stdout)))
        demand("flows", len(rows), len(flows))
        sides.append([(row["verdict"], "" if row["verdict"] == "works" else row["request_decided_by"] or row["reply_decided_by"])
                      for row in rows])
    wanted = collections.Counter()
    for flow, x, y in zip(flows, *sides):
        if x[0] == y[0] and x[0] != "unknown":
            continue
        change = ("unknown" if "unknown" in (x[0], y[0]) else "breaks" if x[0] == "works" else "opens" if y[0] == "works" else "other")
        wanted[change, x[0], y[0], flow[1], str(flow[4]), x[1], y[1]] += 1
    got = {(row["change"], row["before"], row["after"], row["server"], row["server_port"], row["decided_by_before"],
            row["decided_by_after"]): int(row["connections"]) for row in replay(log, "--before", before, "--after", after)}
    for key in sorted(set(wanted) | set(got)):
        demand(f"connections of {key}", got.get(key, 0), wanted.get(key, 0))
    kinds = {key[0] for key in got}
    if "breaks" not in kinds or len(got) < 20:
        sys.exit(f"too little changes to prove anything: {kinds}, {len(got)} rows")
    return len(flows), len(got), sorted({verdict for side in sides for verdict, _ in side})


def main():
    if not (support.DATA / CLOUD).is_dir():
        print(f"skipped: no real inputs at {support.DATA}; set HALFOPEN_CONFORMANCE_DATA")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        check_ping(folder)
        flows, rows, verdicts = check_cloud(folder)
    print(f"the ping, and {flows} connections over a real export in {rows} rows: as expected; verdicts {', '.join(verdicts)}")


if __name__ == "__main__":
    main()
