# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the API of AWS on the loopback: the query protocol of EC2 and of the load
balancers, as far as the real AWS CLI needs it to print an answer."""
import http.server
import threading
import urllib.parse
from xml.sax.saxutils import escape

# The name of the list in the XML of each action that the stub answers with an empty list.
EC2_LISTS = {
    "DescribeVpcs": "vpcSet", "DescribeSubnets": "subnetSet", "DescribeNetworkAcls": "networkAclSet",
    "DescribeRouteTables": "routeTableSet", "DescribeSecurityGroups": "securityGroupInfo",
    "DescribeSecurityGroupRules": "securityGroupRuleSet", "DescribeNetworkInterfaces": "networkInterfaceSet",
    "DescribeInstances": "reservationSet", "DescribeInternetGateways": "internetGatewaySet",
    "DescribeEgressOnlyInternetGateways": "egressOnlyInternetGatewaySet", "DescribeNatGateways": "natGatewaySet",
    "DescribeVpnGateways": "vpnGatewaySet", "DescribeVpcPeeringConnections": "vpcPeeringConnectionSet",
    "DescribeTransitGateways": "transitGatewaySet", "DescribeTransitGatewayAttachments": "transitGatewayAttachments",
    "DescribeTransitGatewayVpcAttachments": "transitGatewayVpcAttachments",
    "DescribeTransitGatewayRouteTables": "transitGatewayRouteTables", "SearchTransitGatewayRoutes": "routeSet",
    "GetTransitGatewayRouteTableAssociations": "associations",
    "GetTransitGatewayRouteTablePropagations": "transitGatewayRouteTablePropagations",
    "DescribeVpcEndpoints": "vpcEndpointSet", "DescribePrefixLists": "prefixListSet",
    "DescribeManagedPrefixLists": "prefixListSet", "GetManagedPrefixListEntries": "entrySet",
    "DescribeVpcBlockPublicAccessOptions": "vpcBlockPublicAccessOptions",
    "DescribeVpcBlockPublicAccessExclusions": "vpcBlockPublicAccessExclusionSet",
}
ELB_LISTS = {
    "DescribeLoadBalancers": "LoadBalancers", "DescribeListeners": "Listeners",
    "DescribeLoadBalancerAttributes": "Attributes", "DescribeTargetGroups": "TargetGroups",
    "DescribeTargetHealth": "TargetHealthDescriptions", "DescribeTargetGroupAttributes": "Attributes",
}
CLASSIC = "2012-06-01"  # the version of the API of Classic Load Balancers


def xml(value, item):
    """Dictionaries as elements, lists as elements of the name `item`."""
    if isinstance(value, dict):
        return "".join(f"<{key}>{xml(inner, item)}</{key}>" for key, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<{item}>{xml(inner, item)}</{item}>" for inner in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))


def ec2_answer(action, members):
    space = "http://ec2.amazonaws.com/doc/2016-11-15/"
    return 200, f'<?xml version="1.0"?><{action}Response xmlns="{space}">{xml(members, "item")}</{action}Response>'


def elb_answer(action, members):
    inner = xml(members, "member")
    return 200, f'<?xml version="1.0"?><{action}Response><{action}Result>{inner}</{action}Result></{action}Response>'


def refusal(code, text="said by the stub", status=403):
    return status, (f'<?xml version="1.0"?><Response><Errors><Error><Code>{code}</Code><Message>{text}</Message>'
                    "</Error></Errors><RequestID>1</RequestID></Response>")


def plain(action, parameters):
    """The answer where a test has prepared none: an empty list."""
    if parameters["Version"].startswith("2016") and action in EC2_LISTS:
        return ec2_answer(action, {EC2_LISTS[action]: []})
    if parameters["Version"] == CLASSIC:
        return elb_answer(action, {"LoadBalancerDescriptions": []})
    if action in ELB_LISTS:
        return elb_answer(action, {ELB_LISTS[action]: []})
    return refusal("InvalidAction", status=400)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        parameters = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
        # Credential=KEY/DATE/REGION/SERVICE/aws4_request
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")
        parameters["region"] = scope[2] if len(scope) > 2 else ""
        status, text = self.server.stub.answer(parameters)
        payload = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        pass


class Stub:
    """`answers` maps an action to a function from the parameters of the request (and `region`) to
    a status and a text. `requests` lists what was asked."""

    def __init__(self):
        self.answers = {}
        self.requests = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, parameters):
        self.requests.append(parameters)
        action = parameters.get("Action", "")
        if action in self.answers:
            return self.answers[action](parameters)
        return plain(action, parameters)

    def asked(self, action):
        return [request for request in self.requests if request.get("Action") == action]
