#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands for the AWS CLI where network ACLs are changed: it keeps them in the JSON file that
FAKE_ACLS names, and refuses what EC2 refuses.

{"acls": {ID: {"vpc": …, "entries": [entries as in describe-network-acls], "subnets": {SUBNET: ASSOCIATION}}},
 "quota": 20, "calls": [commands that changed something],
 "fail": N     the Nth change is refused, once,
 "lose": N     the Nth change is made, and the answer is an error all the same,
 "meddle": {"after": N, "acl": ID, "entry": …}  somebody else puts an entry there after the Nth change,
 "stale": N    after a lost answer, the next N reads tell what was before it,
 "deaf": N     after a lost answer, the next N reads fail,
 "interrupt": {"after": N, "signal": NAME}  the script gets a signal once the Nth change is made}

Answers to --query are worked out here. With FAKE_COMPARE they are compared with what the library of
the real CLI says (jmespath).
"""
import json
import os
import re
import signal
import sys

STATE = os.environ["FAKE_ACLS"]


def refuse(text):
    sys.stderr.write(f"\nAn error occurred: {text}\n")
    sys.exit(254)


def options(words):
    found, name = {}, None
    for word in words:
        if word.startswith("--"):
            name = word[2:]
            found[name] = True
        else:
            found[name] = word
    return found


def pairs(text):
    return {key: int(value) for key, value in (part.split("=") for part in text.split(","))}


def entry_of(given):
    entry = {"RuleNumber": int(given["rule-number"]), "Egress": "egress" in given,
             "RuleAction": given["rule-action"], "Protocol": given["protocol"]}
    if "cidr-block" in given:
        entry["CidrBlock"] = given["cidr-block"]
    else:
        entry["Ipv6CidrBlock"] = given["ipv6-cidr-block"]
    if given["protocol"] in ("6", "17"):
        entry["PortRange"] = pairs(given["port-range"])
    if given["protocol"] in ("1", "58"):
        entry["IcmpTypeCode"] = pairs(given["icmp-type-code"])
    return entry


def family(entry):
    return "v4" if "CidrBlock" in entry else "v6"


def document(state, given):
    acls = []
    for name, acl in state["acls"].items():
        if given.get("network-acl-ids", name) != name:
            continue
        wanted = re.fullmatch(r"Name=association\.subnet-id,Values=(.+)", given.get("filters", "") or "")
        if wanted and wanted.group(1) not in acl["subnets"]:
            continue
        acls.append({"NetworkAclId": name, "VpcId": acl["vpc"], "Entries": acl["entries"], "Associations": [
            {"SubnetId": s, "NetworkAclAssociationId": a, "NetworkAclId": name} for s, a in acl["subnets"].items()]})
    return {"NetworkAcls": acls}


def field(entry, path):
    for way in path.split("||"):
        value = entry
        for key in way.strip().split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return value
    return None


def own_answer(data, query):
    """The few queries that scripts of plan-apply ask."""
    first = data["NetworkAcls"][0] if data["NetworkAcls"] else None
    if query == "NetworkAcls[0].NetworkAclId":
        return first and first["NetworkAclId"]
    entries = re.fullmatch(r"NetworkAcls\[0\]\.Entries\[\?Egress==`(true|false)` && RuleNumber==`(\d+)`\]\.\[(.*)\]", query)
    if entries:
        egress, number, fields = entries.group(1) == "true", int(entries.group(2)), entries.group(3).split(",")
        return first and [[field(e, f) for f in fields] for e in first["Entries"]
                          if e["Egress"] == egress and e["RuleNumber"] == number]
    subnet = re.fullmatch(r"NetworkAcls\[0\]\.Associations\[\?SubnetId=='(.+)'\]\.NetworkAclAssociationId", query)
    if subnet:
        return first and [a["NetworkAclAssociationId"] for a in first["Associations"] if a["SubnetId"] == subnet.group(1)]
    refuse(f"the fake does not know the query {query}")
    return None


def answer(data, query):
    found = own_answer(data, query)
    if "FAKE_COMPARE" not in os.environ:
        return found
    import jmespath
    real = jmespath.search(query, data)
    if real != found:
        refuse(f"the query {query} gives {real}, not {found}")
    return found


def as_text(value):
    """--output text: a line a list, tabs between values, None for nothing."""
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return "".join(as_text(item) for item in value)
        return "\t".join(str(item) for item in value) + "\n" if value else ""
    return f"{value}\n"


def change(state, command, given):
    acl = state["acls"].get(given.get("network-acl-id"))
    if command == "create-network-acl":
        name = f"acl-made-{len(state['calls'])}"
        state["acls"][name] = {"vpc": given["vpc-id"], "entries": [], "subnets": {}}
        return {"NetworkAcl": {"NetworkAclId": name}}
    if acl is None:
        refuse("InvalidNetworkAclID.NotFound")
    if command == "delete-network-acl":
        if acl["subnets"]:
            refuse("DependencyViolation")
        del state["acls"][given["network-acl-id"]]
        return None
    if command == "replace-network-acl-association":
        for other in state["acls"].values():
            for subnet, association in list(other["subnets"].items()):
                if association == given["association-id"]:
                    del other["subnets"][subnet]
                    acl["subnets"][subnet] = f"aclassoc-{len(state['calls'])}"
                    return {"NewAssociationId": acl["subnets"][subnet]}
        refuse("InvalidAssociationID.NotFound")
    number, egress = int(given["rule-number"]), "egress" in given
    there = [e for e in acl["entries"] if e["RuleNumber"] == number and e["Egress"] == egress]
    if (command == "create-network-acl-entry") == bool(there):
        refuse("NetworkAclEntryAlreadyExists" if there else "InvalidNetworkAclEntry.NotFound")
    rest = [e for e in acl["entries"] if e not in there]
    if command != "delete-network-acl-entry":
        entry = entry_of(given)
        alike = [e for e in rest if e["Egress"] == egress and family(e) == family(entry) and e["RuleNumber"] < 32767]
        if len(alike) + 2 > state.get("quota", 20):
            refuse("NetworkAclEntryLimitExceeded")
        rest.append(entry)
    acl["entries"] = rest
    return {}


def save(state):
    with open(STATE, "w", encoding="utf-8") as file:
        json.dump(state, file)


def main(words):
    if words[0] != "ec2":
        refuse("only ec2 is known here")
    command, given = words[1], options(words[2:])
    with open(STATE, encoding="utf-8") as file:
        state = json.load(file)
    state.setdefault("calls", [])
    if command == "describe-network-acls":
        lost = state.get("lost")
        if lost and state.get("deaf", 0) > 0:
            state["deaf"] -= 1
            save(state)
            refuse("RequestLimitExceeded")
        shown = state
        if lost and state.get("stale", 0) > 0:
            state["stale"] -= 1
            save(state)
            shown = {"acls": lost}
        data = document(shown, given)
        sys.stdout.write(as_text(answer(data, given["query"])) if "query" in given else json.dumps(data))
        return
    if state.get("fail") == len(state["calls"]) + 1:
        del state["fail"]
        save(state)
        refuse("UnauthorizedOperation")
    earlier = json.loads(json.dumps(state["acls"]))
    made = change(state, command, given)
    state["calls"].append(words)
    meddle = state.get("meddle", {})
    if meddle.get("after") == len(state["calls"]):
        state["acls"][meddle["acl"]]["entries"].append(meddle["entry"])
    if state.get("lose") == len(state["calls"]):
        state["lost"] = earlier
    save(state)
    if state.get("interrupt", {}).get("after") == len(state["calls"]):
        os.kill(os.getppid(), getattr(signal, "SIG" + state["interrupt"]["signal"]))
    if state.get("lose") == len(state["calls"]):
        refuse("RequestTimeout")
    if made is not None:
        sys.stdout.write(made["NetworkAcl"]["NetworkAclId"] + "\n" if "NetworkAcl" in made else json.dumps(made))


main(sys.argv[1:])
