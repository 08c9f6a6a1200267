#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`halfopen serve` answers what the command line prints for the same input, byte for byte, and each new document
fits its schema."""
import copy
import json
import unittest

import jsonschema

import support
from serve_case import WEB_SERVER, ServeCase, Serving
from support import PROJECT, WEB, run

FIXED = PROJECT / "examples/web-server-fixed.txt"
SHOP = PROJECT / "examples/shop"
QUESTION = {"from": "10.10.1.148", "to": "web-server", "port": "443,22,80"}
WORDS = ("--from", "10.10.1.148", "--to", "web-server", "--port", "443,22,80")


def validator(name):
    schema = json.loads((PROJECT / "docs/schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_source(path):
    return {"name": str(path), "text": path.read_text(encoding="utf-8")}


class Answers(ServeCase):
    def same(self, serving, verb, body, *words):
        """The answer is what the command line prints."""
        answer = serving.post(verb, body)
        printed = run(*words, "--format", "json")
        self.assertEqual(answer.status, 200, answer.text())
        self.assertTrue(printed.stdout, printed.stderr)
        self.assertEqual(answer.text(), printed.stdout, f"{verb} {body}")

    def test_questions_about_what_is_loaded(self):
        for verb in ("check", "explain", "fix"):
            self.same(self.serving, verb, QUESTION, verb, WEB_SERVER, *WORDS)

    def test_questions_about_sources(self):
        body = {**QUESTION, "sources": [as_source(FIXED)]}
        for verb in ("check", "explain", "fix"):
            self.same(self.serving, verb, body, verb, FIXED, *WORDS)

    def test_clients_family_and_client_port(self):
        web = self.write("dual.txt", WEB + "ingress 200 allow all all ::/0\nsubnet: s 2001:db8::/64\n")
        body = {"sources": [as_source(web)], "from": "internet", "to": "web", "port": "443,icmp/echo,udp/53",
                "clients": ["linux", "40000-40100"], "client_port": 40000}
        words = ("--from", "internet", "--to", "web", "--port", "443,icmp/echo,udp/53", "--client", "linux",
                 "--client", "40000-40100")
        for family, version in ((None, ()), ("ipv4", ("--ip-version", "4")), ("ipv6", ("--ip-version", "6"))):
            asked = {**body, "family": family} if family else body
            self.same(self.serving, "check", asked, "check", web, *words, *version)
            self.same(self.serving, "explain", asked, "explain", web, *words, *version, "--client-port", "40000")

    def test_rule_lists(self):
        for verb in ("lint", "exposure", "minimise"):
            self.same(self.serving, verb, {}, verb, WEB_SERVER)
            self.same(self.serving, verb, {"acl": "web-server"}, verb, WEB_SERVER, "--acl", "web-server")

    def test_lint_for_clients(self):
        self.same(self.serving, "lint", {"clients": ["linux"]}, "lint", WEB_SERVER, "--client", "linux")

    def test_practice(self):
        self.same(self.serving, "practice", {"seed": 7}, "practice", "--seed", "7")
        self.same(self.serving, "practice", {}, "practice", "--seed", "1")
        self.same(self.serving, "practice", {"seed": 7, "topic": "nat", "level": 3, "count": 4},
                  "practice", "--seed", "7", "--topic", "nat", "--level", "3", "--count", "4")
        self.same(self.serving, "broken-lab", {"seed": 7}, "practice", "--lab", "--seed", "7")
        path = self.write("lab.txt", run("practice", "--lab", "--seed", "7", "--print").stdout)
        self.same(self.serving, "judge-lab", {"seed": 7, "sources": [as_source(path)]},
                  "practice", "--lab", "--seed", "7", "--check", path)
        for verb, body, status in (("practice", {"level": 6}, 422), ("practice", {"topic": "golf"}, 422), ("practice", {"count": 0}, 422),
                                   ("practice", {"seed": -1}, 400), ("practice", {"seed": 1e9}, 400), ("practice", {"seed": "7"}, 400),
                                   ("check", {"seed": 7}, 400), ("broken-lab", {"level": 1}, 400), ("judge-lab", {"seed": 7}, 422),
                                   ("judge-lab", {"sources": [{"name": "x", "text": ""}]}, 422)):
            self.assertEqual(self.serving.post(verb, body).status, status, (verb, body))

    def test_changes(self):
        self.same(self.serving, "diff", {"changed": [as_source(FIXED)]}, "diff", WEB_SERVER, FIXED)
        self.same(self.serving, "diff", {"changed": [as_source(WEB_SERVER)], "sources": [as_source(FIXED)],
                                         "clients": ["windows"]},
                  "diff", FIXED, WEB_SERVER, "--client", "windows")
        self.same(self.serving, "plan-apply", {"changed": [as_source(FIXED)]}, "plan-apply", WEB_SERVER, FIXED)
        self.same(self.serving, "plan-apply", {"changed": [as_source(FIXED)], "acl": "web-server"},
                  "plan-apply", WEB_SERVER, FIXED, "--acl", "web-server")

    def test_a_whole_account(self):
        serving = Serving("--api-only", SHOP)
        try:
            subnets = [s["id"] for s in serving.post("overview", {}).json()["subnets"]]
            self.assertGreater(len(subnets), 3)
            words = ("--from", subnets[0], "--to", subnets[1], "--port", "443")
            question = {"from": subnets[0], "to": subnets[1], "port": "443"}
            for verb in ("check", "explain", "fix"):
                self.same(serving, verb, question, verb, SHOP, *words)
            self.same(serving, "matrix", {"port": "443"}, "matrix", SHOP, "--port", "443")
            self.same(serving, "matrix", {"half_open": True, "limit": 7, "clients": ["linux"]},
                      "matrix", SHOP, "--half-open", "--limit", "7", "--client", "linux")
            for verb in ("lint", "exposure"):
                self.same(serving, verb, {}, verb, SHOP)
        finally:
            self.assertEqual(serving.stop(), 0)

    def test_a_plan_has_two_sides(self):
        plan = next(p for p in sorted((PROJECT / "tests").rglob("*.json"))
                    if '"planned_values"' in p.read_text(encoding="utf-8") and "aws_network_acl" in p.read_text(encoding="utf-8")
                    and run("diff", p, "--format", "json").returncode in (0, 2))
        self.same(self.serving, "diff", {"sources": [as_source(plan)]}, "diff", plan)

    def test_asking_twice_is_the_same(self):
        body = {**QUESTION, "sources": [as_source(FIXED)]}
        first = self.serving.post("check", body)
        self.serving.post("check", {**QUESTION, "sources": [as_source(WEB_SERVER)]})
        self.assertEqual(self.serving.post("check", body).body, first.body)


class Documents(ServeCase):
    """The documents that only the API gives."""

    arguments = ("--api-only", SHOP)

    def valid(self, name, body, serving=None):
        answer = (serving or self.serving).post(name, body)
        self.assertEqual(answer.status, 200, answer.text())
        for error in validator(name).iter_errors(answer.json()):
            self.fail(f"{name}: {error.message} at {list(error.path)}")
        return answer.json()

    def test_overview(self):
        document = self.valid("overview", {})
        self.assertTrue(document["loaded"])
        self.assertEqual({s["name"] for s in document["sources"]} , {str(p) for p in SHOP.rglob("*") if p.is_file()})
        kinds = {g["kind"] for g in document["gateways"]}
        self.assertTrue({"internet", "nat"} <= kinds, kinds)
        for acl in document["acls"]:
            for direction in ("inbound", "outbound"):
                self.assertEqual(acl[direction][-1]["rule"], "*")
            for quota in acl["quota"]:
                family = [r for r in acl["inbound" if quota["direction"] == "ingress" else "outbound"]
                          if (":" in r["cidr"]) == (quota["family"] == "IPv6")]
                self.assertEqual(quota["entries"], len(family))
        guarded = {s["id"]: s["acl"] for s in document["subnets"]}
        self.assertEqual(guarded, {s: a["id"] for a in document["acls"] for s in a["subnets"]})

    def test_every_end_can_be_asked_about(self):
        document = self.valid("overview", {})
        for end in document["ends"]:
            answer = self.serving.post("check", {"from": end, "to": "198.51.100.9", "port": "443", "clients": ["linux"]})
            refused = answer.status == 422 and "share no address family" in answer.text()
            self.assertTrue(answer.status == 200 or refused, f"{end}: {answer.text()}")

    def test_rows_are_those_of_explain(self):
        table = as_source(self.write("v.txt", WEB))
        document = self.valid("overview", {"sources": [table]})
        rows = {(r["rule"], r["text"]) for r in document["acls"][0]["inbound"]}
        walks = self.serving.post("explain", {"sources": [table], "from": "198.51.100.7", "to": "web", "port": "80"}).json()
        looks = walks["walks"][0]["legs"][0]["crossings"][0]["looked_at"]
        self.assertGreater(len(looks), 4)
        for look in looks:
            self.assertIn((look["rule"], look["matches"]), rows)
        self.assertEqual(document["acls"][0]["inbound"][0],
                         {"rule": "100", "action": "allow", "protocol": "tcp", "ports": "443", "cidr": "0.0.0.0/0",
                          "text": "tcp 443 0.0.0.0/0", "place": f"{table['name']}:4"})

    def test_what_is_pasted_and_cannot_be_read(self):
        document = self.valid("overview", {"sources": [{"name": "pasted", "text": "hello"}]})
        self.assertFalse(document["loaded"])
        self.assertTrue(document["diagnostics"])
        answer = self.serving.post("check", {**QUESTION, "sources": [{"name": "pasted", "text": "hello"}]})
        self.assertEqual(answer.status, 422)
        self.assertEqual(answer.json()["diagnostics"], document["diagnostics"])
        validator("error").validate(answer.json())

    def test_heatmap_is_the_matrix(self):
        for port, protocol, number in (("443", "tcp", 443), ("udp/53", "udp", 53), ("22", "tcp", 22)):
            for clients in ([], ["linux"], ["windows-legacy"]):
                heat = self.valid("heatmap", {"port": port, "clients": clients})
                words = [w for name in clients for w in ("--client", name)]
                matrix = json.loads(run("matrix", SHOP, "--format", "json", "--port", port, *words).stdout)
                ids = [end["id"] for end in heat["ends"]]
                self.assertEqual(len(heat["rows"]), len(ids))
                seen = 0
                for pair in matrix["pairs"]:
                    if pair["family"] != "IPv4":
                        continue
                    cell = heat["rows"][ids.index(pair["from"])][ids.index(pair["to"])]
                    names = {"works": "w", "partial": "p", "half_open": "h", "denied": "d", "unknown": "u"}
                    told = [names[key] for key in names if pair.get(key) == str(number)]
                    self.assertEqual([cell], told, f"{pair} {protocol}")
                    seen += 1
                self.assertEqual(seen, sum(len(row) - row.count(".") for row in heat["rows"]))
                self.assertGreater(len(set("".join(heat["rows"]))), 2)

    def test_examples(self):
        document = self.valid("examples", {})
        self.assertEqual([e["id"] for e in document["examples"]], ["web-server", "ssh-from-home"])
        verdicts = []
        for example in document["examples"]:
            path = PROJECT / "examples" / example["name"]
            self.assertEqual(example["text"], path.read_text(encoding="utf-8"))
            answer = self.serving.post("check", {"sources": [{"name": example["name"], "text": example["text"]}],
                                                 **example["question"]})
            verdicts.append([c["verdict"] for c in answer.json()["connections"]])
        self.assertEqual(verdicts, [["half-open", "denied", "half-open"], ["half-open"]])

    def test_the_schemas_can_fail(self):
        overview = self.valid("overview", {})
        heat = self.valid("heatmap", {"port": "443"})
        examples = self.valid("examples", {})
        error = self.serving.post("nothing", {}).json()
        validator("error").validate(error)
        for name, good, change in [
                ("overview", overview, lambda d: d.pop("loaded")),
                ("overview", overview, lambda d: d["acls"][0]["inbound"][0].pop("text")),
                ("overview", overview, lambda d: d["acls"][0]["inbound"][0].update(action="maybe")),
                ("overview", overview, lambda d: d["acls"][0]["quota"][0].update(entries=-1)),
                ("overview", overview, lambda d: d["gateways"][0].update(kind="cloud")),
                ("overview", overview, lambda d: d["profiles"][0].update(first=70000)),
                ("heatmap", heat, lambda d: d["rows"].__setitem__(0, "wxd")),
                ("heatmap", heat, lambda d: d["ends"][0].pop("id")),
                ("heatmap", heat, lambda d: d.update(schema="halfopen.heatmap/2")),
                ("examples", examples, lambda d: d["examples"][0].pop("text")),
                ("examples", examples, lambda d: d["examples"][0]["question"].update(port=443)),
                ("error", error, lambda d: d["error"].pop("mend")),
                ("error", error, lambda d: d.update(ok=True))]:
            document = copy.deepcopy(good)
            change(document)
            self.assertTrue(list(validator(name).iter_errors(document)), f"{name}: a change was not noticed")


if __name__ == "__main__":
    support.main()
