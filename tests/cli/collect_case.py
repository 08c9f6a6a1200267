# SPDX-License-Identifier: Apache-2.0
"""What the tests of `collect` share: the real AWS CLI against a stub of the API."""
import json
import os
import shutil
import sys

import aws_stub
from aws_stub import ec2_answer
from support import CommandCase, run

# The package of the operating system before whatever else is in PATH.
AWS = next((path for path in ("/usr/bin/aws", shutil.which("aws")) if path and os.access(path, os.X_OK)), None)
KEYS = {"AWS_ACCESS_KEY_ID": "stub", "AWS_SECRET_ACCESS_KEY": "stub"}


def quiet_world(folder, **more):
    """No configuration, no credentials but dummies, and no machine to ask for any."""
    return {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", "HOME": str(folder),
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_MAX_ATTEMPTS": "2", "AWS_SESSION_TOKEN": None,
            "AWS_PROFILE": None, "AWS_ENDPOINT_URL": None, "NO_PROXY": "127.0.0.1", **KEYS, **more}


def need_aws():
    """Ends the script, as skipped, where there is no AWS CLI."""
    if AWS is None:
        print("skipped: no AWS CLI (package awscli)")
        sys.exit(77)


def vpcs(_):
    return ec2_answer("DescribeVpcs", {"vpcSet": [{"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/16", "state": "available"}]})


def subnets(_):
    return ec2_answer("DescribeSubnets", {"subnetSet": [
        {"subnetId": "subnet-1", "vpcId": "vpc-1", "cidrBlock": "10.0.1.0/24"},
        {"subnetId": "subnet-2", "vpcId": "vpc-1", "cidrBlock": "10.0.2.0/24"}]})


def acl(name, subnet, replies):
    """An ACL that lets HTTPS in and replies out to these ports."""
    def entry(egress, low, high):
        return {"ruleNumber": 100, "protocol": "6", "ruleAction": "allow", "egress": egress,
                "cidrBlock": "0.0.0.0/0", "portRange": {"from": low, "to": high}}
    return {"networkAclId": name, "vpcId": "vpc-1", "default": False,
            "entrySet": [entry(False, 443, 443), entry(True, *replies)],
            "associationSet": [{"networkAclAssociationId": f"aclassoc-{name}", "networkAclId": name, "subnetId": subnet}]}


def acl_pages(parameters):
    """Two network ACLs on two pages."""
    if "NextToken" not in parameters:
        return ec2_answer("DescribeNetworkAcls", {
            "networkAclSet": [acl("acl-1", "subnet-1", (443, 443))], "nextToken": "page-2"})
    assert parameters["NextToken"] == "page-2", parameters
    return ec2_answer("DescribeNetworkAcls", {"networkAclSet": [acl("acl-2", "subnet-2", (1024, 65535))]})


class CollectCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.stub = aws_stub.Stub()
        self.addCleanup(self.stub.close)
        self.out = self.folder / "export"

    def collect(self, *only, regions=("us-east-1",), **environment):
        arguments = ["collect", "--aws", AWS, "--endpoint-url", self.stub.url, "--out", self.out]
        for region in regions:
            arguments += ["--region", region]
        if only:
            arguments += ["--only", ",".join(only)]
        return run(*arguments, environment=quiet_world(self.folder, **environment))

    def files(self, region="us-east-1"):
        """Every file of a region, hidden ones too."""
        return sorted(path.name for path in (self.out / region).glob("*")) + sorted(
            path.name for path in (self.out / region).glob(".*"))

    def answer(self, name, region="us-east-1"):
        return json.loads((self.out / region / f"{name}.json").read_text(encoding="utf-8"))
