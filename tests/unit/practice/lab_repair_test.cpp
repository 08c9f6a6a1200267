// SPDX-License-Identifier: Apache-2.0
// Repairs of broken labs: those that must be accepted, and those that must not.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "halfopen/ingest/load.hpp"
#include "halfopen/practice/broken_lab.hpp"
#include "halfopen/practice/practice_rows.hpp"

namespace halfopen {
namespace {

constexpr std::uint64_t kSound = 100;  ///< labs whose repair must be accepted
constexpr std::uint64_t kBad = 30;     ///< labs for each kind of bad repair

using Rows = std::vector<NetworkAclEntry>;

/// The judge of texts, as the command line asks it.
LabJudgement judged(const BrokenLab& lab, const std::vector<LabSource>& sources) {
  Loader loader;
  for (const LabSource& source : sources) loader.add(SourceText(source.name, source.text), true);
  const Loader::Loaded read = std::move(loader).finish();
  return judge_lab(lab, read.snapshot, read.diagnostics);
}

LabJudgement judged(const BrokenLab& lab, const PracticeScene& account) {
  return judge_lab(lab, snapshot_of(account));
}

bool has(const std::vector<std::string>& problems, const std::string& words) {
  return std::any_of(problems.begin(), problems.end(), [&](const std::string& problem) {
    return problem.find(words) != std::string::npos;
  });
}

/// A hint's rule in its own words: "outbound 110: ALLOW TCP 1024-65535 to 0.0.0.0/0."
struct HintedRule {
  std::string acl, direction, number, action, protocol, ports, cidr;
  bool added = false;

