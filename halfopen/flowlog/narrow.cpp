// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/narrow.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "halfopen/ports/client_profile.hpp"

namespace halfopen {
namespace {

constexpr std::uint64_t kPageFull = std::uint64_t{1} << 32U;

NarrowChoice choice_of(const PortCounts& ports, NarrowChoice::Kind kind, std::string name,
                       PortRange range) {
  const std::uint64_t kept = ports.within(range);
  return {kind, std::move(name), range, kept, ports.total() - kept};
}

}  // namespace

std::string_view to_string(NarrowChoice::Kind kind) {
  switch (kind) {
    case NarrowChoice::Kind::recorded: return "recorded";
    case NarrowChoice::Kind::profiles: return "profiles";
    case NarrowChoice::Kind::share: return "share";
  }
  return "recorded";
}

std::vector<std::pair<PortRange, std::string>> narrow_profiles() {
  std::vector<std::pair<PortRange, std::string>> ranges;
  for (const ClientProfile& profile : default_client_profiles()) {
    const auto known = std::find_if(ranges.begin(), ranges.end(),
                                    [&](const auto& one) { return one.first == profile.range; });
    if (known == ranges.end()) {
      ranges.emplace_back(profile.range, profile.name);
    } else {
      known->second += ", " + profile.name;
    }
  }
  return ranges;
}

void PortCounts::add(std::uint16_t port) {
  auto& page = pages_[port >> 8U];
  if (!page) page = std::make_unique<Page>();
  if (++(*page)[port & 0xffU] == 0) carried_[port] += kPageFull;
  ++total_;
}

void PortCounts::add(const PortCounts& more) {
  for (std::size_t high = 0; high < pages_.size(); ++high) {
    if (!more.pages_[high]) continue;
    if (!pages_[high]) pages_[high] = std::make_unique<Page>();
    for (std::size_t low = 0; low < 256; ++low) {
      const std::uint64_t sum = std::uint64_t{(*pages_[high])[low]} + (*more.pages_[high])[low];
      (*pages_[high])[low] = static_cast<std::uint32_t>(sum);
      if (sum >= kPageFull) carried_[static_cast<std::uint16_t>(high << 8U | low)] += kPageFull;
    }
  }
  for (const auto& [port, count] : more.carried_) carried_[port] += count;
  total_ += more.total_;
}

std::uint64_t PortCounts::of(std::uint16_t port) const {
  const auto& page = pages_[port >> 8U];
  if (!page) return 0;
  const std::uint64_t low = (*page)[port & 0xffU];
  if (carried_.empty()) return low;
  const auto more = carried_.find(port);
  return low + (more == carried_.end() ? 0 : more->second);
}

std::uint64_t PortCounts::within(const PortRange& range) const {
  std::uint64_t sum = 0;
  for (std::uint32_t port = range.first; port <= range.last; ++port) {
    sum += of(static_cast<std::uint16_t>(port));
  }
  return sum;
}

PortRange PortCounts::narrowest(std::uint64_t wanted) const {
  PortRange best{0, 65535};
  std::uint64_t held = 0;
  std::uint32_t first = 0;
  for (std::uint32_t last = 0; last <= 65535; ++last) {
    held += of(static_cast<std::uint16_t>(last));
    while (held >= wanted) {
      const std::uint64_t without = held - of(static_cast<std::uint16_t>(first));
      if (without < wanted) break;
      held = without;
      ++first;
    }
    if (held >= wanted && last - first < static_cast<std::uint32_t>(best.last - best.first)) {
      best = {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
    }
  }
  return best;
}

std::vector<NarrowChoice> narrow_choices(const PortCounts& ports) {
  std::vector<NarrowChoice> choices = {
      choice_of(ports, NarrowChoice::Kind::recorded, "", ports.narrowest(ports.total()))};
  for (const auto& [thousandths, name] : kNarrowShares) {
    const std::uint64_t total = ports.total();
    const std::uint64_t spared =
        total / 1000 * (1000 - thousandths) + total % 1000 * (1000 - thousandths) / 1000;
    const PortRange range = ports.narrowest(total - spared);
    // Only where it is worth a word: a tenth narrower than the choice before.
    if (range.size() * 10 > choices.back().range.size() * 9) continue;
    choices.push_back(choice_of(ports, NarrowChoice::Kind::share, name, range));
  }
  const auto own = static_cast<std::ptrdiff_t>(choices.size());
  for (const auto& [range, names] : narrow_profiles()) {
    choices.push_back(choice_of(ports, NarrowChoice::Kind::profiles, names, range));
  }
  std::sort(choices.begin() + own, choices.end(), [](const auto& x, const auto& y) {
    return std::tuple(x.hang, x.range.size(), x.range.first) <
           std::tuple(y.hang, y.range.size(), y.range.first);
  });
  return choices;
}

std::size_t NarrowTally::place_of(std::uint32_t edge, IpFamily family, IpProtocol protocol) {
  return std::size_t{edge} * 4 + family_index(family) * 2 + (protocol == kUdp ? 1 : 0);
}

PortCounts& NarrowTally::at(std::size_t place) {
  if (place >= counts_.size()) counts_.resize(place + 1);
  if (!counts_[place]) counts_[place] = std::make_unique<PortCounts>();
  return *counts_[place];
}

void NarrowTally::add(std::span<const std::uint32_t> edges, IpFamily family, IpProtocol protocol,
                      std::uint16_t client_port) {
  if (edges.empty()) ++without_edge_;
  for (const std::uint32_t edge : edges) at(place_of(edge, family, protocol)).add(client_port);
}

void NarrowTally::add(const NarrowTally& more) {
  for (std::size_t place = 0; place < more.counts_.size(); ++place) {
    if (more.counts_[place]) at(place).add(*more.counts_[place]);
  }
  without_edge_ += more.without_edge_;
}

std::vector<NarrowReply> NarrowTally::settle(const FlowCache& flows) const {
  const Snapshot& snapshot = flows.snapshot();
  std::vector<NarrowReply> replies;
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    if (!counts_[place]) continue;
    const ReplyEdge& edge = flows.edge(static_cast<std::uint32_t>(place / 4));
    NarrowReply& reply = replies.emplace_back();
    if (edge.subnet) reply.subnet = snapshot.subnets()[*edge.subnet].id;
    if (edge.acl) reply.acl = snapshot.acls()[*edge.acl].id();
    reply.direction = edge.direction;
    reply.family = kIpFamilies[place / 2 % 2];
    reply.protocol = place % 2 == 1 ? kUdp : kTcp;
    reply.connections = counts_[place]->total();
    reply.choices = narrow_choices(*counts_[place]);
  }
  std::sort(replies.begin(), replies.end(), [](const NarrowReply& x, const NarrowReply& y) {
    return std::tie(x.subnet, x.acl, x.direction, x.family, x.protocol.number) <
           std::tie(y.subnet, y.acl, y.direction, y.family, y.protocol.number);
  });
  return replies;
}

}  // namespace halfopen
