// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/fate_pool.hpp"

#include <utility>

#include "halfopen/analysis/path_judge.hpp"

namespace halfopen {
namespace {

constexpr std::size_t at(Verdict verdict) { return static_cast<std::size_t>(verdict); }

/// The verdict of a request that passes the filters of its leg.
Verdict passing(const LegSets& reply, Verdict filtered) {
  if (reply.end == LegPath::End::no_route) return Verdict::no_route;
  const bool open = reply.end == LegPath::End::delivered || filtered == Verdict::half_open;
  return open ? filtered : Verdict::unknown;
}

}  // namespace

FatePool::Id FatePool::add(const PortVerdicts& fate) {
  const auto [known, is_new] = ids_.try_emplace(fate, static_cast<Id>(fates_.size()));
  if (is_new) fates_.push_back(fate);
  return known->second;
}

FatePool::Id FatePool::all(Verdict verdict) {
  PortVerdicts fate{};
  fate[at(verdict)] = PortSetPool::kAll;
  return add(fate);
}

Verdict FatePool::verdict_of_replies(const LegSets& reply, bool translated) {
  const auto [known, is_new] =
      verdicts_.try_emplace({reply.sure, reply.may, translated ? 1U : 0U}, Verdict::unknown);
  if (!is_new) return known->second;
  const PortSet asked = translated ? port_set(gateway_profile().range) : asked_;
  const PortSet open = asked & sets_[reply.sure];
  if ((asked & (sets_[reply.may] - sets_[reply.sure])).empty()) {
    known->second =
        open == asked ? Verdict::works : (open.empty() ? Verdict::half_open : Verdict::partial);
  }
  return known->second;
}

FatePool::Id FatePool::segment(const LegSets& request, const LegSets& reply, bool translated) {
  if (request.end == LegPath::End::no_route) return all(Verdict::no_route);
  PortVerdicts fate{};
  const PortSet everything(0, 65535);
  const PortSet may = sets_[request.may];
  fate[at(Verdict::denied)] = sets_.add(everything - may);
  if (request.end == LegPath::End::unknown) {
    fate[at(Verdict::unknown)] = request.may;
    return add(fate);
  }
  const PortSet doubtful = may - sets_[request.sure];
  const Verdict passes = passing(reply, verdict_of_replies(reply, translated));
  fate[at(passes)] = request.sure;
  if (!doubtful.empty()) {
    PortSetPool::Id& unknown = fate[at(Verdict::unknown)];
    unknown = sets_.add(doubtful | sets_[unknown]);
  }
  return add(fate);
}

FatePool::Id FatePool::combine(Id a, Id b, bool row) {
  if (a == b) return a;
  if (a > b) std::swap(a, b);
  const auto [known, is_new] =
      combined_[row ? 1 : 0].try_emplace(std::uint64_t{a} << 32 | b, Id{0});
  if (!is_new) return known->second;
  const PortVerdicts one = fates_[a];
  const PortVerdicts other = fates_[b];
  std::array<PortSet, std::size(kVerdicts)> joined;
  for (const Verdict x : kVerdicts) {
    for (const Verdict y : kVerdicts) {
      const auto both = sets_.intersect(one[at(x)], other[at(y)]);
      if (both == PortSetPool::kNone) continue;
      PortSet& ports = joined[at(row ? verdict_in_a_row(x, y) : verdict_beside(x, y))];
      ports = ports | sets_[both];
    }
  }
  PortVerdicts fate{};
  for (const Verdict verdict : kVerdicts) fate[at(verdict)] = sets_.add(joined[at(verdict)]);
  return known->second = add(fate);
}

Verdict verdict_of_packets(const LegSets& request, const LegSets& reply, std::uint16_t ask,
                           std::uint16_t tell, const PortSetPool& sets) {
  if (request.end == LegPath::End::no_route) return Verdict::no_route;
  if (!sets[request.may].contains(ask)) return Verdict::denied;
  if (request.end == LegPath::End::unknown) return Verdict::unknown;
  if (!sets[request.sure].contains(ask)) return Verdict::unknown;
  const Verdict filtered = sets[reply.sure].contains(tell)  ? Verdict::works
                           : sets[reply.may].contains(tell) ? Verdict::unknown
                                                            : Verdict::half_open;
  return passing(reply, filtered);
}

}  // namespace halfopen
