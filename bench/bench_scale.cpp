// SPDX-License-Identifier: Apache-2.0
// All pairs of whole accounts: S subnets with a network ACL each and R rules a direction, and one
// account of 10,000 subnets that share 500 ACLs. Everything is exact: every ordered pair gets its
// services and its replies for TCP and UDP. From the loaded snapshot: compiling is included,
// reading the export is not. usage: bench_scale [ROUNDS]
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/analysis/matrix.hpp"
#include "timing.hpp"

namespace {

using namespace halfopen;  // NOLINT(google-build-using-namespace): a program, not a header

/// What kind of account.
struct Account {
  std::size_t subnets;
  std::size_t rules;  ///< a direction
  std::size_t acls;
  std::size_t blocks;  ///< distinct CIDR blocks that rules name; 0: drawn freely
};

class Generator {
 public:
  Generator(const Account& account, std::uint32_t seed) : account_(account), random_(seed) {
    for (std::size_t i = 0; i < account.blocks; ++i) blocks_.push_back(free_block());
  }

  Snapshot make() {
    SnapshotDraft draft;
    for (std::size_t i = 0; i < account_.subnets; ++i) {
      const std::string id = "subnet-" + std::to_string(i);
      draft.subnets.push_back({id, "", "vpc-1", {subnet_block(i)}, {}});
      draft.associations.push_back({id, "acl-" + std::to_string(i % account_.acls), {}});
    }
    for (std::size_t i = 0; i < account_.acls; ++i) {
      std::vector<NetworkAclEntry> rows;
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (std::size_t r = 0; r < account_.rules; ++r) rows.push_back(rule(direction, r));
      }
      draft.acls.push_back({{"acl-" + std::to_string(i), "", "vpc-1", false, {}}, rows});
    }
    Diagnostics diagnostics;
    return Snapshot::build(std::move(draft), diagnostics);
  }

 private:
  std::uint32_t roll(std::uint32_t sides) { return static_cast<std::uint32_t>(random_() % sides); }

  /// 10.A.B.0/24, ascending.
  static CidrBlock subnet_block(std::size_t index) {
    const auto bits = AddressBits{10} << 24 | AddressBits{index} << 8;
    return {IpAddress(IpFamily::v4, bits), 24};
  }

  CidrBlock free_block() {
    switch (roll(4)) {
      case 0: return CidrBlock::all(IpFamily::v4);
      case 1: return {IpAddress(IpFamily::v4, AddressBits{10} << 24), 8};
      case 2:
        return {subnet_block(roll(static_cast<std::uint32_t>(account_.subnets))).address(), 16};
      default: return subnet_block(roll(static_cast<std::uint32_t>(account_.subnets)));
    }
  }

  NetworkAclEntry rule(Direction direction, std::size_t index) {
    constexpr PortRange kPorts[] = {{22, 22},     {80, 80},      {443, 443},     {3306, 3306},
                                    {5432, 5432}, {1024, 65535}, {32768, 60999}, {0, 65535}};
    NetworkAclEntry entry;
    entry.number = static_cast<RuleNumber>(10 * (index + 1));
    entry.direction = direction;
    entry.action = roll(10) < 7 ? RuleAction::allow : RuleAction::deny;
    entry.cidr =
        blocks_.empty() ? free_block() : blocks_[roll(static_cast<std::uint32_t>(blocks_.size()))];
    const std::uint32_t kind = roll(10);
    entry.protocol = kind < 6 ? 6 : (kind < 8 ? 17 : -1);
    if (entry.protocol != -1) entry.ports = kPorts[roll(std::size(kPorts))];
    return entry;
  }

  Account account_;
  std::mt19937 random_;
  std::vector<CidrBlock> blocks_;
};

/// Judges every ordered pair in TCP and UDP; the number of pairs by verdict keeps it honest.
std::uint64_t judge_all(const Snapshot& snapshot, bool each_pair) {
  CompiledSnapshot model(snapshot);
  std::vector<Endpoint> ends;
  for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
    const Subnet& subnet = snapshot.subnets()[i];
    ends.push_back({subnet.id, {Location::Kind::subnet, i}, subnet.addresses(IpFamily::v4)});
  }
  Matrix matrix(model, std::move(ends), {});
  std::uint64_t counted = 0;
  if (each_pair) {
    for (std::size_t from = 0; from < matrix.ends().size(); ++from) {
      for (std::size_t to = 0; to < matrix.ends().size(); ++to) {
        if (!matrix.is_pair(from, to)) continue;
        for (const PairProtocol protocol : {PairProtocol::tcp, PairProtocol::udp}) {
          matrix.for_each_fate(from, to, protocol, [&](const PairFate& fate) {
            counted += fate.requests != PortSetPool::kNone && fate.verdict != Verdict::works;
          });
        }
      }
    }
  }
  const MatrixSummary summary = matrix.summary();
  return counted + summary.half_open_pairs[0] + summary.half_open_pairs[1];
}

long peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

void run(const Account& account, std::size_t rounds, double aim_seconds, bool each_pair) {
  const Snapshot snapshot = Generator(account, 1).make();
  bench::Contest contest;
  contest.add(std::to_string(account.subnets) + " subnets x " + std::to_string(account.rules) +
                  " rules, " + std::to_string(account.acls) + " ACLs",
              1, [&] { bench::do_not_optimize(judge_all(snapshot, each_pair)); });
  const auto timing = contest.run(rounds).front();
  const std::string pairs = std::to_string(account.subnets * (account.subnets - 1)) + " pairs, " +
                            std::to_string(peak_megabytes()) + " MB at most so far";
  bench::print_timing(timing, pairs);
  if (aim_seconds > 0) {
    bench::print_ratio("  time / aim", timing.seconds / aim_seconds,
                       {bench::Aim::Kind::at_most, 1});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5;
  bench::print_title("scale: all pairs, both protocols, exact sets");
  for (const std::size_t subnets : {16U, 64U, 250U, 1000U}) {
    const double aim = subnets == 64 ? 0.020 : (subnets == 1000 ? 2.0 : 0);
    run({subnets, 20, subnets, 0}, rounds, aim, true);
  }
  bench::print_title("scale: every pair counted by distinct policy");
  for (const std::size_t subnets : {1000U, 3000U, 10000U}) {
    run({subnets, 20, 500, 200}, subnets == 10000 ? 1 : rounds, subnets == 10000 ? 10.0 : 0, false);
  }
  return 0;
}
