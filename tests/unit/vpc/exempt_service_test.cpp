// SPDX-License-Identifier: Apache-2.0
// Source: VPC User Guide, "Control traffic to subnets using network ACLs": what they do not filter.
#include "halfopen/vpc/exempt_service.hpp"

#include <doctest/doctest.h>

namespace halfopen {
namespace {

struct Question {
  const char* server;
  IpProtocol protocol;
  std::uint16_t port;
  bool exempt;
};

TEST_CASE("traffic that network ACLs do not filter") {
  SnapshotDraft draft;
  draft.vpcs = {
      {"vpc-1", "", {*parse_cidr_block("10.0.0.0/16"), *parse_cidr_block("10.9.0.0/16")}, {}}};
  draft.subnets = {{"subnet-a", "", "vpc-1", {*parse_cidr_block("10.0.1.0/24")}, {}}};
  Diagnostics diagnostics;
  const Snapshot snapshot = Snapshot::build(draft, diagnostics);
  const Location inside{Location::Kind::subnet, 0};
  for (const Question& q :
       {Question{"10.0.0.2", kUdp, 53, true}, Question{"10.0.0.2", kTcp, 53, true},
        Question{"10.0.0.2", kTcp, 443, false}, Question{"10.9.0.2", kUdp, 53, false},
        Question{"169.254.169.253", kUdp, 53, true}, Question{"fd00:ec2::253", kUdp, 53, true},
        Question{"169.254.169.254", kTcp, 80, true}, Question{"169.254.169.254", kTcp, 443, false},
        Question{"169.254.169.123", kUdp, 123, true}, Question{"169.254.170.2", kTcp, 80, true},
        Question{"169.254.169.250", kTcp, 1688, true}, Question{"255.255.255.255", kUdp, 67, true},
        Question{"10.0.1.1", kIcmp, 0, true}, Question{"10.0.1.2", kUdp, 53, false},
        Question{"10.0.1.5", kUdp, 53, false}}) {
    CAPTURE(q.server);
    CAPTURE(q.port);
    const IpAddress server = *parse_ip_address(q.server);
    CHECK(exempt_service(snapshot, inside, server, q.protocol, q.port).has_value() == q.exempt);
    CHECK_FALSE(exempt_service(snapshot, {}, server, q.protocol, q.port));
  }
}

}  // namespace
}  // namespace halfopen
