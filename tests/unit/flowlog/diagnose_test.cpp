// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/diagnose.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "halfopen/flowlog/log_place.hpp"
#include "tests/unit/analysis/world.hpp"

namespace halfopen {
namespace {

using tests::World;

constexpr std::string_view kHeader =
    "interface-id srcaddr dstaddr srcport dstport protocol packets start end action tcp-flags "
    "flow-direction reject-reason\n";

LogDiagnosis diagnosis_of(const std::string& lines, World* world = nullptr) {
  Diagnoser diagnoser(world == nullptr ? nullptr : &world->model(), {});
  LogReader reader(LogFormat::standard(),
                   [&](std::span<const FlowRecord> records) { diagnoser.take(records); });
  reader.begin_file("log");
  reader.feed(std::string(kHeader) + lines);
  reader.end_file();
  REQUIRE(reader.counts().bad == 0);
  return diagnoser.finish();
}

/// One record between the client 198.51.100.7 and the server 10.0.1.5 behind eni-1.
std::string request(const std::string& action, int time = 100, const std::string& port = "443",
                    const std::string& reason = "-", const std::string& client = "50000") {
  return "eni-1 198.51.100.7 10.0.1.5 " + client + ' ' + port + " 6 3 " + std::to_string(time) +
         ' ' + std::to_string(time + 10) + ' ' + action + " - - " + reason + '\n';
}
std::string reply(const std::string& action, int time = 105, const std::string& port = "443",
                  const std::string& reason = "-", const std::string& client = "50000") {
  return "eni-1 10.0.1.5 198.51.100.7 " + port + ' ' + client + " 6 2 " + std::to_string(time) +
         ' ' + std::to_string(time + 10) + ' ' + action + " - - " + reason + '\n';
}

std::string only_cause(const LogDiagnosis& diagnosis) {
  if (diagnosis.causes.size() != 1) return std::to_string(diagnosis.causes.size()) + " causes";
  const FlowCause& c = diagnosis.causes[0];
  std::string text = std::string(to_string(c.fate)) + " at " + std::string(to_string(c.place)) +
                     " by " + std::string(to_string(c.blame.kind));
  if (!c.blame.filter.empty()) text += ' ' + c.blame.filter + ' ' + c.blame.rule;
  return text;
}

// VPC User Guide, flow log record examples, security group and network ACL rules: an accepted
// request beside a rejected reply is a network ACL's doing.
TEST_CASE("accepted request, rejected reply: half-open") {
  const LogDiagnosis found = diagnosis_of(request("ACCEPT") + reply("REJECT"));
  CHECK(only_cause(found) == "half-open at server by none");
  CHECK(found.has_findings());
  const FlowCause& cause = found.causes[0];
  CHECK(cause.interface_id == "eni-1");
  CHECK(cause.server_port == 443);
  CHECK(cause.protocol == kTcp);
  CHECK(cause.conversations == 1);
  CHECK(cause.packets == 2);
  CHECK(cause.first == 105);
  CHECK(cause.last == 115);
  CHECK(to_string(cause.client) == "198.51.100.7");
  CHECK(to_string(cause.server) == "10.0.1.5");
  CHECK(cause.client_port == 50000);
  CHECK(cause.clients().at("linux") == 1);
  CHECK(cause.clients().at("windows") == 1);
  CHECK_FALSE(cause.clients().contains("windows-legacy"));
  CHECK(found.span.first == 100);
  CHECK(found.span.last == 115);
  CHECK(found.interfaces == 1);
}

TEST_CASE("the other fates") {
  CHECK(only_cause(diagnosis_of(request("REJECT"))) == "denied at server by none");
  CHECK(only_cause(diagnosis_of(request("ACCEPT"))) == "unanswered at server by none");
  CHECK_FALSE(diagnosis_of(request("ACCEPT")).has_findings());
  CHECK(diagnosis_of(request("ACCEPT")).causes[0].packets == 3);

  const LogDiagnosis works = diagnosis_of(request("ACCEPT") + reply("ACCEPT"));
  CHECK(works.causes.empty());
  CHECK(works.conversations.fates == std::map<FlowFate, std::uint64_t>{{FlowFate::works, 1}});
  const LogDiagnosis rest = diagnosis_of(reply("ACCEPT"));
  CHECK(rest.causes.empty());
  CHECK(rest.conversations.fates == std::map<FlowFate, std::uint64_t>{{FlowFate::reply_only, 1}});
}

TEST_CASE("the order of the records does not matter") {
  CHECK(only_cause(diagnosis_of(reply("REJECT") + request("ACCEPT"))) ==
        "half-open at server by none");
}

// VPC User Guide, flow log records, action: REJECT also stands for packets that arrived after the
// connection was closed.
TEST_CASE("rejects after a connection worked are no finding") {
  const LogDiagnosis found =
      diagnosis_of(request("ACCEPT") + reply("ACCEPT") + reply("REJECT", 300) +
                   request("REJECT", 310) + request("REJECT", 320));
  CHECK(found.causes.empty());
  CHECK_FALSE(found.has_findings());
  CHECK(found.conversations.late_rejects == 8);
  CHECK(found.conversations.late_conversations == 1);
}

// VPC User Guide, flow log records, tcp-flags: FIN is 1, SYN 2, RST 4; ACK is not recorded.
TEST_CASE("what is rejected of a connection under way is no denial") {
  const auto rejected = [](const std::string& flags) {
    return "interface-id srcaddr dstaddr srcport dstport protocol packets start end action "
           "tcp-flags\neni-1 198.51.100.7 10.0.1.5 50000 443 6 1 100 110 REJECT " +
           flags + '\n';
  };
  for (const char* under_way : {"1", "4", "5"}) {
    const LogDiagnosis found = diagnosis_of(rejected(under_way));
    CHECK(found.causes.empty());
    CHECK(found.conversations.late_rejects == 1);
  }
  for (const char* opening : {"2", "3", "0", "-"}) {
    CHECK(only_cause(diagnosis_of(rejected(opening))) == "denied at server by none");
  }
}

TEST_CASE("a reply that is rejected, and accepted later, works") {
  CHECK(diagnosis_of(request("ACCEPT") + reply("REJECT") + reply("ACCEPT", 130)).causes.empty());
}

// VPC User Guide, flow log records: reject-reason BPA.
TEST_CASE("block public access is blamed by the log's own word") {
  World world({"acl: web\nsubnet: subnet-web 10.0.1.0/24\negress 100 allow all all any\n"});
  CHECK(only_cause(diagnosis_of(request("REJECT", 100, "443", "BPA"), &world)) ==
        "denied at server by block-public-access");
}

TEST_CASE("causes are joined by port, and the costliest comes first") {
  std::string lines;
  for (int i = 0; i < 5; ++i) {
    lines += request("REJECT", 100, "22", "-", std::to_string(50000 + i));
    if (i < 3) {
      lines += request("ACCEPT", 100, "443", "-", std::to_string(50000 + i)) +
               reply("REJECT", 105, "443", "-", std::to_string(50000 + i));
    }
    lines += request("ACCEPT", 100, "80", "-", std::to_string(50000 + i));
  }
  const LogDiagnosis found = diagnosis_of(lines);
  REQUIRE(found.causes.size() == 3);
  CHECK(found.causes[0].fate == FlowFate::half_open);
  CHECK(found.causes[0].conversations == 3);
  CHECK(found.causes[0].client_port == 50000);
  CHECK(found.causes[1].fate == FlowFate::denied);
  CHECK(found.causes[1].packets == 15);
  CHECK(found.causes[2].fate == FlowFate::unanswered);
  std::uint64_t sum = 0;
  for (const auto& [fate, count] : found.conversations.fates) sum += count;
  CHECK(sum == 13);
}

// The address that stands in all records is the interface's, whenever they come.
TEST_CASE("whose interface it is, the whole log tells") {
  const std::string scan = "eni-1 10.0.7.7 10.0.1.5 50000 22 6 1 100 101 REJECT - - -\n";
  const std::string other = "eni-1 10.0.1.5 10.0.9.9 443 50000 6 1 99100 99101 ACCEPT - - -\n";
  CHECK(only_cause(diagnosis_of(scan)) == "denied at unknown by none");
  CHECK(only_cause(diagnosis_of(scan + other)) == "denied at server by none");
  CHECK(only_cause(diagnosis_of(other + scan)) == "denied at server by none");
  const std::string third = "eni-1 10.0.2.2 10.0.9.9 443 50000 6 1 99100 99101 ACCEPT - - -\n";
  CHECK(only_cause(diagnosis_of(scan + other + third)) == "denied at unknown by none");
}

TEST_CASE("flow-direction tells whose interface it is, if it does not contradict itself") {
  const auto record = [](const std::string& direction) {
    return "eni-1 10.0.7.7 10.0.1.5 50000 22 6 1 100 101 REJECT - " + direction + " -\n";
  };
  CHECK(only_cause(diagnosis_of(record("ingress"))) == "denied at server by none");
  CHECK(only_cause(diagnosis_of(record("egress"))) == "denied at client by none");
  CHECK(only_cause(diagnosis_of(record("ingress") + record("egress"))) ==
        "denied at unknown by none");
}

// One connection, seen at both ends: a reject at one explains the silence at the other.
TEST_CASE("a connection across interfaces") {
  const std::string client_side =
      "eni-2 10.0.7.7 10.0.1.5 50000 443 6 1 100 101 ACCEPT - egress -\n";
  const std::string request = "eni-1 10.0.7.7 10.0.1.5 50000 443 6 1 100 101 ACCEPT - ingress -\n";
  const std::string refused = "eni-1 10.0.7.7 10.0.1.5 50000 443 6 1 100 101 REJECT - ingress -\n";
  const std::string reply = "eni-1 10.0.1.5 10.0.7.7 443 50000 6 1 100 101 REJECT - egress -\n";
  CHECK(only_cause(diagnosis_of(client_side)) == "unanswered at client by none");
  const LogDiagnosis half_open = diagnosis_of(client_side + request + reply);
  CHECK(only_cause(half_open) == "half-open at server by none");
  CHECK(half_open.conversations.explained == 1);
  CHECK(half_open.conversations.fates.at(FlowFate::unanswered) == 1);
  CHECK(only_cause(diagnosis_of(refused + client_side)) == "denied at server by none");
  CHECK(only_cause(diagnosis_of(client_side + request)) == "2 causes");
}

// The client's own interface: the reply is rejected as it comes in.
TEST_CASE("at the client's interface") {
  const std::string lines =
      "eni-2 10.0.1.5 198.51.100.7 50000 443 6 1 100 101 ACCEPT 2 egress -\n"
      "eni-2 198.51.100.7 10.0.1.5 443 50000 6 1 100 101 REJECT - ingress -\n";
  CHECK(only_cause(diagnosis_of(lines)) == "half-open at client by none");
  World world(
      {"acl: web\nsubnet: subnet-web 10.0.1.0/24\ningress 90 deny tcp 50000 any\n"
       "ingress 100 allow tcp 1024-65535 any\negress 100 allow all all any\n"});
  CHECK(only_cause(diagnosis_of(lines, &world)) == "half-open at client by network-acl web 90");
}

constexpr const char* kWeb =
    "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.1.0/24\n"
    "ingress 90 deny tcp 22 any\ningress 100 allow tcp 443 any\negress 100 allow tcp 443 any\n";

// VPC User Guide, network ACLs: rules by number, the first that matches, `*` at the end.
TEST_CASE("a snapshot names the rule") {
  World world({kWeb});
  CHECK(only_cause(diagnosis_of(request("REJECT", 100, "22"), &world)) ==
        "denied at server by network-acl web 90");
  CHECK(only_cause(diagnosis_of(request("REJECT", 100, "80"), &world)) ==
        "denied at server by network-acl web *");
  CHECK(only_cause(diagnosis_of(request("ACCEPT") + reply("REJECT"), &world)) ==
        "half-open at server by network-acl web *");
}

TEST_CASE("a snapshot that allows what was rejected contradicts the log") {
  World world({kWeb});
  CHECK(only_cause(diagnosis_of(request("REJECT"), &world)) ==
        "denied at server by contradicts-snapshot");
}

// VPC User Guide, network ACL basics: traffic within a subnet meets no network ACL.
TEST_CASE("within a subnet no network ACL is to blame") {
  World world({kWeb});
  const std::string lines = "eni-1 10.0.1.6 10.0.1.5 50000 22 6 1 100 101 REJECT - ingress -\n";
  CHECK(only_cause(diagnosis_of(lines, &world)) == "denied at server by contradicts-snapshot");
}

TEST_CASE("a place that is not in the snapshot is unknown") {
  World world({"acl: web\nsubnet: subnet-web 10.9.0.0/24\negress 100 allow all all any\n"});
  CHECK(only_cause(diagnosis_of(request("REJECT"), &world)) == "denied at server by unknown");
}

TEST_CASE("rules that cannot be read are unknown") {
  World world(
      {"acl: web\nsubnet: subnet-web 10.0.1.0/24\n"
       "ingress 100 allow tcp 443 any; ingress 100 deny tcp 443 any\n"});
  CHECK(only_cause(diagnosis_of(request("REJECT"), &world)) == "denied at server by unknown");
}

// VPC User Guide, security groups: what no rule allows is not let in; replies pass.
TEST_CASE("security groups are blamed for requests, never for replies") {
  World world({kWeb, R"({"SecurityGroups": [{"GroupId": "sg-web", "VpcId": "vpc-1",
      "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80,
                         "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "IpPermissionsEgress": []}]})",
               R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
      "SubnetId": "subnet-web", "PrivateIpAddress": "10.0.1.5",
      "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true}],
      "Groups": [{"GroupId": "sg-web"}]}]})"});
  CHECK(only_cause(diagnosis_of(request("REJECT"), &world)) ==
        "denied at server by security-group sg-web *");
  CHECK(only_cause(diagnosis_of(request("REJECT", 100, "22"), &world)) ==
        "denied at server by network-acl web 90");  // met first
  CHECK(only_cause(diagnosis_of(request("ACCEPT") + reply("REJECT"), &world)) ==
        "half-open at server by network-acl web *");
}

