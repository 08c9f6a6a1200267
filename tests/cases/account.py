# SPDX-License-Identifier: Apache-2.0
"""Accounts in short lines, as what describe-* would print of them. The words are documented in tests/README.md."""
import ipaddress

PROTOCOLS = {"all": "-1", "tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58"}
STATES = ("available", "pending", "failed", "deleting", "deleted", "modifying", "rejected", "expired",
          "pending-acceptance")


def is_block(word):
    return "/" in word


def is_address(word):
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


def is_v6(word):
    return ":" in word


def egress(word):
    return {"in": False, "ingress": False, "out": True, "egress": True}[word]


def pick(words, test, default=None):
    """The first word that passes, taken out of the list."""
    for word in words:
        if test(word):
            words.remove(word)
            return word
    return default


def take(words, test):
    """All words that pass, taken out of the list."""
    found = [word for word in words if test(word)]
    for word in found:
        words.remove(word)
    return found


def starts(*prefixes):
    return lambda word: word.startswith(prefixes)


def port_range(word):
    first, _, last = ("0-65535" if word == "all" else word).partition("-")
    return int(first), int(last or first)


def icmp_message(word):
    kind, _, code = ("-1:-1" if word == "all" else word).partition(":")
    return int(kind), int(code or -1)


class Account:
    """Lists of the API, filled line by line. Lists that no line speaks of are not loaded."""

    def __init__(self):
        self.lists = {}
        self.vpcs = {}
        self.subnets = {}
        self.objects = {}

    def add(self, name, item, key=None):
        self.lists.setdefault(name, []).append(item)
        if key:
            self.objects[item[key]] = item
        return item

    def line(self, text):
        verb, *words = text.split()
        method = getattr(self, "do_" + verb.replace("-", "_"), None)
        if method is None:
            raise ValueError(f"unknown word '{verb}'")
        method(words)
        if words:
            raise ValueError(f"not understood: {' '.join(words)}")

    def do_list(self, words):
        self.lists.setdefault(words.pop(0), [])

    def do_vpc(self, words):
        blocks = take(words, is_block)
        v4 = [block for block in blocks if not is_v6(block)]
        vpc = words.pop(0)
        self.vpcs[vpc] = blocks
        self.add("Vpcs", {
            "VpcId": vpc, "CidrBlock": v4[0],
            "CidrBlockAssociationSet": [{"CidrBlock": b, "CidrBlockState": {"State": "associated"}} for b in v4],
            "Ipv6CidrBlockAssociationSet": [
                {"Ipv6CidrBlock": b, "Ipv6CidrBlockState": {"State": "associated"}} for b in blocks if is_v6(b)]})

    def do_subnet(self, words):
        blocks = take(words, is_block)
        subnet, vpc = words.pop(0), words.pop(0)
        self.subnets[subnet] = vpc
        item = self.add("Subnets", {"SubnetId": subnet, "VpcId": vpc})
        for block in blocks:
            if is_v6(block):
                item["Ipv6CidrBlockAssociationSet"] = [
                    {"Ipv6CidrBlock": block, "Ipv6CidrBlockState": {"State": "associated"}}]
            else:
                item["CidrBlock"] = block
        if words:
            item["AvailabilityZone"] = words.pop(0)

    def do_eni(self, words):
        eni, subnet = words.pop(0), words.pop(0)
        item = {"NetworkInterfaceId": eni, "SubnetId": subnet, "VpcId": self.subnets[subnet],
                "InterfaceType": "interface", "SourceDestCheck": True, "PrivateIpAddresses": [], "Ipv6Addresses": []}
        if "kind" in words:
            at = words.index("kind")
            item["InterfaceType"] = words.pop(at + 1)
            words.pop(at)
        if pick(words, lambda word: word == "no-igw"):
            item["DenyAllIgwTraffic"] = True
        item["Groups"] = [{"GroupId": group} for group in take(words, starts("sg-"))]
        public = False
        for word in take(words, lambda word: word == "public" or is_address(word)):
            if word == "public":
                public = True
            elif public:
                item["PrivateIpAddresses"][-1]["Association"] = {"PublicIp": word}
                public = False
            elif is_v6(word):
                item["Ipv6Addresses"].append({"Ipv6Address": word})
            else:
                item["PrivateIpAddresses"].append(
                    {"PrivateIpAddress": word, "Primary": not item["PrivateIpAddresses"]})
        if item["PrivateIpAddresses"]:
            item["PrivateIpAddress"] = item["PrivateIpAddresses"][0]["PrivateIpAddress"]
        self.add("NetworkInterfaces", item)

    def do_sg(self, words):
        self.add("SecurityGroups", {"GroupId": words[0], "GroupName": words.pop(0), "VpcId": words.pop(0),
                                    "IpPermissions": [], "IpPermissionsEgress": []}, "GroupId")

    def do_sg_rule(self, words):
        group, outwards, protocol = self.objects[words.pop(0)], egress(words.pop(0)), words.pop(0)
        rule = {"IpProtocol": "-1" if protocol == "all" else protocol, "IpRanges": [], "Ipv6Ranges": [],
                "PrefixListIds": [], "UserIdGroupPairs": []}
        if protocol in ("tcp", "udp"):
            rule["FromPort"], rule["ToPort"] = port_range(words.pop(0))
        elif protocol in ("icmp", "icmpv6"):
            rule["FromPort"], rule["ToPort"] = icmp_message(words.pop(0))
        for block in take(words, is_block):
            if is_v6(block):
                rule["Ipv6Ranges"].append({"CidrIpv6": block})
            else:
                rule["IpRanges"].append({"CidrIp": block})
        rule["PrefixListIds"] = [{"PrefixListId": word} for word in take(words, starts("pl-"))]
        rule["UserIdGroupPairs"] = [{"GroupId": word} for word in take(words, starts("sg-"))]
        group["IpPermissionsEgress" if outwards else "IpPermissions"].append(rule)

    def do_acl(self, words):
        acl, vpc = words.pop(0), words.pop(0)
        default = pick(words, lambda word: word == "default")
        self.add("NetworkAcls", {
            "NetworkAclId": acl, "VpcId": vpc, "IsDefault": bool(default), "Entries": [],
            "Associations": [{"NetworkAclId": acl, "SubnetId": subnet} for subnet in words]}, "NetworkAclId")
        words.clear()

    def do_acl_rule(self, words):
        acl, outwards, number = self.objects[words.pop(0)], egress(words.pop(0)), int(words.pop(0))
        action, protocol = words.pop(0), words.pop(0)
        rule = {"Egress": outwards, "RuleNumber": number, "RuleAction": action,
                "Protocol": PROTOCOLS.get(protocol, protocol)}
        if protocol in ("tcp", "udp"):
            first, last = port_range(words.pop(0))
            rule["PortRange"] = {"From": first, "To": last}
        elif protocol in ("icmp", "icmpv6"):
            kind, code = icmp_message(words.pop(0))
            rule["IcmpTypeCode"] = {"Type": kind, "Code": code}
        block = words.pop(0)
        rule["Ipv6CidrBlock" if is_v6(block) else "CidrBlock"] = block
        acl["Entries"].append(rule)

    def do_rtb(self, words):
        table, vpc = words.pop(0), words.pop(0)
        associations = [{"Main": True}] if pick(words, lambda word: word == "main") else []
        associations += [{"Main": False, "GatewayId": word} for word in take(words, starts("igw-", "vgw-"))]
        associations += [{"Main": False, "SubnetId": word} for word in words]
        words.clear()
        self.add("RouteTables", {"RouteTableId": table, "VpcId": vpc, "Associations": associations,
                                 "Routes": []}, "RouteTableId")
        for block in self.vpcs.get(vpc, []):
            self.do_route([table, block, "local"])

    def do_route(self, words):
        table, destination, target = self.objects[words.pop(0)], words.pop(0), words.pop(0)
        propagated = pick(words, lambda word: word == "propagated")
        blackhole = pick(words, lambda word: word == "blackhole")
        route = {"Origin": "EnableVgwRoutePropagation" if propagated else "CreateRoute",
                 "State": "blackhole" if blackhole else "active"}
        if target == "local":
            route["Origin"] = "CreateRouteTable"
        if not is_block(destination):
            route["DestinationPrefixListId"] = destination
        else:
            route["DestinationIpv6CidrBlock" if is_v6(destination) else "DestinationCidrBlock"] = destination
        keys = {"nat-": "NatGatewayId", "tgw-": "TransitGatewayId", "pcx-": "VpcPeeringConnectionId",
                "eni-": "NetworkInterfaceId", "eigw-": "EgressOnlyInternetGatewayId"}
        key = next((name for prefix, name in keys.items() if target.startswith(prefix)), "GatewayId")
        route[key] = target
        table["Routes"].append(route)

    def gateway(self, words, name, key, attachments, state):
        self.add(name, {key: words.pop(0), attachments: [{"VpcId": vpc, "State": state} for vpc in words]})
        words.clear()

    def do_igw(self, words):
        self.gateway(words, "InternetGateways", "InternetGatewayId", "Attachments", "available")

    def do_eigw(self, words):
        self.gateway(words, "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", "Attachments", "attached")

    def do_vgw(self, words):
        self.gateway(words, "VpnGateways", "VpnGatewayId", "VpcAttachments", "attached")

    def do_nat(self, words):
        nat, place = words.pop(0), words.pop(0)
        regional = place in self.vpcs
        state = pick(words, STATES.__contains__, "available")
        private = pick(words, lambda word: word == "private")
        addresses = take(words, is_address)
        item = self.add("NatGateways", {
            "NatGatewayId": nat, "VpcId": place if regional else self.subnets[place], "State": state,
            "ConnectivityType": "private" if private else "public",
            "AvailabilityMode": "regional" if regional else "zonal"})
        if regional:
            item["NatGatewayAddresses"] = [{"PublicIp": word} for word in addresses]
            return
        item["SubnetId"] = place
        item["NatGatewayAddresses"] = [dict(zip(("PrivateIp", "PublicIp"), addresses), IsPrimary=True)]

    def do_pcx(self, words):
        pcx, *sides = [words.pop(0) for _ in range(3)]
        info = [{"VpcId": vpc, "CidrBlockSet": [{"CidrBlock": b} for b in self.vpcs.get(vpc, []) if not is_v6(b)],
                 "Ipv6CidrBlockSet": [{"Ipv6CidrBlock": b} for b in self.vpcs.get(vpc, []) if is_v6(b)]}
                for vpc in sides]
        self.add("VpcPeeringConnections", {
            "VpcPeeringConnectionId": pcx, "RequesterVpcInfo": info[0], "AccepterVpcInfo": info[1],
            "Status": {"Code": pick(words, STATES.__contains__, "active")}})

    def do_tgw(self, words):
        gateway = words.pop(0)
        references = pick(words, lambda word: word == "sg-references")
        self.add("TransitGateways", {
            "TransitGatewayId": gateway, "State": pick(words, STATES.__contains__, "available"),
            "Options": {"SecurityGroupReferencingSupport": "enable" if references else "disable"}})

    def do_tgw_att(self, words):
        attachment, gateway = words.pop(0), words.pop(0)
        state = pick(words, STATES.__contains__, "available")
        table = pick(words, starts("tgw-rtb-"))
        no_references = pick(words, lambda word: word == "no-sg-references")
        appliance = pick(words, lambda word: word == "appliance-mode")
        kind, resource = ("vpc", words.pop(0)) if words[0] in self.vpcs else (words.pop(0), words.pop(0))
        item = {"TransitGatewayAttachmentId": attachment, "TransitGatewayId": gateway, "State": state}
        general = dict(item, ResourceType=kind, ResourceId=resource)
        if table:
            general["Association"] = {"TransitGatewayRouteTableId": table, "State": "associated"}
        self.add("TransitGatewayAttachments", general)
        if kind == "vpc":
            options = {"SecurityGroupReferencingSupport": "disable" if no_references else "enable",
                       "ApplianceModeSupport": "enable" if appliance else "disable"}
            self.add("TransitGatewayVpcAttachments", dict(
                item, VpcId=resource, SubnetIds=list(words), Options=options))
            words.clear()

    def do_tgw_rtb(self, words):
        self.add("TransitGatewayRouteTables", {
            "TransitGatewayRouteTableId": words.pop(0), "TransitGatewayId": words.pop(0),
            "State": "available", "Routes": []}, "TransitGatewayRouteTableId")

    def do_tgw_route(self, words):
        table, block = self.objects[words.pop(0)], words.pop(0)
        propagated = pick(words, lambda word: word == "propagated")
        blackhole = pick(words, lambda word: word == "blackhole")
        table["Routes"].append({
            "DestinationCidrBlock": block, "Type": "propagated" if propagated else "static",
            "State": "blackhole" if blackhole else "active",
            "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": word} for word in words]})
        words.clear()

    def do_pl(self, words):
        name = words.pop(0)
        item = {"PrefixListId": name, "PrefixListName": name}
        if words:
            item["Cidrs"] = take(words, is_block)
        self.add("PrefixLists", item)

    def do_vpce(self, words):
        endpoint, vpc, kind, service = [words.pop(0) for _ in range(4)]
        self.add("VpcEndpoints", {
            "VpcEndpointId": endpoint, "VpcId": vpc, "VpcEndpointType": kind.capitalize(), "ServiceName": service,
            "State": pick(words, STATES.__contains__, "available"),
            "RouteTableIds": take(words, starts("rtb-")), "NetworkInterfaceIds": take(words, starts("eni-")),
            "SubnetIds": take(words, lambda word: word in self.subnets)})

    def do_bpa(self, words):
        self.lists["VpcBlockPublicAccessOptions"] = {"InternetGatewayBlockMode": words.pop(0)}

    def do_bpa_exclusion(self, words):
        resource = words.pop(0)
        kind = "vpc" if resource in self.vpcs else "subnet"
        self.add("VpcBlockPublicAccessExclusions", {
            "ResourceArn": f"arn:aws:ec2:eu-west-1:111122223333:{kind}/{resource}", "State": "create-complete",
            "InternetGatewayExclusionMode": words.pop(0)})


