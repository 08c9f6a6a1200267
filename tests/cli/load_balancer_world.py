# SPDX-License-Identifier: Apache-2.0
"""An account with load balancers in two zones, as exports of the API.

VPC 10.0.0.0/16; the nodes stand in 10.0.1.0/24 (zone a) and 10.0.2.0/24 (zone b), the targets in
10.0.11.0/24 (a) and 10.0.12.0/24 (b). Every subnet has a network ACL of its own; all of them begin
open. Change what a test is about, then call `documents`.
"""
import copy

CLIENT = "52.1.2.3"
PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:1:"
ZONES = {"a": "eu-west-1a", "b": "eu-west-1b"}
SUBNETS = {"lb-a": "10.0.1.0/24", "lb-b": "10.0.2.0/24",
           "app-a": "10.0.11.0/24", "app-b": "10.0.12.0/24"}
NODES = {"a": "10.0.1.10", "b": "10.0.2.10"}
TARGETS = {"i-a": "10.0.11.5", "i-b": "10.0.12.5"}
ANY = "0.0.0.0/0"
OPEN = [("all", ANY)]


def rule(number, egress, what, cidr, action="allow"):
    """`what`: "all", or a range of TCP ports."""
    row = {"RuleNumber": number, "Egress": egress, "RuleAction": action, "CidrBlock": cidr,
           "Protocol": "-1" if what == "all" else "6"}
    if what != "all":
        first, _, last = str(what).partition("-")
        row["PortRange"] = {"From": int(first), "To": int(last or first)}
    return row


def permission(ports, source):
    """Of a security group: `source` is a block or a group."""
    item = {"IpProtocol": "-1"}
    if ports != "all":
        item = {"IpProtocol": "tcp", "FromPort": ports, "ToPort": ports}
    key = "UserIdGroupPairs" if source.startswith("sg-") else "IpRanges"
    item[key] = [{"GroupId" if source.startswith("sg-") else "CidrIp": source}]
    return item