TEST_CASE("an interface is found by its id, else by its address, else in the only ACL") {
  World world({kWeb, R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
      "SubnetId": "subnet-web", "PrivateIpAddress": "10.0.1.5",
      "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true}], "Groups": []}]})"});
  const auto far = parse_ip_address("192.0.2.1").value();
  CHECK(LogPlaces(world.snapshot()).find("eni-1", far).has_value());
  CHECK_FALSE(LogPlaces(world.snapshot()).find("eni-2", far).has_value());
  CHECK_FALSE(LogPlaces(world.snapshot()).find("", far).has_value());
  CHECK(LogPlaces(world.snapshot()).find("eni-2", parse_ip_address("10.0.1.9").value()));

  World alone({"acl: web\negress 100 allow all all any\n"});
  const std::optional<LogPlace> place = LogPlaces(alone.snapshot()).find("eni-2", far);
  REQUIRE(place);
  CHECK(place->acl == 0);
  World two({"acl: a\negress 100 allow all all any\n", "acl: b\negress 100 allow all all any\n"});
  CHECK_FALSE(LogPlaces(two.snapshot()).find("eni-2", far).has_value());
}

TEST_CASE("two private addresses: the snapshot tells whose interface it is") {
  const std::string lines = "eni-1 10.0.7.7 10.0.1.5 50000 22 6 1 100 101 REJECT - - -\n";
  CHECK(only_cause(diagnosis_of(lines)) == "denied at unknown by none");
  const auto texts = [](const std::string& address) {
    return std::vector<std::string>{
        kWeb, R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
        "SubnetId": "subnet-web", "PrivateIpAddresses": [{"PrivateIpAddress": ")" +
                  address + R"(", "Primary": true}], "Groups": []}]})"};
  };
  World server(texts("10.0.1.5"));
  CHECK(only_cause(diagnosis_of(lines, &server)) == "denied at server by network-acl web 90");
  World other(texts("10.0.1.6"));
  CHECK(only_cause(diagnosis_of(lines, &other)) == "denied at unknown by none");
}

