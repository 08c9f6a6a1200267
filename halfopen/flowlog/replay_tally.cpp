// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/replay_tally.hpp"

#include <algorithm>
#include <tuple>

#include "halfopen/flowlog/saturated_sum.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {
namespace {

const std::vector<ClientProfile>& replay_profiles() {
  static const std::vector<ClientProfile> kProfiles = default_client_profiles();
  return kProfiles;
}

ReplayExample example_of(const ReplayedConnection& connection) {
  const FlowAsked& flow = connection.flow;
  return {connection.first, flow.client, flow.client_port, flow.server};
}

void count_doubt(ReplayDoubt& doubt, const ReplayedConnection& connection, const FlowSaid& said) {
  const ReplayExample example = example_of(connection);
  if (doubt.connections++ != 0 && doubt.example <= example) return;
  doubt.example = example;
  doubt.protocol = connection.flow.protocol;
  doubt.server_port = connection.flow.server_port;
  doubt.said = said;
}

void join_doubts(ReplayDoubt& sum, const ReplayDoubt& more) {
  if (more.connections == 0) return;
  const std::uint64_t connections = sum.connections + more.connections;
  if (sum.connections == 0 || more.example < sum.example) sum = more;
  sum.connections = connections;
}

void join_sums(ReplayTally::Sum& sum, const ReplayTally::Sum& more) {
  sum.cost.add(more.cost);
  sum.last = std::max(sum.last, more.last);
  sum.example = std::min(sum.example, more.example);
  sum.profiles.resize(std::max(sum.profiles.size(), more.profiles.size()));
  for (std::size_t i = 0; i < more.profiles.size(); ++i) sum.profiles[i] += more.profiles[i];
}

bool comes_first(const ReplayRow& x, const ReplayRow& y) {
  if (x.change != y.change) return x.change < y.change;
  if (x.cost.connections != y.cost.connections) return x.cost.connections > y.cost.connections;
  const auto rank = [](const ReplayRow& row) {
    return std::tuple(to_string(row.before.verdict), to_string(row.after.verdict),
                      row.protocol.number, row.server, row.server_port,
                      std::string_view(row.before.decided_by),
                      std::string_view(row.after.decided_by));
  };
  return rank(x) < rank(y);
}

}  // namespace

std::string_view to_string(ReplayChange change) {
  switch (change) {
    case ReplayChange::breaks: return "breaks";
    case ReplayChange::opens: return "opens";
    case ReplayChange::other: return "other";
    case ReplayChange::unknown: return "unknown";
    case ReplayChange::same: return "same";
  }
  return "unknown";
}

ReplayChange change_of(Verdict before, Verdict after) {
  if (before == Verdict::unknown || after == Verdict::unknown) return ReplayChange::unknown;
  if (before == after) return ReplayChange::same;
  if (before == Verdict::works) return ReplayChange::breaks;
  return after == Verdict::works ? ReplayChange::opens : ReplayChange::other;
}

void ReplayCost::add(const ReplayCost& more) {
  connections += more.connections;
  packets = saturated_sum(packets, more.packets);
  bytes = saturated_sum(bytes, more.bytes);
}

std::size_t ReplayTally::KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = (std::uint64_t{key.before} << 32U | key.after) * 0x9e3779b97f4a7c15U;
  hash ^= static_cast<std::uint64_t>(key.server.bits()) ^
          static_cast<std::uint64_t>(key.server.bits() >> 64U);
  hash = (hash ^ (hash >> 32U)) * 0xd6e8feb86659fd93U;
  hash ^= std::uint64_t{key.server_port} << 8U | key.protocol.number;
  hash *= 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32U);
}

void ReplayTally::add(const ReplayedConnection& connection, std::uint32_t said_before,
                      const FlowSaid& before, const std::uint32_t* said_after,
                      const FlowSaid* after) {
  ++before_[static_cast<std::size_t>(before.verdict)];
  doubt(connection, before);
  if (after == nullptr) return;
  ++after_[static_cast<std::size_t>(after->verdict)];
  const ReplayCost cost{1, connection.packets, connection.bytes};
  const ReplayChange change = change_of(before.verdict, after->verdict);
  costs_[static_cast<std::size_t>(change)].add(cost);
  if (change == ReplayChange::same) return;
  const FlowAsked& flow = connection.flow;
  const std::uint16_t server_port = filters_ports(flow.protocol) ? flow.server_port : 0;
  Sum& sum = sums_[{said_before, *said_after, flow.server, server_port, flow.protocol}];
  sum.cost.add(cost);
  sum.last = std::max(sum.last, connection.last);
  sum.example = std::min(sum.example, example_of(connection));
  if (!filters_ports(flow.protocol)) return;
  const auto& profiles = replay_profiles();
  sum.profiles.resize(profiles.size());
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    if (profiles[i].range.contains(flow.client_port)) ++sum.profiles[i];
  }
}

/// Where the log and `--before` cannot both be right.
void ReplayTally::doubt(const ReplayedConnection& connection, const FlowSaid& before) {
  const Verdict verdict = before.verdict;
  const bool fails =
      verdict == Verdict::half_open || verdict == Verdict::denied || verdict == Verdict::no_route;
  if (connection.recorded_working && fails) count_doubt(passed_, connection, before);
  const bool request_passes = verdict == Verdict::works || verdict == Verdict::half_open;
  if ((connection.recorded_reject && verdict == Verdict::works) ||
      (connection.recorded_denied && request_passes)) {
    count_doubt(rejected_, connection, before);
  }
}

void ReplayTally::add_narrow(const ReplayedConnection& connection,
                             std::span<const std::uint32_t> edges) {
  const FlowAsked& flow = connection.flow;
  if (!connection.recorded_working || !filters_ports(flow.protocol)) return;
  ++narrowed_;
  narrow_.add(edges, flow.server.family(), flow.protocol, flow.client_port);
}

void ReplayTally::add(const ReplayTally& more) {
  for (const auto& [key, sum] : more.sums_) join_sums(sums_[key], sum);
  for (std::size_t i = 0; i < costs_.size(); ++i) costs_[i].add(more.costs_[i]);
  for (std::size_t i = 0; i < before_.size(); ++i) {
    before_[i] += more.before_[i];
    after_[i] += more.after_[i];
  }
  join_doubts(passed_, more.passed_);
  join_doubts(rejected_, more.rejected_);
  narrow_.add(more.narrow_);
  narrowed_ += more.narrowed_;
}

std::vector<ReplayRow> ReplayTally::rows(const FlowCache& before, const FlowCache& after) const {
  std::vector<ReplayRow> rows;
  rows.reserve(sums_.size());
  for (const auto& [key, sum] : sums_) {
    ReplayRow& row = rows.emplace_back();
    row.before = before[key.before];
    row.after = after[key.after];
    row.change = change_of(row.before.verdict, row.after.verdict);
    row.protocol = key.protocol;
    row.server = key.server;
    row.server_port = key.server_port;
    row.cost = sum.cost;
    row.last = sum.last;
    row.example = sum.example;
    row.profiles = sum.profiles;
  }
  std::sort(rows.begin(), rows.end(), comes_first);
  return rows;
}

}  // namespace halfopen
