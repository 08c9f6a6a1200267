#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""collect with the real AWS CLI against a stub of the API."""
import collect_case
import support
from aws_stub import ec2_answer, refusal
from collect_case import CollectCase, acl_pages, subnets, vpcs
from support import run


class Collect(CollectCase):
    def throttled_once(self, parameters):
        if len(self.stub.asked("DescribeVpcs")) == 1:
            return refusal("RequestLimitExceeded", status=503)
        return vpcs(parameters)

    def test_every_page_is_collected_and_check_answers_from_the_folder(self):
        self.stub.answers.update(DescribeVpcs=self.throttled_once, DescribeSubnets=subnets, DescribeNetworkAcls=acl_pages)
        done = self.collect("describe-network-acls", "describe-subnets", "describe-vpcs")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, f"{self.out}/us-east-1: 3 of 3 calls collected\n")
        self.assertEqual(self.files(), ["describe-network-acls.json", "describe-subnets.json", "describe-vpcs.json"])
        self.assertIn("call 3 of 3: us-east-1 describe-network-acls", done.stderr)
        self.assertEqual([len(self.stub.asked(action)) for action in ("DescribeVpcs", "DescribeNetworkAcls")], [2, 2])
        acls = self.answer("describe-network-acls")
        self.assertEqual([acl["NetworkAclId"] for acl in acls["NetworkAcls"]], ["acl-1", "acl-2"])
        self.assertNotIn("NextToken", acls)
        for subnet, code, verdict in (("subnet-1", 2, "HALF-OPEN"), ("subnet-2", 0, "WORKS")):
            answer = run("check", self.out, "--from", "198.51.100.7", "--to", subnet, "--port", "443")
            self.assertEqual((answer.returncode, answer.stderr), (code, ""), answer.stdout)
            self.assertTrue(answer.stdout.startswith(verdict), answer.stdout)

    def test_what_fails_is_told_and_the_rest_is_kept(self):
        """Denied, throttled for ever, and cut off on the second page; one call works."""
        def broken(parameters):
            status, text = acl_pages(parameters)
            return status, text if "NextToken" not in parameters else text[:-90]
        old = self.write("export/us-east-1/describe-subnets.json", '{"Subnets": []}')
        self.stub.answers.update(
            DescribeVpcs=vpcs, DescribeSubnets=lambda _: refusal("UnauthorizedOperation"), DescribeNetworkAcls=broken,
            DescribeRouteTables=lambda _: refusal("RequestLimitExceeded", status=503))
        done = self.collect("describe-vpcs", "describe-subnets", "describe-network-acls", "describe-route-tables")
        self.assertEqual(done.returncode, 2)
        self.assertIn("failed: us-east-1 describe-subnets: access denied (UnauthorizedOperation)\n"
                      "  mend: allow ec2:DescribeSubnets\n"
                      f"  old: {old} stands there from an earlier run\n", done.stderr)
        self.assertEqual(old.read_text(encoding="utf-8"), '{"Subnets": []}')
        self.assertIn("failed: us-east-1 describe-network-acls: the answer of the service was broken", done.stderr)
        self.assertIn("failed: us-east-1 describe-route-tables: throttled (RequestLimitExceeded)", done.stderr)
        self.assertEqual(len(self.stub.asked("DescribeRouteTables")), 2)
        self.assertEqual(self.files(), ["describe-subnets.json", "describe-vpcs.json"])
        self.assertEqual(self.answer("describe-vpcs")["Vpcs"][0]["VpcId"], "vpc-1")
        self.assertIn("1 of 4 calls collected", done.stdout)

    def test_without_credentials_one_message_and_no_further_call(self):
        done = self.collect(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, regions=("us-east-1", "eu-west-1"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("Unable to locate credentials"), 1, done.stderr)
        self.assertEqual(done.stderr.count("call "), 1, done.stderr)
        self.assertEqual(self.stub.requests, [])

    def test_regions_stand_apart_and_one_that_refuses_does_not_stop_the_next(self):
        def by_region(parameters):
            if parameters["region"] == "eu-west-1":
                return refusal("AuthFailure", status=401)
            return ec2_answer("DescribeVpcs", {"vpcSet": [
                {"vpcId": f"vpc-{parameters['region']}", "cidrBlock": "10.0.0.0/16"}]})
        self.stub.answers["DescribeVpcs"] = by_region
        done = self.collect("describe-vpcs", regions=("us-east-1", "eu-west-1,us-west-2", "us-east-1"))
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual([self.answer("describe-vpcs", r)["Vpcs"][0]["VpcId"] for r in ("us-east-1", "us-west-2")],
                         ["vpc-us-east-1", "vpc-us-west-2"])
        self.assertEqual(self.files("eu-west-1"), [])
        self.assertIn("failed: eu-west-1 describe-vpcs: An error occurred (AuthFailure)", done.stderr)
        self.assertEqual(len(self.stub.requests), 3)

    def test_answers_for_each_id_stand_in_one_file_with_their_id(self):
        self.stub.answers["DescribeTransitGatewayRouteTables"] = lambda _: ec2_answer(
            "DescribeTransitGatewayRouteTables", {"transitGatewayRouteTables": [
                {"transitGatewayRouteTableId": "tgw-rtb-1"}, {"transitGatewayRouteTableId": "tgw-rtb-2"}]})
        self.stub.answers["SearchTransitGatewayRoutes"] = lambda parameters: ec2_answer(
            "SearchTransitGatewayRoutes", {
                "routeSet": [{"destinationCidrBlock": "10.1.0.0/16", "type": "static", "state": "active"}],
                "additionalRoutesAvailable": parameters["TransitGatewayRouteTableId"] == "tgw-rtb-2"})
        done = self.collect("search-transit-gateway-routes")
        self.assertEqual(done.returncode, 2, done.stderr)
        routes = self.answer("search-transit-gateway-routes")
        self.assertEqual([entry["TransitGatewayRouteTableId"] for entry in routes], ["tgw-rtb-1", "tgw-rtb-2"])
        self.assertEqual(routes[0]["Routes"][0]["DestinationCidrBlock"], "10.1.0.0/16")
        self.assertIn("incomplete: us-east-1 search-transit-gateway-routes: ", done.stderr)
        asked = self.stub.asked("SearchTransitGatewayRoutes")[0]
        self.assertEqual([asked[f"Filter.1.{key}"] for key in ("Name", "Value.1", "Value.2")], ["state", "active", "blackhole"])


if __name__ == "__main__":
    collect_case.need_aws()
    support.main()
