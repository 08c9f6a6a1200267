# SPDX-License-Identifier: Apache-2.0
"""What an answer says for one key of a case file, as the text that the case would have."""

MARKS = {"allow": "", "deny": "!", "unknown": "?"}


def filter_name(crossing):
    """acl-1/ingress, sg-1+sg-2/egress."""
    groups = crossing.get("security_groups")
    return f"{'+'.join(groups) if groups else crossing.get('acl', '?')}/{crossing['direction']}"


def place(crossing):
    if crossing.get("security_groups"):
        return filter_name(crossing)
    return f"{filter_name(crossing)}/{crossing.get('rule', '?')}"


def rules_of(crossing):
    """The rules that let some client port back; if none does, the others, with their mark."""
    by_action = {}
    for decision in crossing.get("decisions", []):
        by_action.setdefault(decision["action"], []).append(decision["rule"])
    for action in ("allow", "unknown", "deny"):
        if action in by_action:
            return "+".join(by_action[action]) + MARKS[action]
    return "?"


def crossings_text(leg):
    """All crossings of a leg in the order of travel."""
    texts = []
    for crossing in leg.get("crossings", []):
        if "decisions" in crossing:
            texts.append(f"{filter_name(crossing)}/{rules_of(crossing)}")
        else:
            texts.append(place(crossing) + MARKS[crossing["action"]])
    return " ".join(texts) or "none"


def decision_of(reply, port):
    """ACL/DIRECTION/RULE ACTION of the first reply crossing for a client port."""
    if not reply.get("crossings"):
        return "no crossing"
    crossing = reply["crossings"][0]
    for decision in crossing["decisions"]:
        for part in decision["client_ports"].split(","):
            first, _, last = part.partition("-")
            if int(first) <= port <= int(last or first):
                return f"{filter_name(crossing)}/{decision['rule']} {decision['action']}"
    return "no decision"


def stop_text(stop):
    return " ".join([stop["leg"], stop["code"], stop.get("decided_by", "")]).strip() if stop else "absent"


def reply_text(reply):
    decided = reply.get("denied_by") or (reply.get("crossings") or [None])[-1]
    if not decided:
        return "none" if reply else "absent"
    return place(decided) + {True: " allow", False: " deny", None: " unknown"}[reply.get("allowed")]


def profile_text(connection, name):
    found = [p for p in connection.get("profiles", []) if p["name"] == name]
    return f"{found[0]['open']}/{found[0]['total']}" if found else "absent"


def request_text(request):
    decided = request.get("denied_by") or (request["crossings"] or [None])[-1]
    return place(decided) if decided else "none"


def assumptions_text(connection):
    return " ".join(sorted({a["code"] for a in connection["assumptions"]})) or "none"


def segment_text(connection, rest):
    """`segment 2 verdict` and the like."""
    number, _, key = rest.partition(" ")
    segments = connection.get("segments", [])
    return of_connection(segments[int(number) - 1], key) if int(number) <= len(segments) else "absent"


PLAIN = {"verdict", "from", "to", "protocol"}
OPTIONAL = {"from_set", "to_set", "from_subnet", "to_subnet", "name", "via"}
TEXTS = {
    "request": lambda c: request_text(c["request"]),
    "request_crossings": lambda c: crossings_text(c["request"]),
    "reply": lambda c: reply_text(c.get("reply", {})),
    "reply_crossings": lambda c: crossings_text(c["reply"]) if "reply" in c else "absent",
    "open": lambda c: c.get("reply", {}).get("open_client_ports", "absent") or "none",
    "unknown_ports": lambda c: c.get("reply", {}).get("unknown_client_ports", "absent"),
    "no_route": lambda c: stop_text(c.get("no_route")),
    "not_modelled": lambda c: stop_text(c.get("not_modelled")),
    "segments": lambda c: str(len(c.get("segments", [])) or 1),
    "assumptions": assumptions_text,
}


def of_connection(connection, key):
    """What a connection, or one of its segments, says for a key."""
    word, _, rest = key.partition(" ")
    if word in PLAIN and not rest:
        return connection[word]
    if word in OPTIONAL and not rest:
        return connection.get(word, "absent")
    if word in TEXTS and not rest:
        return TEXTS[word](connection)
    if word == "profile":
        return profile_text(connection, rest)
    if word == "decision":
        return decision_of(connection.get("reply", {}), int(rest))
    if word == "segment":
        return segment_text(connection, rest)
    raise ValueError(f"unknown key '{key}'")


def hop_text(hop):
    if hop["kind"] == "route":
        return f"{hop['component']} {hop['text']}"
    if hop["kind"] == "gateway":
        return hop["component"]
    return f"{hop['component']}/{hop['direction']}{MARKS[hop['action']]}"


def of_walk(walk, key):
    """What `explain` says for a key."""
    if key in ("verdict", "from", "to"):
        return walk[key]
    if key == "client_port":
        return str(walk.get("client_port", "absent"))
    if key == "legs":
        return " ".join(leg["leg"] for leg in walk["legs"])
    word, number, rest = (key.split(" ") + ["", ""])[:3]
    if word != "leg" or int(number) > len(walk["legs"]):
        raise ValueError(f"unknown key '{key}'")
    leg = walk["legs"][int(number) - 1]
    if rest == "hops":
        return " > ".join(hop_text(hop) for hop in leg["hops"]) or "none"
    if rest == "addresses":
        return " > ".join(f"{hop['source']} to {hop['destination']}" for hop in leg["hops"])
    if rest in ("no_route", "not_modelled"):
        return stop_text(leg.get(rest))
    if rest in ("leg", "outcome", "segment", "via"):
        return leg.get(rest, "absent")
    raise ValueError(f"unknown key '{key}'")


def edit_text(edit):
    """acl-1/ingress allow tcp 443 10.0.0.0/24, without the number, which any free one may be."""
    service = [edit["protocol"]]
    if "ports" in edit:
        service.append(edit["ports"])
    if "icmp" in edit:
        service.append(f"{edit['icmp']['type']}:{edit['icmp']['code']}")
    return " ".join([f"{edit['acl']}/{edit['direction']}", edit["action"], *service, edit["cidr"]])