// VPC User Guide, flow log records, action: a packet behind the end of a connection is rejected. A
// reply that was let through shows that there was one, though the records of the request are lost.
TEST_CASE("a rejected request beside an accepted reply is no denial") {
  const LogDiagnosis found = diagnosis_of(reply("ACCEPT") + request("REJECT", 300));
  CHECK(found.causes.empty());
  CHECK(found.conversations.late_rejects == 3);
  CHECK(only_cause(diagnosis_of(reply("REJECT") + request("REJECT", 300))) ==
        "denied at server by none");
}

// The one address in every record is the peer's here, not the interface's: a node with two pods.
TEST_CASE("the snapshot knows the interface's addresses better than the log") {
  std::string lines;
  for (const char* pod : {"10.0.1.5", "10.0.1.6"}) {
    lines += std::string("eni-1 ") + pod + " 10.0.9.9 50000 443 6 1 100 101 ACCEPT - - -\n";
    lines += std::string("eni-1 10.0.9.9 ") + pod + " 443 50000 6 1 100 101 REJECT - - -\n";
  }
  CHECK(only_cause(diagnosis_of(lines)) == "half-open at server by none");
  World node(
      {"acl: node\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.1.0/24\n"
       "ingress 90 deny tcp 1024-65535 10.0.9.9/32\negress 100 allow all all any\n",
       R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
      "SubnetId": "subnet-web", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5",
      "Primary": true}, {"PrivateIpAddress": "10.0.1.6", "Primary": false}], "Groups": []}]})"});
  CHECK(only_cause(diagnosis_of(lines, &node)) == "half-open at client by network-acl node 90");
}

