#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lint and exposure on real inputs: expectations_lint.json, the intended findings of the templates of
stelligent/cfn_nag (MIT; transcribed, as rules are facts), and every export that loads."""
import json
import pathlib
import subprocess
import sys
import tempfile

import expectations
import support

NAG = "stelligent+cfn_nag/spec/test_templates/yaml/ec2_networkaclentry/"
# file: (rows of each ACL, findings that must be there, ids that must not)
TEMPLATES = {
    "ec2_networkaclentry_deny_partial_ipv4_cidr_range": (
        ["ingress 100 deny tcp 443 10.0.0.0/16"],
        {("acl1", "rule-without-effect", "ingress", "100")}, {"shadowed-rule"}),
    "ec2_networkaclentry_duplicate_rule_numbers": (
        ["ingress 100 allow tcp 443 10.0.0.0/16\ningress 100 deny tcp 443 10.0.0.0/16",
         "ingress 200 allow tcp 443 10.0.0.0/16\ningress 200 deny tcp 443 10.0.0.0/16"],
        {("acl1", "duplicate-rule-number", "ingress", "100"), ("acl2", "duplicate-rule-number", "ingress", "200")},
        {"shadowed-rule"}),
    "ec2_networkaclentry_egress_ingress_dupe_rule_numbers": (
        ["ingress 100 allow tcp 443 10.0.0.0/16\negress 100 deny tcp 443 10.0.0.0/16",
         "ingress 200 allow tcp 443 10.0.0.0/16\negress 200 deny tcp 443 10.0.0.0/16"],
        set(), {"duplicate-rule-number", "rule-number-shared"}),
    "ec2_networkaclentry_egress_ingress_reused_ports": (
        ["egress 100 allow tcp 443 10.0.0.0/16\ningress 200 deny tcp 443 any",
         "egress 200 allow tcp 443 10.0.0.0/16\ningress 100 deny tcp 443 any"],
        set(), {"shadowed-rule", "partially-shadowed-rule", "conflicting-overlap"}),
    "ec2_networkaclentry_missing_port_range": (["ingress 100 allow udp - 10.0.0.0/16"], None, None),
    "ec2_networkaclentry_no_port_overlaps": (
        ["ingress 100 allow tcp 200 10.0.0.0/16\ningress 200 deny tcp 300-600 any\ningress 300 deny tcp 700 any"],
        set(), {"shadowed-rule", "partially-shadowed-rule", "conflicting-overlap", "duplicate-rule-number"}),
    "ec2_networkaclentry_no_reused_ports": (
        ["ingress 100 allow tcp 443 10.0.0.0/16\ningress 200 deny tcp 80 any",
         "ingress 200 allow tcp 443 10.0.0.0/16\ningress 100 deny tcp 80 any"],
        set(), {"shadowed-rule", "partially-shadowed-rule", "conflicting-overlap"}),
    "ec2_networkaclentry_port_overlap_non_tcp_udp": (
        ["ingress 1000 allow -1 all 10.0.0.0/16\ningress 2000 allow -1 all 10.0.0.0/16"],
        {("acl1", "shadowed-rule", "ingress", "2000")}, {"ports-ignored", "conflicting-overlap"}),
    "ec2_networkaclentry_port_overlaps": (
        ["ingress 100 allow tcp 400-500 10.0.0.0/16\ningress 200 deny tcp 450-475 any\n"
         "ingress 300 deny tcp 200 any\ningress 300 deny tcp 300-400 any"],
        {("acl1", "partially-shadowed-rule", "ingress", "200"), ("acl1", "conflicting-overlap", "ingress", "200"),
         ("acl1", "duplicate-rule-number", "ingress", "300")}, {"shadowed-rule"}),
    "ec2_networkaclentry_protocol_icmpv6_with_icmpv4_cidrblock": (
        ["ingress 100 allow icmpv6 0:0 10.0.0.0/16"], {("acl1", "icmpv6-on-ipv4", "ingress", "100")}, {"icmp-on-ipv6"}),
    "ec2_networkaclentry_reused_ports": (
        ["ingress 100 allow tcp 443 10.0.0.0/16\ningress 200 deny tcp 443 any",
         "ingress 200 allow tcp 443 10.0.0.0/16\ningress 100 deny tcp 443 any"],
        {("acl1", "rule-without-effect", "ingress", "200"), ("acl2", "shadowed-rule", "ingress", "200")}, set()),
    "ec2_networkaclentry_some_duplicate_rule_numbers": (
        ["ingress 100 allow tcp 443 10.0.0.0/16\negress 200 deny tcp 443 10.0.0.0/16\n"
         "egress 200 allow tcp 443 10.0.0.0/16",
         "ingress 300 deny tcp 443 10.0.0.0/16\negress 300 deny tcp 443 10.0.0.0/16"],
        {("acl1", "duplicate-rule-number", "egress", "200")}, set()),
    "ip6_and_ip4_nacl": (
        ["ingress 100 allow tcp 80 any\ningress 200 allow tcp 80 ::/0"],
        {("acl1", "reply-blocked", "egress", "*")}, {"duplicate-rule-number", "rule-number-shared", "shadowed-rule"}),
}
DUPLICATES = {"ec2_networkaclentry_duplicate_rule_numbers": 2, "ec2_networkaclentry_port_overlaps": 1,
              "ec2_networkaclentry_some_duplicate_rule_numbers": 1}


def run(*words):
    """(exit code, JSON document or None, stderr)"""
    answer = subprocess.run([support.PROGRAM, *map(str, words), "--format", "json"], capture_output=True,
                            text=True, check=False, timeout=120)
    try:
        return answer.returncode, json.loads(answer.stdout), answer.stderr
    except ValueError:
        return answer.returncode, None, answer.stderr


def lint(path):
    return run("lint", path, "--minimum-severity", "note")


def rule_counts(text):
    """{"in_v4": number of rows, ...} of a rule table with sections."""
    counts = {}
    side = None
    for line in text.splitlines():
        if line in ("Inbound", "Outbound"):
            side = "in" if line == "Inbound" else "out"
        elif side:
            key = f"{side}_v{6 if '::' in line else 4}"
            counts[key] = counts.get(key, 0) + 1
    return counts


def terraform(folder):
    """expectations_lint.json, exactly: the number of rules of the transcription, and the shadowed ones."""
    expected, = json.loads((support.DATA / "expectations_lint.json").read_text(encoding="utf-8"))
    path = folder / "public.txt"
    path.write_text(expectations.TERRAFORM, encoding="utf-8")
    _, document, _ = lint(path)
    _, minimised, _ = run("minimise", path)
    parts = {f"{'in' if p['direction'] == 'ingress' else 'out'}_v{p['family'][-1]}": p["before"]
             for p in minimised["parts"]}
    counts = rule_counts(expectations.TERRAFORM)
    for key in ("in_v4", "in_v6", "out_v4", "out_v6"):
        want = expected[f"{key}_rules"]
        if counts[key] != want or parts[key] != want:
            yield f"terraform {key}: {want} rules, transcribed {counts[key]}, loaded {parts[key]}"
    shadowed = [f["rule"] for f in document["findings"] if f["id"] == "shadowed-rule"]
    want = [rule for key, rules in expected.items() if key.endswith("_shadowed") for rule in rules]
    if sorted(shadowed) != sorted(map(str, want)):
        yield f"terraform: shadowed {want}, found {shadowed}"


def templates(folder):
    files = {path.stem for path in (support.DATA / NAG).glob("*.yml")}
    if files != set(TEMPLATES):
        yield f"cfn_nag: transcribed {sorted(set(TEMPLATES) ^ files)} and the folder differ"
    for name, (acls, present, absent) in TEMPLATES.items():
        text = "".join(f"acl: acl{i}\n{rows}\n" for i, rows in enumerate(acls, 1))
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        _, document, _ = lint(path)
        codes = [d["code"] for d in document["diagnostics"]]
        found = {(f["acl"], f["id"], f.get("direction"), f.get("rule")) for f in document["findings"]}
        if present is None:  # a port range is missing: a diagnostic, and that the rule is unknown
            about = {kind for _, kind, _, rule in found if rule == "100"}
            if codes != ["HO1006"] or about != {"unknown-rules"}:
                yield f"{name}: {codes} {found}"
            continue
        if codes != ["HO2002"] * DUPLICATES.get(name, 0):
            yield f"{name}: diagnostics {codes}"
        if not present <= found or {kind for _, kind, _, _ in found} & absent:
            yield f"{name}: found {sorted(map(str, found))}"


def exports():
    """Whatever loads is answered, without a crash; a file that check cannot read is refused alike."""
    for path in sorted(support.DATA.rglob("*.json")):
        for verb in ("lint", "exposure"):
            code, document, error = run(verb, path)
            name = f"{verb} {path.relative_to(support.DATA)}"
            if code not in (0, 1, 2) or (document is None) != (code == 1):
                yield f"{name}: exit {code}, {error}"
            elif code == 1 and str(path) not in error and "no network ACL is loaded" not in error:
                yield f"{name}: the message does not say why: {error}"
            elif document and [d for d in document["diagnostics"] if d["severity"] == "error"]:
                yield f"{name}: {document['diagnostics']}"


def snapshot():
    """Both legs for every client port, over a whole snapshot."""
    code, document, error = run("matrix", support.DATA / "batfish+batfish/networks/hybrid-cloud-aws", "--port", "443")
    if code not in (0, 2) or not document or document["schema"] != "halfopen.matrix/1":
        yield f"matrix of the snapshot: exit {code}, {error}"


def main():
    support.need_data()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrong = [*terraform(folder), *templates(folder), *exports(), *snapshot()]
    print(f"{1 + len(TEMPLATES)} rule tables and all exports, {len(wrong)} differences")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