  explicit HintedRule(const std::string& hint) {
    added = hint.find("is the one that was added: ") != std::string::npos;
    const std::string lead = added ? "This rule of " : "In ";
    const std::size_t at = hint.find(lead + "acl-");
    REQUIRE(at != std::string::npos);
    std::istringstream words(hint.substr(at + lead.size()));
    words >> acl;
    std::string word;
    while (word != "inbound" && word != "outbound" && words) words >> word;
    direction = word;
    words >> number >> action >> protocol >> ports >> word >> cidr;
    REQUIRE((word == "from" || word == "to"));
    number.pop_back();
    cidr.pop_back();
  }
};

/// The text with the rule's number taken out of its list, and with the rule in it if it was meant.
std::string as_hinted(const std::string& text, const HintedRule& rule) {
  const std::string heading = rule.direction == "inbound" ? "Inbound rules" : "Outbound rules";
  std::istringstream lines(text);
  std::string line;
  std::string mended;
  bool inside = false;
  while (std::getline(lines, line)) {
    if (line.find(" rules") != std::string::npos) inside = line == heading;
    if (inside && line.rfind(rule.number + ' ', 0) == 0) continue;
    if (inside && !rule.added && line.rfind("* ", 0) == 0) {
      mended += rule.number + "  Custom  " + rule.protocol + "  " + rule.ports + "  " + rule.cidr +
                "  " + rule.action + '\n';
      inside = false;
    }
    mended += line + '\n';
  }
  return mended;
}

TEST_CASE("lab repair: what the last hint says is accepted, and the lab as it is refused") {
  std::size_t added = 0;
  for (std::uint64_t seed = 1; seed <= kSound; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    const HintedRule rule(lab.hints.back());
    added += rule.added ? 1U : 0U;
    std::vector<LabSource> sources = lab_sources(lab);
    CHECK(!judged(lab, sources).repaired());
    LabSource& faulty = sources[lab.faulty_acl];
    REQUIRE(faulty.name == rule.acl + ".txt");
    faulty.text = as_hinted(faulty.text, rule);
    const LabJudgement judgement = judged(lab, sources);
    CHECK(judgement.problems == std::vector<std::string>());
    CHECK(judgement.repaired());
  }
  CHECK(added > kSound / 10);
  CHECK(added < kSound * 9 / 10);
}

/// The sound account with every row that `shape` makes other rows of in their place.
PracticeScene reshaped(const BrokenLab& lab,
                       const std::function<Rows(const NetworkAclEntry&)>& shape) {
  PracticeScene account = lab.sound;
  for (PracticeAcl& acl : account.acls) {
    Rows rows;
    for (const NetworkAclEntry& row : acl.rows) {
      for (const NetworkAclEntry& other : shape(row)) rows.push_back(other);
    }
    acl.rows = rows;
  }
  return account;
}

TEST_CASE("lab repair: other rules with the same effect, and wider ranges for replies") {
  const auto renumbered = [](NetworkAclEntry row) {
    row.number = row.number * 7 + 3;
    return Rows{row};
  };
  const auto ports_cut = [](NetworkAclEntry row) {
    if (row.ports.size() == 1) return Rows{row};
    NetworkAclEntry upper = row;
    row.ports.last = 29999;
    upper.ports.first = 30000;
    upper.number += 1;
    return Rows{row, upper};
  };
  const auto blocks_cut = [](NetworkAclEntry row) {
    const int length = row.cidr.prefix_length() + 1;
    NetworkAclEntry upper = row;
    row.cidr = CidrBlock(row.cidr.address(), length);
    upper.cidr = CidrBlock(IpAddress(upper.cidr.family(), upper.cidr.last()), length);
    upper.number += 1;
    return Rows{row, upper};
  };
  const auto replies_wider = [](NetworkAclEntry row) {
    // Out of a tier that everybody may ask, or that only the tier before it may ask.
    if (row.direction == kOutbound && row.ports.size() > 1) row.ports.first = 0;
    return Rows{row};
  };
  for (std::uint64_t seed = 0; seed < kSound; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    for (const std::function<Rows(const NetworkAclEntry&)>& shape :
         {std::function<Rows(const NetworkAclEntry&)>(renumbered), {ports_cut}, {blocks_cut}}) {
      const LabJudgement judgement = judged(lab, reshaped(lab, shape));
      CHECK(judgement.problems == std::vector<std::string>());
      CHECK(judgement.repaired());
    }
    const LabJudgement judgement = judged(lab, reshaped(lab, replies_wider));
    CHECK(judgement.problems == std::vector<std::string>());
    CHECK(judgement.repaired());
  }
}

TEST_CASE("lab repair: an account that cannot be is none, whatever else it is") {
  for (std::uint64_t seed = 0; seed < kBad; ++seed) {
    CAPTURE(seed);
    BrokenLab lab = broken_lab(seed);
    PracticeScene twice = lab.sound;
    Rows& rows = twice.acls.back().rows;
    rows.push_back(allow(20, kInbound, kTcp, one_port(22), anywhere()));
    rows.push_back(allow(20, kInbound, kTcp, one_port(3389), anywhere()));
    const LabJudgement by_rules = judged(lab, twice);
    CHECK(!by_rules.repaired());
    CHECK(has(by_rules.problems, "inbound rule 20 of " + twice.acls.back().id));
    lab.broken = twice;
    const LabJudgement by_text = judged(lab, lab_sources(lab));
    CHECK(!by_text.repaired());
    CHECK(has(by_text.problems, "listed 2 times"));
    PracticeScene unread = lab.sound;
    unread.acls[0].rows.push_back(
        row(30000, kOutbound, RuleAction::unknown, kUdp, one_port(1), anywhere()));
    const LabJudgement unknown = judged(lab, unread);
    CHECK(!unknown.repaired());
    CHECK(unknown.problems.size() == 1);
    // Every goal is reached all the same: the row has no say in them.
    CHECK(std::all_of(unknown.goals.begin(), unknown.goals.end(),
                      [](const LabGoal& goal) { return goal.reached; }));
  }
}

/// The sound account and one more inbound row of the last tier.
PracticeScene opened(const BrokenLab& lab, const NetworkAclEntry& row) {
  PracticeScene account = lab.sound;
  account.acls.back().rows.push_back(row);
  return account;
}

TEST_CASE("lab repair: whoever newly gets in is a problem with service and example") {
  struct Hole {
    NetworkAclEntry row;
    const char* service;
    const char* from;
  };
  const Hole holes[] = {
      {allow(20, kInbound, kTcp, {1, 1023}, anywhere()), "TCP 1-1023", " from 198.51.100.77 to "},
      {allow(20, kInbound, kTcp, one_port(22), *parse_cidr_block("128.0.0.0/2")), "TCP 22",
       "TCP 22 from 128.0.0.10 to "},
      {allow(20, kInbound, kTcp, one_port(22), *parse_cidr_block("200.1.2.3/32")), "TCP 22",
       "TCP 22 from 200.1.2.3 to "},
      {allow(20, kInbound, kUdp, one_port(161), *parse_cidr_block("8.8.4.0/24")), "UDP 161",
       "UDP 161 from 8.8.4.10 to "},
      {allow(20, kInbound, IpProtocol{47}, {0, 65535}, anywhere()), "protocol 47", " from "},
      {all_traffic(20, kInbound, RuleAction::allow, *parse_cidr_block("10.0.0.0/8")), "TCP ",
       " from 10."}};
  for (std::uint64_t seed = 0; seed < kBad; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    for (const Hole& hole : holes) {
      CAPTURE(hole.service);
      const LabJudgement judgement = judged(lab, opened(lab, hole.row));
      CHECK(!judgement.repaired());
      REQUIRE(!judgement.problems.empty());
      CHECK(has(judgement.problems, lab.sound.subnets.back().id + " that nobody asked for"));
      CHECK(has(judgement.problems, hole.service));
      CHECK(has(judgement.problems, hole.from));
    }
  }
}

TEST_CASE("lab repair: high ports of the last tier, and another tier that gets in") {
  std::size_t three = 0;
  for (std::uint64_t seed = 0; seed < kBad; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    // Two tiers: replies of updates let requests to these ports in all along.
    if (lab.sound.subnets.size() < 3) continue;
    ++three;
    for (const PortRange ports : {PortRange{10000, 65535}, PortRange{1433, 1433}}) {
      const LabJudgement judgement =
          judged(lab, opened(lab, allow(20, kInbound, kTcp, ports, anywhere())));
      CHECK(has(judgement.problems, "requests of hosts outside into subnet-data"));
      CHECK(has(judgement.problems, "TCP " + to_string(port_set(ports))));
    }
    const CidrBlock web = lab.sound.subnets[0].cidrs.front();
    const LabJudgement tier =
        judged(lab, opened(lab, allow(20, kInbound, kTcp, one_port(9418), web)));
    CHECK(tier.problems.size() == 1);
    CHECK(has(tier.problems, "requests of hosts of subnet-web into subnet-data"));
    CHECK(has(tier.problems, "TCP 9418 from " + to_string(web.address()).substr(0, 4)));
  }
  CHECK(three > kBad / 3);
}

TEST_CASE("lab repair: replies that must not get out are a problem, more freedom to ask is none") {
  for (std::uint64_t seed = 0; seed < kBad; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    PracticeScene answering = lab.sound;
    answering.acls[1].rows.push_back(allow(50, kOutbound, kTcp, {1024, 65535}, anywhere()));
    const LabJudgement judgement = judged(lab, answering);
    CHECK(!judgement.repaired());
    CHECK(has(judgement.problems, "it lets subnet-app answer requests of hosts outside"));
    PracticeScene asking = lab.sound;
    asking.acls[1].rows.push_back(
        allow(50, kOutbound, kTcp, one_port(80), *parse_cidr_block("8.0.0.0/7")));
    CHECK(judged(lab, asking).repaired());
  }
}

/// The sound account, in which a list lets replies out to single hosts alone.
PracticeScene narrowed(const BrokenLab& lab, std::size_t acl, const CidrBlock& to) {
  PracticeScene account = lab.sound;
  Rows& rows = account.acls[acl].rows;
  NetworkAclEntry reply;
  std::erase_if(rows, [&](const NetworkAclEntry& row) {
    const bool found = row.direction == kOutbound && row.ports.size() > 1000 && row.cidr == to;
    if (found) reply = row;
    return found;
  });
  for (const PracticeProbe& probe : lab.sound.probes) {
    if (!to.contains(probe.client.address)) continue;
    reply.cidr = CidrBlock(probe.client.address, to.family() == IpFamily::v4 ? 32 : 128);
    ++reply.number;
    rows.push_back(reply);
  }
  return account;
}

TEST_CASE("lab repair: mended for the goals' own hosts is not mended") {
  for (std::uint64_t seed = 0; seed < kBad; ++seed) {
    CAPTURE(seed);
    const BrokenLab lab = broken_lab(seed);
    const LabJudgement customers = judged(lab, narrowed(lab, 0, anywhere()));
    CHECK(std::all_of(customers.goals.begin(), customers.goals.end(),
                      [](const LabGoal& goal) { return goal.reached; }));
    CHECK(!customers.repaired());
    CHECK(has(customers.problems, "HTTPS for customers works from "));
    CHECK(has(customers.problems, "not for everybody who needs it"));
    CHECK(has(customers.problems, "SSH from the office works from "));
    const CidrBlock web = lab.sound.subnets[0].cidrs.front();
    const LabJudgement tier = judged(lab, narrowed(lab, 1, web));
    CHECK(!tier.repaired());
    CHECK(tier.problems.size() == 1);
    CHECK(has(tier.problems, " from web to app works from "));
  }
}

}  // namespace
}  // namespace halfopen
