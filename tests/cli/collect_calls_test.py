#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How collect calls the AWS CLI, and what it makes of whatever comes back. A script stands for the
CLI; the words of real failures are those that the CLI prints."""
import json
import os
import pathlib
import re

import support
from support import CommandCase, run

FAKE = pathlib.Path(__file__).with_name("fake_aws.py")
VPCS = '{"Vpcs": []}'
TABLES = json.dumps({"TransitGatewayRouteTables": [
    {"TransitGatewayRouteTableId": f"tgw-rtb-{number}", "Tags": [{"Key": "a", "Value": "{]"}]} for number in range(1, 6)]})


def service_error(code, operation, text="no"):
    return [254, "", f"\nAn error occurred ({code}) when calling the {operation} operation: {text}\n"]


class Calls(CommandCase):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "export"
        self.log = self.folder / "calls.log"

    def collect(self, answers, *arguments, only=(), **environment):
        self.log.unlink(missing_ok=True)
        fake = self.write("answers.json", json.dumps(answers))
        variables = {"FAKE_AWS": str(fake), "FAKE_LOG": str(self.log), "AWS_RETRY_MODE": None, "AWS_MAX_ATTEMPTS": None,
                     **environment}
        chosen = ("--only", ",".join(only)) if only else ()
        return run("collect", "--aws", FAKE, "--region", "us-east-1", "--out", self.out, *chosen, *arguments,
                   environment=variables)

    def calls(self):
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def file(self, name):
        return self.out / "us-east-1" / f"{name}.json"

    def test_words_reach_the_cli_as_they_are_and_the_environment_is_set(self):
        profile = "$(touch x); `id` 'a b' \"c\""
        done = self.collect({}, "--profile", profile, "--endpoint-url", "http://127.0.0.1:1", only=["describe-vpcs"],
                            AWS_PAGER="less")
        self.assertEqual(done.returncode, 0, done.stderr)
        [call] = self.calls()
        self.assertEqual(call["words"], ["ec2", "describe-vpcs", "--profile", profile, "--region", "us-east-1", "--output", "json",
                                         "--endpoint-url", "http://127.0.0.1:1"])
        self.assertEqual(call["stdin"], "")
        self.assertEqual({k: v for k, v in call["environment"].items() if k != "AWS_PROFILE"}, {
            "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off", "AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "8",
            "PYTHONIOENCODING": "utf-8"})

    def test_the_users_own_retries_are_left_alone(self):
        self.collect({}, only=["describe-vpcs"], AWS_RETRY_MODE="adaptive", AWS_MAX_ATTEMPTS="3")
        environment = self.calls()[0]["environment"]
        self.assertEqual((environment["AWS_RETRY_MODE"], environment["AWS_MAX_ATTEMPTS"]), ("adaptive", "3"))

    def test_no_call_changes_anything_and_each_matches_its_permission(self):
        lists = {"describe-load-balancers": [0, '{"LoadBalancers": [{"LoadBalancerArn": "arn:a"}]}', ""],
                 "describe-target-groups": [0, '{"TargetGroups": [{"TargetGroupArn": "arn:b"}]}', ""],
                 "describe-managed-prefix-lists": [0, '{"PrefixLists": [{"PrefixListId": "pl-1"}]}', ""],
                 "describe-transit-gateway-route-tables": [0, TABLES, ""]}
        optional = ("describe-db-instances", "list-functions")
        words = [call["words"] for only in ((), optional)
                 if self.collect(lists, only=only).returncode == 0 for call in self.calls()]
        services = {"elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing"}
        asked = set()
        for service, command, *_ in words:
            self.assertRegex(command, "^(describe|get|search|list)-")
            camel = re.sub("(^|-)([a-z])", lambda m: m.group(2).upper(), command).replace("Db", "DB")
            asked.add(f"{services.get(service, service)}:{camel}")
        granted = set()
        for only in ((), ("--only", ",".join(optional))):
            granted |= set(json.loads(run("collect", "--iam-policy", *only).stdout)["Statement"][0]["Action"])
        self.assertEqual(asked, granted)

    def test_secrets_of_functions_are_not_asked_for(self):
        self.collect({}, only=["list-functions"])
        words = self.calls()[0]["words"]
        self.assertIn("VpcConfig", words[words.index("--query") + 1])
        self.assertNotIn("Environment", " ".join(words))

    def test_pages_that_the_cli_does_not_join_are_asked_for(self):
        name = "describe-vpc-block-public-access-exclusions"
        done = self.collect({name: [0, '{"A": [1], "NextToken": "t+2="}', ""], f"{name} --next-token=t+2=": [0, '{"A": [2]}', ""]},
                            only=[name])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([page["A"] for page in json.loads(self.file(name).read_text())], [[1], [2]])

    def test_pages_that_never_end_or_name_a_file_are_broken(self):
        for token in ("again", "file:///etc/hostname"):
            done = self.collect({"describe-vpcs": [0, json.dumps({"Vpcs": [], "NextToken": token}), ""]}, only=["describe-vpcs"])
            self.assertEqual(done.returncode, 1)
            self.assertIn("the pages of the answer do not end", done.stderr)
            self.assertNotIn("hostname", self.log.read_text())
            self.assertFalse(self.file("describe-vpcs").exists())

    def test_what_is_no_json_leaves_the_old_file(self):
        for text in ("", "  \n", "{", VPCS[:-1], VPCS + "}", VPCS + VPCS, "[]", "null", '{"Vpcs": [tru]}', '{"a" 1}', "<html/>",
                     '{"a": ' + "[" * 100000 + "]" * 100000 + "}"):
            old = self.write("export/us-east-1/describe-vpcs.json", "old")
            done = self.collect({"describe-vpcs": [0, text, ""]}, only=["describe-vpcs", "describe-subnets"])
            self.assertEqual(done.returncode, 2, (text[:40], done.stderr[:400]))
            self.assertRegex(done.stderr, "failed: us-east-1 describe-vpcs: the answer is (empty|broken|no JSON object)")
            self.assertIn("nothing of it is kept", done.stderr)
            self.assertIn(f"old: {old} stands there", done.stderr)
            self.assertEqual(old.read_text(), "old")
        self.assertEqual(sorted(os.listdir(self.out / "us-east-1")), ["describe-subnets.json", "describe-vpcs.json"])

    def test_an_answer_is_kept_as_it_came(self):
        text = '{\n    "Vpcs": [{"Tags": [{"Value": "größe \\u2028 \\" }"}], "N": 1.5e3, "x": null, "y": true}]\n}\n'
        self.assertEqual(self.collect({"describe-vpcs": [0, text, "a warning"]}, only=["describe-vpcs"], PYTHONUTF8="1",
                                      LC_ALL="C").returncode, 0)
        self.assertEqual(self.file("describe-vpcs").read_text(encoding="utf-8"), text)

    def test_much_on_both_streams_is_read(self):
        text = json.dumps({"Vpcs": ["x" * 1000] * 3000})
        done = self.collect({"describe-vpcs": [0, text, "noise\n" * 500000]}, only=["describe-vpcs"])
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(self.file("describe-vpcs").read_text()), json.loads(text))

    def test_credentials_that_cannot_be_had_end_everything_with_one_message(self):
        for said in ("Unable to locate credentials. You can configure credentials by running \"aws configure\".",
                     "Error loading SSO Token: Token for x does not exist",
                     "The SSO session associated with this profile has expired or is otherwise invalid.",
                     "The config profile (p) could not be found",
                     "An error occurred (ExpiredToken) when calling the DescribeSubnets operation: too old",
                     "An error occurred (AccessDenied) when calling the AssumeRole operation: not you"):
            done = self.collect({"describe-subnets": [255, "", f"\n{said}\n"]})
            self.assertEqual(done.returncode, 2, said)  # describe-vpcs was answered before
            self.assertEqual(done.stderr.count(said), 1, done.stderr)
            self.assertIn("not answered for the reason above: 32 calls\n", done.stderr)
            self.assertEqual(len(self.calls()), 2)

    def test_nobody_there_ends_the_service_in_this_region_only(self):
        done = self.collect({"ec2": [255, "", '\nCould not connect to the endpoint URL: "https://x/"\n']})
        self.assertEqual(done.returncode, 2)
        self.assertEqual([call["words"][0] for call in self.calls()], ["ec2", "elbv2", "elbv2", "elb"])
        self.assertEqual(done.stderr.count("Could not connect"), 1, done.stderr)
        self.assertEqual(re.findall("call ([0-9]+) of 33", done.stderr), ["1", *map(str, range(27, 34))])
        self.assertIn("not answered for the reason above: 25 calls\n", done.stderr)

    def test_a_call_that_an_old_cli_does_not_know_is_a_note(self):
        usage = "\nusage: aws [options]\naws: error: argument operation: Invalid choice, valid choices are:\n\na | b\n\n\n"
        done = self.collect({"describe-vpcs": [252, "", usage]}, only=["describe-vpcs", "describe-subnets"])
        self.assertEqual(done.returncode, 0)
        self.assertIn("note: us-east-1 describe-vpcs: this AWS CLI does not know the call", done.stderr)
        self.assertIn("1 of 1 calls", done.stdout)

    def test_quiet_leaves_failures_only(self):
        unknown = [252, "", "aws: [ERROR]: Found invalid choice 'describe-vpcs'"]
        denied = service_error("UnauthorizedOperation", "DescribeSubnets")
        done = self.collect({"describe-vpcs": unknown, "describe-subnets": denied}, "--quiet")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr, "failed: us-east-1 describe-subnets: access denied (UnauthorizedOperation)\n"
                                      "  mend: allow ec2:DescribeSubnets\n")

    def test_some_ids_that_fail_are_told_and_the_others_kept(self):
        name = "get-transit-gateway-route-table-associations"
        error = service_error("InvalidRouteTableID.NotFound", "GetTransitGatewayRouteTableAssociations")
        done = self.collect({"describe-transit-gateway-route-tables": [0, TABLES, ""], name: [0, '{"Associations": []}', ""],
                             f"{name} tgw-rtb-2": error, f"{name} tgw-rtb-3": [0, "{ }", ""]}, only=[name])
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"incomplete: us-east-1 {name}: 1 of 5 are missing: An error occurred (InvalidRouteTableID", done.stderr)
        kept = json.loads(self.file(name).read_text())
        self.assertEqual([entry.pop("TransitGatewayRouteTableId")[-1] for entry in kept], ["1", "3", "4", "5"])
        self.assertEqual(kept, [{"Associations": []}, {}, {"Associations": []}, {"Associations": []}])

    def test_ids_that_all_fail_are_not_all_asked(self):
        name = "search-transit-gateway-routes"
        denied = service_error("UnauthorizedOperation", "SearchTransitGatewayRoutes")
        old = self.write(f"export/us-east-1/{name}.json", "old")
        done = self.collect({"describe-transit-gateway-route-tables": [0, TABLES, ""], name: denied}, only=[name])
        self.assertEqual(done.returncode, 2)
        self.assertEqual(len(self.calls()), 4)
        self.assertIn("mend: allow ec2:SearchTransitGatewayRoutes", done.stderr)
        self.assertEqual(old.read_text(), "old")

    def test_no_ids_make_an_empty_list(self):
        done = self.collect({"describe-target-groups": [0, '{"TargetGroups": []}', ""]}, only=["describe-target-health"])
        self.assertEqual((done.returncode, self.file("describe-target-health").read_text()), (0, "[]\n"))

    def test_a_list_that_is_not_known_leaves_what_hangs_on_it(self):
        denied = service_error("AccessDenied", "DescribeTargetGroups")
        done = self.collect({"describe-target-groups": denied}, only=["describe-target-health", "describe-vpcs"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("not asked: us-east-1 describe-target-health: describe-target-groups did not tell", done.stderr)

    def test_an_id_that_could_be_an_option_or_a_file_is_not_passed_on(self):
        for odd in ("--debug", "file:///etc/hostname", "arn:a b", "", None, 7):
            groups = json.dumps({"TargetGroups": [{"TargetGroupArn": odd}]})
            done = self.collect({"describe-target-groups": [0, groups, ""]}, only=["describe-target-health"])
            self.assertEqual((done.returncode, len(self.calls())), (2, 1), odd)

    def test_a_list_of_aws_itself_that_cannot_be_read_is_a_note(self):
        lists = json.dumps({"PrefixLists": [{"PrefixListId": "pl-1", "OwnerId": "AWS"}, {"OwnerId": "1", "PrefixListId": "pl-2"}]})
        name = "get-managed-prefix-list-entries"
        error = service_error("UnsupportedOperation", "GetManagedPrefixListEntries")
        answers = {"describe-managed-prefix-lists": [0, lists, ""], name: [0, '{"Entries": []}', ""]}
        done = self.collect({**answers, f"{name} pl-1": error}, only=[name])
        self.assertEqual((done.returncode, json.loads(self.file(name).read_text())), (0, [{"PrefixListId": "pl-2", "Entries": []}]))
        self.assertIn(f"note: us-east-1 {name}: 1 lists of AWS itself cannot be read", done.stderr)
        self.assertEqual(self.collect({**answers, f"{name} pl-2": error}, only=[name]).returncode, 2)

    def test_what_the_cli_says_cannot_steer_the_terminal(self):
        done = self.collect({"describe-vpcs": [255, "", "first\n\x1b[2Jlast\x07 line " + "ä" * 400]}, only=["describe-vpcs"])
        self.assertIn("failed: us-east-1 describe-vpcs: [2Jlast line ää", done.stderr)
        self.assertNotIn("\x1b", done.stderr)
        self.assertLess(len(done.stderr.encode()), 500)

    def test_a_cli_that_is_ended_by_a_signal(self):
        done = self.collect({"describe-vpcs": [-9, "", ""]}, only=["describe-vpcs", "describe-subnets"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("describe-vpcs: the AWS CLI ended with exit code 137", done.stderr)
        self.collect({"describe-vpcs": [-2, "", ""]}, only=["describe-vpcs", "describe-subnets"])
        self.assertEqual(len(self.calls()), 1)

    def test_a_folder_that_cannot_be_written(self):
        self.write("export", "a file")
        done = self.collect({}, only=["describe-vpcs"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"halfopen: {self.out}/us-east-1: Not a directory", done.stderr)

    def test_a_file_that_cannot_be_replaced_ends_it(self):
        (self.out / "us-east-1" / "describe-vpcs.json").mkdir(parents=True)
        done = self.collect({}, only=["describe-vpcs", "describe-subnets"])
        self.assertEqual(done.returncode, 1)
        self.assertIn("describe-vpcs.json: Is a directory", done.stderr)
        self.assertEqual(os.listdir(self.out / "us-east-1"), ["describe-vpcs.json"])


if __name__ == "__main__":
    support.main()
