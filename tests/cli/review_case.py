# SPDX-License-Identifier: Apache-2.0
"""What the tests of reviews share."""
import json
import os
import pathlib

import jsonschema

from support import PROJECT, CommandCase, run

BEFORE = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24
ingress 100 allow tcp 443 any
ingress 110 allow tcp 22 10.9.0.0/16
egress 100 allow tcp 1024-65535 any
"""
AFTER = """acl: web
vpc: vpc-1 10.0.0.0/16
subnet: subnet-web 10.0.1.0/24

ingress 100 allow tcp 443 any
ingress 105 allow tcp 8080 any
egress 90 deny tcp 2000-3000 any
egress 100 allow tcp 1024-65535 any
"""
SHADOWED = ("acl: acl-1\nsubnet: s 10.0.1.0/24\ningress 100 allow all all any\n"
            "ingress 200 deny tcp 22 any\negress 100 allow all all any\n")


def subset():
    return json.loads((PROJECT / "tests/data/sarif_subset.schema.json").read_text(encoding="utf-8"))


class ReviewCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.before = self.write("base/net acls.txt", BEFORE)
        self.after = self.write("head/net acls.txt", AFTER)

    def diff(self, *options):
        return run("diff", self.before, self.after, *options)

    def sarif(self, *arguments):
        """The results of a run, validated."""
        document = json.loads(run(*arguments, "--format", "sarif").stdout)
        jsonschema.Draft202012Validator(subset()).validate(document)
        official = os.environ.get("HALFOPEN_SARIF_SCHEMA")
        if official:
            schema = json.loads(pathlib.Path(official).read_text(encoding="utf-8"))
            jsonschema.validators.validator_for(schema)(schema).validate(document)
        rules = [rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]]
        for result in document["runs"][0]["results"]:
            self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
        return document["runs"][0]["results"]