// VPC User Guide, flow log record examples, traffic through a NAT gateway: its interface sees the
// packet's own ends, and neither is its own.
TEST_CASE("at a NAT gateway: to the hosts behind it, it is the far end") {
  const std::string asked = "eni-1 10.0.1.5 198.51.100.7 50000 443 6 1 100 101 ";
  const std::string answered = "eni-1 198.51.100.7 10.0.1.5 443 50000 6 1 100 101 REJECT - - -\n";
  const auto texts = [](const std::string& kind) {
    return std::vector<std::string>{
        "acl: edge\nvpc: vpc-1 10.0.0.0/16\nsubnet: subnet-web 10.0.9.0/24\n"
        "ingress 80 deny tcp 443 10.0.2.0/24\ningress 100 allow tcp 443 any\n"
        "egress 110 deny tcp 50000 10.0.1.0/24\negress 120 allow all all any\n",
        R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1",
        "SubnetId": "subnet-web", "InterfaceType": ")" +
            kind +
            R"(", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.9.9", "Primary": true}],
        "Groups": []}]})"};
  };
  World gateway(texts("nat_gateway"));
  CHECK(only_cause(diagnosis_of(asked + "ACCEPT - - -\n" + answered, &gateway)) ==
        "half-open at server by network-acl edge 110");
  const std::string other = "eni-1 10.0.2.5 198.51.100.7 50000 443 6 1 100 101 REJECT - - -\n";
  CHECK(only_cause(diagnosis_of(other, &gateway)) == "denied at server by network-acl edge 80");
  World host(texts("interface"));
  CHECK(only_cause(diagnosis_of(other, &host)) == "denied at client by contradicts-snapshot");
}

