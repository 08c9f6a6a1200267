#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check --flows: CSV in, CSV out, streaming."""
import csv
import io

import support
from support import CommandCase, run

HEADER = "from,to,protocol,client_port,server_port"


class Flows(CommandCase):
    def flows(self, *rows, header=HEADER, options=()):
        text = "\n".join([header, *rows]) + "\n"
        answer = run("check", self.web, "--flows", "-", *options, stdin=text)
        return answer, list(csv.DictReader(io.StringIO(answer.stdout)))

    def test_columns_and_order(self):
        answer, rows = self.flows("198.51.100.7,10.0.1.5,tcp,40000,443",
                                  "198.51.100.7,10.0.1.5,tcp,61000,443",
                                  "198.51.100.7,10.0.1.5,tcp,40000,80",
                                  "10.0.1.5,10.0.1.6,tcp,1,1")
        self.assertEqual(answer.returncode, 2)
        self.assertEqual(answer.stdout.splitlines()[0],
                         HEADER + ",verdict,request,request_decided_by,reply,reply_decided_by")
        self.assertEqual(answer.stdout.splitlines()[1:], [
            "198.51.100.7,10.0.1.5,tcp,40000,443,works,allow,,allow,",
            "198.51.100.7,10.0.1.5,tcp,61000,443,half-open,allow,,deny,web/egress/*",
            "198.51.100.7,10.0.1.5,tcp,40000,80,denied,deny,web/ingress/*,,",
            "10.0.1.5,10.0.1.6,tcp,1,1,works,allow,,allow,"])
        self.assertEqual(len(rows), 4)

    def test_protocols_and_ids(self):
        _, rows = self.flows("198.51.100.7,web,icmp,,", "198.51.100.7,subnet-web,icmp/8:0,,",
                             "198.51.100.7,10.0.1.5,icmp/13,0,0", "198.51.100.7,10.0.1.5,47,,",
                             "10.9.9.9,10.0.1.5,47,,", "192.0.2.9,10.0.1.5,UDP,40000,53",
                             "198.51.100.7,203.0.113.9,tcp,1,2")
        self.assertEqual([row["verdict"] for row in rows],
                         ["works", "works", "denied", "half-open", "works", "denied", "unknown"])
        self.assertEqual(rows[5]["request_decided_by"], "web/ingress/120")

    def test_bad_rows_do_not_stop_the_rest(self):
        answer, rows = self.flows("198.51.100.7,10.0.1.5,tcp,40000", "nobody,10.0.1.5,tcp,1,443",
                                  "198.51.100.7,10.0.1.5,tcp,70000,443", "198.51.100.7,10.0.1.5,xyz,1,443",
                                  "::1,10.0.1.5,tcp,1,443", "", "198.51.100.7,10.0.1.5,tcp,40000,443")
        self.assertEqual(answer.returncode, 0)
        self.assertEqual(len(rows), 1)
        for line in (2, 3, 4, 5, 6):
            self.assertIn(f"stdin:{line}: error HO1017", answer.stderr)

    def test_nothing_answered_exits_1(self):
        answer, _ = self.flows("nobody,10.0.1.5,tcp,1,443")
        self.assertEqual(answer.returncode, 1)
        answer, _ = self.flows(header="source,destination")
        self.assertEqual(answer.returncode, 1)
        self.assertIn(HEADER, answer.stderr)

    def test_a_set_has_an_answer_only_if_all_fare_alike(self):
        answer, rows = self.flows("192.0.2.0/24,10.0.1.5,udp,40000,53", "192.0.0.0/8,10.0.1.5,udp,40000,53")
        self.assertEqual([row["verdict"] for row in rows], ["denied", "unknown"])
        self.assertIn("HO3001", answer.stderr)

    def test_a_set_names_a_rule_only_if_it_decides_for_all(self):
        two = self.write("two.txt", "acl: a\nsubnet: s 10.0.1.0/24\ningress 100 deny tcp 2 1.0.0.0/8\n"
                                    "ingress 200 allow tcp 1 any\n")
        answer = run("check", two, "--flows", "-", stdin=HEADER + "\n1.0.0.0/7,10.0.1.5,tcp,1,2\n")
        self.assertIn("1.0.0.0/7,10.0.1.5,tcp,1,2,denied,deny,,,\n", answer.stdout)

    def test_services_that_are_not_filtered_inside_a_set(self):
        dns = self.write("dns.txt", "acl: a\nvpc: v 10.0.0.0/16\nsubnet: s 10.0.1.0/24\ningress 100 allow tcp 1 any\n")
        answer = run("check", dns, "--flows", "-", stdin=HEADER + "\n10.0.1.5,10.0.0.2/31,udp,1,53\n")
        self.assertIn(",unknown,", answer.stdout)
        self.assertIn("HO3001", answer.stderr)

    def test_windows_line_ends_quotes_and_a_missing_last_newline(self):
        answer = run("check", self.web, "--flows", "-",
                     stdin=HEADER + '\r\n"198.51.100.7", 10.0.1.5 ,tcp,40000,443')
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def test_many_rows_stream_in_order(self):
        rows = [f"198.51.100.7,10.0.1.{host},tcp,{port},443" for host in range(4, 104) for port in range(40000, 40200)]
        path = self.write("flows.csv", "\n".join([HEADER, *rows]) + "\n")
        answer = run("check", self.web, "--flows", path)
        self.assertEqual(answer.returncode, 0)
        lines = answer.stdout.splitlines()
        self.assertEqual(len(lines), len(rows) + 1)
        self.assertTrue(all(line.startswith(row + ",works,") for line, row in zip(lines[1:], rows)))

    def test_fail_on_and_soft_fail(self):
        denied = "198.51.100.7,10.0.1.5,tcp,40000,80"
        self.assertEqual(self.flows(denied)[0].returncode, 2)
        self.assertEqual(self.flows(denied, options=("--fail-on", "half-open"))[0].returncode, 0)
        self.assertEqual(self.flows(denied, options=("--soft-fail",))[0].returncode, 0)

    def test_flows_and_a_question_exclude_each_other(self):
        answer = run("check", self.web, "--flows", "-", "--from", "1.1.1.1")
        self.assertEqual(answer.returncode, 1)


if __name__ == "__main__":
    support.main()