class World:
    """kind: app, net or classic."""

    def __init__(self, kind="app", scheme="internet-facing"):
        self.kind, self.scheme = kind, scheme
        self.acls = {name: {"in": list(OPEN), "out": list(OPEN)} for name in SUBNETS}
        self.groups = {"sg-lb": {"in": [("all", ANY)], "out": [("all", ANY)]},
                       "sg-app": {"in": [("all", ANY)], "out": [("all", ANY)]}}
        self.balancer_groups = [] if kind == "net" else ["sg-lb"]
        self.port, self.target_port, self.health_port = 443, 8080, 8081
        self.protocol = "TCP" if kind == "net" else "HTTP"
        self.target_type = "instance"
        self.actions = None
        self.attributes = {}          # of the load balancer
        self.group_attributes = {}    # of the target group
        self.zones = ["a", "b"]
        self.targets = dict(TARGETS)
        self.places = {"i-a": "app-a", "i-b": "app-b"}
        self.health = {}
        self.with_nodes = True        # their network interfaces are in the export

    def arn(self):
        return f"{PREFIX}loadbalancer/{self.kind}/web/1"

    def group_arn(self):
        return f"{PREFIX}targetgroup/web/2"

    def documents(self):
        """All exports, by file name."""
        docs = {"network.json": self._network(), "interfaces.json": self._interfaces()}
        if self.kind == "classic":
            docs["classic.json"] = self._classic()
        else:
            docs.update(self._second_generation())
        return copy.deepcopy(docs)

    def _network(self):
        acls = []
        for name, rows in self.acls.items():
            entries = [rule(100 + 10 * i, egress, *row)
                       for egress, key in ((False, "in"), (True, "out"))
                       for i, row in enumerate(rows[key])]
            acls.append({"NetworkAclId": f"acl-{name}", "VpcId": "vpc-1", "IsDefault": False,
                         "Entries": entries,
                         "Associations": [{"NetworkAclAssociationId": f"aclassoc-{name}",
                                           "NetworkAclId": f"acl-{name}",
                                           "SubnetId": f"subnet-{name}"}]})
        return {
            "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
            "Subnets": [{"SubnetId": f"subnet-{name}", "VpcId": "vpc-1", "CidrBlock": block,
                         "AvailabilityZone": ZONES[name[-1]]} for name, block in SUBNETS.items()],
            "NetworkAcls": acls,
            "InternetGateways": [{"InternetGatewayId": "igw-1",
                                  "Attachments": [{"VpcId": "vpc-1", "State": "available"}]}],
            "RouteTables": [self._table("rtb-lb", ["lb-a", "lb-b"], True),
                            self._table("rtb-app", ["app-a", "app-b"], False)],
            "SecurityGroups": [{"GroupId": name, "GroupName": name, "VpcId": "vpc-1",
                                "IpPermissions": [permission(*row) for row in rows["in"]],
                                "IpPermissionsEgress": [permission(*row) for row in rows["out"]]}
                               for name, rows in self.groups.items()]}

    @staticmethod
    def _table(name, subnets, public):
        routes = [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local",
                   "State": "active", "Origin": "CreateRouteTable"}]
        if public:
            routes.append({"DestinationCidrBlock": ANY, "GatewayId": "igw-1", "State": "active",
                           "Origin": "CreateRoute"})
        return {"RouteTableId": name, "VpcId": "vpc-1", "Routes": routes,
                "Associations": [{"RouteTableAssociationId": f"rtbassoc-{subnet}",
                                  "RouteTableId": name, "SubnetId": f"subnet-{subnet}",
                                  "Main": False} for subnet in subnets]}

    def _interface(self, name, subnet, address, groups, **more):
        item = {"NetworkInterfaceId": name, "SubnetId": f"subnet-{subnet}", "VpcId": "vpc-1",
                "InterfaceType": "interface", "PrivateIpAddress": address,
                "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": True}],
                "Groups": [{"GroupId": group, "GroupName": group} for group in groups]}
        item.update(more)
        return item

    def _interfaces(self):
        found = []
        for name, address in self.targets.items():
            if self.target_type == "instance":
                found.append(self._interface(f"eni-{name}", self.places[name], address, ["sg-app"],
                                             Attachment={"InstanceId": name, "DeviceIndex": 0,
                                                         "Status": "attached"}))
            else:
                found.append(self._interface(f"eni-{name}", self.places[name], address, ["sg-app"]))
        if self.with_nodes:
            text = "ELB web" if self.kind == "classic" else f"ELB {self.kind}/web/1"
            for zone in self.zones:
                more = {"Description": text, "RequesterId": "amazon-elb", "RequesterManaged": True}
                node = self._interface(f"eni-node-{zone}", f"lb-{zone}", NODES[zone],
                                       self.balancer_groups, **more)
                if self.scheme == "internet-facing":
                    public = {"PublicIp": f"52.9.0.{ord(zone)}", "IpOwnerId": "amazon-elb"}
                    node["PrivateIpAddresses"][0]["Association"] = public
                found.append(node)
        return {"NetworkInterfaces": found}

    def _classic(self):
        return {"LoadBalancerDescriptions": [{
            "LoadBalancerName": "web", "DNSName": "web-1.eu-west-1.elb.example", "VPCId": "vpc-1",
            "Scheme": self.scheme, "SecurityGroups": self.balancer_groups,
            "Subnets": [f"subnet-lb-{zone}" for zone in self.zones],
            "AvailabilityZones": [ZONES[zone] for zone in self.zones],
            "Instances": [{"InstanceId": name} for name in self.targets],
            "ListenerDescriptions": [{"Listener": {
                "Protocol": "TCP", "LoadBalancerPort": self.port, "InstanceProtocol": "TCP",
                "InstancePort": self.target_port}, "PolicyNames": []}]}]}

    def _second_generation(self):
        kinds = {"app": "application", "net": "network"}
        actions = self.actions
        if actions is None:
            actions = [{"Type": "forward", "TargetGroupArn": self.group_arn()}]
        health = [{"Target": {"Id": name if self.target_type == "instance" else address,
                              "Port": self.target_port},
                   "HealthCheckPort": str(self.health_port),
                   "TargetHealth": {"State": self.health.get(name, "healthy")}}
                  for name, address in self.targets.items()]
        docs = {
            "balancers.json": {"LoadBalancers": [{
                "LoadBalancerArn": self.arn(), "LoadBalancerName": "web",
                "DNSName": "web-1.eu-west-1.elb.example", "Type": kinds[self.kind],
                "Scheme": self.scheme, "VpcId": "vpc-1", "State": {"Code": "active"},
                "SecurityGroups": self.balancer_groups,
                "AvailabilityZones": [{"ZoneName": ZONES[zone], "SubnetId": f"subnet-lb-{zone}",
                                       "LoadBalancerAddresses": []} for zone in self.zones]}]},
            "listeners.json": {"Listeners": [{
                "ListenerArn": f"{PREFIX}listener/{self.kind}/web/1/3", "Port": self.port,
                "LoadBalancerArn": self.arn(),
                "Protocol": self.protocol, "DefaultActions": actions}]},
            "groups.json": {"TargetGroups": [{
                "TargetGroupArn": self.group_arn(), "TargetGroupName": "web", "VpcId": "vpc-1",
                "Protocol": self.protocol, "Port": self.target_port,
                "TargetType": self.target_type, "HealthCheckPort": str(self.health_port),
                "HealthCheckProtocol": "HTTP", "LoadBalancerArns": [self.arn()]}]},
            "health.json": [{"TargetGroupArn": self.group_arn(),
                             "TargetHealthDescriptions": health}]}
        if self.attributes:
            docs["attributes.json"] = [{"LoadBalancerArn": self.arn(),
                                        "Attributes": pairs(self.attributes)}]
        if self.group_attributes:
            docs["group_attributes.json"] = [{"TargetGroupArn": self.group_arn(),
                                              "Attributes": pairs(self.group_attributes)}]
        return docs


def pairs(attributes):
    return [{"Key": key, "Value": value} for key, value in attributes.items()]
