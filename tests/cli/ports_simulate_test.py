#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ports simulate: the life of client ports as text, JSON, CSV and SVG."""
import csv
import io
import json
import xml.etree.ElementTree

import jsonschema

import support
from support import PROJECT, CommandCase, run

SVG = "{http://www.w3.org/2000/svg}"
SMALL = ("--range", "40000-40999", "--reserved", "40100-40200")


def simulate(*words):
    return run("ports", "simulate", *words)


def document(*words):
    return json.loads(simulate(*words, "--format", "json").stdout)


class PortsSimulate(CommandCase):
    def test_linux_prefers_even_ports(self):
        summary = document("--connections", "400")["summary"]
        self.assertEqual((summary["opened"], summary["even"], summary["odd"]), (400, 400, 0))
        summary = document("--connections", "400", "--algorithm", "linux-bind")["summary"]
        self.assertEqual((summary["even"], summary["odd"]), (0, 400))

    def test_exhaustion(self):
        """Measured on Linux 6.18: 899 connections, the first odd port is number 449, counted from 0."""
        answer = simulate(*SMALL, "--connections", "950")
        self.assertEqual(answer.returncode, 2)
        self.assertIn("899 of 950 connections get a port; number 900 is the first without", answer.stdout)
        self.assertIn("EADDRNOTAVAIL", answer.stdout.splitlines()[0])
        self.assertIn("and 910 more", answer.stdout)
        found = document(*SMALL, "--connections", "950")
        self.assertEqual(found["summary"]["first_refused"], 900)
        self.assertEqual(found["summary"]["first_odd"], 450)
        ports = {c["port"] for c in found["connections"] if c["outcome"] == "opened"}
        self.assertFalse(ports & set(range(40100, 40201)))
        self.assertEqual(simulate(*SMALL, "--connections", "950", "--soft-fail").returncode, 0)
        self.assertEqual(simulate(*SMALL, "--connections", "1798", "--destinations", "2").returncode, 0)

    def test_masquerade_keeps_the_port_or_its_class(self):
        found = document("--algorithm", "linux-masquerade", "--source-port", "700", "--connections", "3", "--hosts", "3")
        ports = [c["port"] for c in found["connections"]]
        self.assertEqual(ports[0], 700)
        self.assertTrue(all(600 <= port <= 1023 for port in ports[1:]), ports)
        self.assertEqual({c["source_port"] for c in found["connections"]}, {700})
        self.assertEqual(len({c["from"] for c in found["connections"]}), 3)

    def test_a_seed_is_a_host(self):
        def ports(*words):
            return [c["port"] for c in document(*words)["connections"]]
        self.assertEqual(ports("--seed", "7"), ports("--seed", "7"))
        self.assertNotEqual(ports("--seed", "7"), ports("--seed", "8"))

    def test_steps(self):
        found = document("--connections", "2", "--rate", "1", "--hold", "500ms")
        steps = [(s["at"], s["step"], s["connection"]) for s in found["steps"]]
        self.assertEqual(steps, [(0, "opened", 1), (0.5, "closed", 1), (1, "opened", 2), (1.5, "closed", 2),
                                 (60.5, "released", 1), (61.5, "released", 2)])

    def test_schema(self):
        schema = json.loads((PROJECT / "docs/schema/ports-simulate.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        check = jsonschema.Draft202012Validator(schema)
        for words in ((), (*SMALL, "--connections", "920", "--rate", "100", "--tw-reuse"),
                      ("--algorithm", "linux-masquerade", "--fully-random"), ("--algorithm", "nat-gateway", "--addresses", "3"),
                      ("--socket-range", "50000-50999", "--closed-by", "server"), (*SMALL, "--connections", "920")):
            for error in check.iter_errors(document(*words)):
                self.fail(f"{words}: {error.message} at {list(error.path)}")
        spoiled = document(*SMALL, "--connections", "920")
        spoiled["connections"][-1]["port"] = 1
        self.assertFalse(check.is_valid(spoiled))

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(simulate(*SMALL, "--connections", "901", "--format", "csv").stdout)))
        self.assertEqual(len(rows), 901)
        self.assertEqual([row["outcome"] for row in rows[-3:]], ["opened", "refused", "refused"])
        self.assertEqual(rows[0]["released"], "61")
        self.assertEqual(rows[-1]["port"], "")

    def test_svg(self):
        for words, bars in (((), 40), ((*SMALL, "--connections", "950", "--rate", "100"), 2 * 899)):
            text = simulate(*words, "--format", "svg").stdout
            root = xml.etree.ElementTree.fromstring(text)
            self.assertTrue(root.find(SVG + "title").text and root.find(SVG + "desc").text)
            drawn = [r for r in root.iter(SVG + "rect") if r.get("class") in ("use", "wait")]
            self.assertEqual(len(drawn), bars + 2, words)  # two in the legend
            self.assertNotIn("href", text)
            height = float(root.get("height"))
            for rect in drawn:
                self.assertLessEqual(float(rect.get("x")) + float(rect.get("width")), 960)
                self.assertLessEqual(float(rect.get("y")) + float(rect.get("height")), height)
        self.assertIn("&quot;Cannot assign", text)

    def test_every_algorithm(self):
        for name in ("linux-connect linux-bind linux-udp linux-masquerade nat-gateway nlb freebsd windows sequential "
                     "rfc6056-1 rfc6056-2 rfc6056-3 rfc6056-4 rfc6056-5").split():
            found = document("--algorithm", name)
            self.assertEqual(found["summary"]["opened"], 20, name)
            self.assertTrue(found["algorithm"]["documented"])
            self.assertIn("documented", simulate("--algorithm", name).stdout)

    def test_refusals(self):
        for words in (("--algorithm", "linux"), ("--range", "5-1"), ("--rate", "0"), ("--rate", "x"), ("--hold", "1d"),
                      ("--hold", "-1s"), ("--connections", "0"), ("--connections", "1000001"), ("--destinations", "1001"),
                      ("--reserved", "1-"), ("--seed", "-1"), ("--hosts", "3"), ("--addresses", "9"),
                      ("--algorithm", "linux-masquerade", "--range", "1-2"), ("--algorithm", "freebsd", "--tw-reuse"),
                      ("--source-port", "70000"), ("--closed-by", "nobody"), ("--closed-by", "server", "--time-wait", "5s"),
                      ("--algorithm", "linux-masquerade", "--reserved", "700"), ("--source-port", "700"), ("--fully-random",),
                      ("--algorithm", "nlb", "--socket-range", "1-2"), ("--format", "markdown")):
            answer = simulate(*words)
            self.assertEqual((answer.returncode, answer.stdout), (1, ""), words)
            self.assertIn("halfopen: ", answer.stderr, words)


if __name__ == "__main__":
    support.main()
