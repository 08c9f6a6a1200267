# SPDX-License-Identifier: Apache-2.0
"""An account for the lab, and whether this machine can have one. Asks the machine, not the program."""
import json
import os
import shutil
import subprocess

EGRESS = "table netdev t { chain c { type filter hook egress device client0 priority 0; }; }"
WIRES = ("ip link add client0 type veth peer name client1 && ip link add server0 type veth peer name server1"
         " && ip link set lo up && ")


def in_namespace(command, stdin=""):
    """Runs a command of the shell in a network namespace of its own, with the ports of a lab's node."""
    path = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    return subprocess.run(["unshare", "-n", "sh", "-c", WIRES + command], input=stdin, capture_output=True,
                          text=True, check=False, env=dict(os.environ, PATH=path), timeout=60)


def missing():
    """What this machine lacks for a lab; empty if it can have one."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    path = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    for program in ("ip", "nft", "unshare"):
        if not shutil.which(program, path=path):
            return f"{program} is not installed"
    if in_namespace("nft -f -", EGRESS).returncode != 0:
        return "no network namespace with veth pairs and nftables' egress hook can be made here"
    return ""


def entry(number, egress, action, block="0.0.0.0/0", protocol="-1", ports=None):
    row = {"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": protocol, "CidrBlock": block}
    if ports:
        row["PortRange"] = {"From": ports[0], "To": ports[1]}
    return row


def acl(name, subnet, *entries):
    rest = [entry(900, egress, "allow") for egress in (False, True)]
    return {"NetworkAclId": name, "VpcId": "vpc-1", "IsDefault": False, "Tags": [], "Entries": [*entries, *rest],
            "Associations": [{"NetworkAclAssociationId": "aclassoc-" + subnet, "NetworkAclId": name, "SubnetId": subnet}]}


def table(name, subnet, target):
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    return {"RouteTableId": name, "VpcId": "vpc-1", "Routes": [local, {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **target}],
            "Associations": [{"RouteTableAssociationId": "rtbassoc-" + subnet, "RouteTableId": name, "SubnetId": subnet, "Main": False}]}


def account():
    """subnet-a reaches the internet through nat-1 in subnet-b; 10.0.1.5 has security groups. ACL b does not let
    answers to ports below 2048 out to subnet-a."""
    def subnet(name, block):
        return {"SubnetId": name, "VpcId": "vpc-1", "CidrBlock": block, "AvailabilityZone": "z", "State": "available"}

    anywhere = [{"CidrIp": "0.0.0.0/0"}]
    group = {"GroupId": "sg-1", "GroupName": "one", "VpcId": "vpc-1",
             "IpPermissions": [], "IpPermissionsEgress": [
                 {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": anywhere},
                 {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, "IpRanges": anywhere}]}
    interface = {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-a", "Status": "in-use",
                 "PrivateIpAddress": "10.0.1.5", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": True}],
                 "Groups": [{"GroupId": "sg-1", "GroupName": "one"}]}
    nat = {"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-b", "State": "available", "ConnectivityType": "public",
           "NatGatewayAddresses": [{"PrivateIp": "10.0.2.9", "PublicIp": "203.0.113.1", "AllocationId": "eipalloc-1"}]}
    return json.dumps({
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "Subnets": [subnet("subnet-a", "10.0.1.0/24"), subnet("subnet-b", "10.0.2.0/24")],
        "NetworkAcls": [acl("acl-a", "subnet-a", entry(100, True, "deny", "198.51.100.0/25", "17", (53, 53))),
                        acl("acl-b", "subnet-b", entry(100, True, "deny", "10.0.1.0/24", "6", (0, 2047)),
                            entry(100, False, "deny", "192.0.2.0/24"))],
        "RouteTables": [table("rtb-a", "subnet-a", {"NatGatewayId": "nat-1"}),
                        table("rtb-b", "subnet-b", {"GatewayId": "igw-1"})],
        "InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
        "NatGateways": [nat], "SecurityGroups": [group], "NetworkInterfaces": [interface]})
