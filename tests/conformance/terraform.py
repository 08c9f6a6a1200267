#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A plan of other people: tests/functional/test_issue-158 of terraform-compliance/cli, format 0.1 by
Terraform 0.12.8. It declares network ACLs in the configuration of a module, and makes none."""
import subprocess

import support

support.need_data()
PLAN = support.DATA / "terraform-compliance+cli/tests/functional/test_issue-158/plan.out.json"
code, answer = support.check([PLAN], "--from", "10.0.1.5", "--to", "10.0.102.5", "--port", "443")
assert code == 2, code
connections = answer["connections"]
assert [c["verdict"] for c in connections] == ["unknown"], connections
assert connections[0]["from_subnet"] == "module.vpc.aws_subnet.private[0]", connections[0]
assert connections[0]["to_subnet"] == "module.vpc.aws_subnet.public[1]", connections[0]
severities = {d["severity"] for d in answer.get("diagnostics", [])}
assert severities <= {"note"}, answer["diagnostics"]
lint = subprocess.run([support.PROGRAM, "lint", str(PLAN)], capture_output=True, text=True, check=False)
assert "aws_network_acl" not in lint.stdout, lint.stdout
print("0 network ACLs, 6 subnets, no false diagnostics")