def expand(lines):
    """The lines of an account as one object with the lists of the API."""
    account = Account()
    for line in lines:
        line = line.split("#")[0].strip()
        if not line:
            continue
        try:
            account.line(line)
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"account line '{line}': {error!r}") from error
    return account.lists


def apply_edit(lists, edit):
    """Puts a rule of `halfopen fix` into the lists."""
    acl = next(a for a in lists["NetworkAcls"] if a["NetworkAclId"] == edit["acl"])
    outwards, number = edit["direction"] == "egress", int(edit["rule"])
    acl["Entries"] = [e for e in acl["Entries"] if (e["Egress"], e["RuleNumber"]) != (outwards, number)]
    rule = {"Egress": outwards, "RuleNumber": number, "RuleAction": edit["action"],
            "Protocol": PROTOCOLS.get(edit["protocol"], edit["protocol"])}
    if "ports" in edit:
        first, last = port_range(edit["ports"])
        rule["PortRange"] = {"From": first, "To": last}
    if "icmp" in edit:
        rule["IcmpTypeCode"] = {"Type": edit["icmp"]["type"], "Code": edit["icmp"]["code"]}
    rule["Ipv6CidrBlock" if is_v6(edit["cidr"]) else "CidrBlock"] = edit["cidr"]
    acl["Entries"].append(rule)