TEST_CASE("causes beyond the most that are told apart are counted") {
  CauseLedger ledger;
  FlowSum one;
  one.conversations = 2;
  LedgerKey key;
  for (std::uint32_t i = 0; i < CauseLedger::kMostCauses + 10; ++i) {
    key.server_port = static_cast<std::uint16_t>(i % 60000);
    key.protocol = static_cast<std::uint8_t>(i / 60000);
    ledger.add(key, one);
  }
  ledger.add(LedgerKey{}, one);  // one that is known already
  CHECK(ledger.rows().size() == CauseLedger::kMostCauses);
  CHECK(ledger.untold() == 20);
  // What fills the room of one fate takes none of another's.
  key.fate = FlowFate::unanswered;
  ledger.add(key, one);
  CHECK(ledger.rows().size() == CauseLedger::kMostCauses + 1);
}

TEST_CASE("sums stop at the end of their type") {
  FlowSum sum;
  FlowSum more;
  more.conversations = 1;
  more.bytes = (std::uint64_t{1} << 63U) - 1;
  more.packets = 7;
  add(sum, more);
  add(sum, more);
  CHECK(sum.bytes == more.bytes);
  CHECK(sum.packets == 14);
  CHECK(sum.conversations == 2);
}

// Every default profile has a place of its own in a sum.
TEST_CASE("there is room for the default profiles") {
  CHECK(default_client_profiles().size() <= kMostProfiles);
}

TEST_CASE("a log with one of the two times") {
  for (const char* time : {"start", "end"}) {
    Diagnoser diagnoser(nullptr, {});
    for (const SimdMethod method : {best_simd_method(), SimdMethod::scalar}) {
      LogReader reader(
          LogFormat::standard(),
          [&](std::span<const FlowRecord> records) {
            for (const FlowRecord& r : records) CHECK((r.start == r.end && r.start >= 1767322800));
            diagnoser.take(records);
          },
          method);
      reader.begin_file("log");
      std::string text = "interface-id srcaddr dstaddr srcport dstport protocol action " +
                         std::string(time) + "\n";
      for (int i = 0; i < 40; ++i) {
        text +=
            "eni-0123456789abcdef0 198.51.100.7 10.0.0.10 41234 443 6 ACCEPT 1767322800\n"
            "eni-0123456789abcdef0 10.0.0.10 198.51.100.7 443 41234 6 REJECT 1767322801\n";
      }
      reader.feed(text);
      reader.end_file();
      CHECK(reader.counts().records == 80);
    }
    CHECK(only_cause(diagnoser.finish()) == "half-open at server by none");
  }
}

// VPC User Guide, flow log record examples: ping that the outbound rules of the network ACL deny.
TEST_CASE("the ping of the documentation") {
  const std::string lines =
      "eni-1 203.0.113.12 172.31.16.139 0 0 1 4 1432917027 1432917142 ACCEPT - - -\n"
      "eni-1 172.31.16.139 203.0.113.12 0 0 1 4 1432917094 1432917142 REJECT - - -\n";
  World world({"acl: acl-1\ningress 100 allow icmp all any\negress 100 deny icmp all any\n"});
  const LogDiagnosis found = diagnosis_of(lines, &world);
  CHECK(only_cause(found) == "half-open at server by network-acl acl-1 100");
  CHECK(found.causes[0].clients().empty());
  CHECK(to_string(found.causes[0].client) == "203.0.113.12");
}

}  // namespace
}  // namespace halfopen
