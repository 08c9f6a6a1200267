// SPDX-License-Identifier: Apache-2.0
#include "halfopen/apply/state_judge.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace halfopen {
namespace {

/// Memory for remembered views of a direction; then they are forgotten.
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

std::vector<NetworkAclEntry> contents(const RuleTable& rules) {
  std::vector<NetworkAclEntry> all;
  all.reserve(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) all.push_back(rules[static_cast<RuleId>(i)]);
  return all;
}

std::vector<CidrBlock> blocks_of(std::span<const AddressSet> sets) {
  std::vector<CidrBlock> all;
  for (const AddressSet& set : sets) {
    for (const CidrBlock& block : cidr_blocks(set)) all.push_back(block);
  }
  return all;
}

/// The bits of word `word` that belong to the range.
std::uint64_t mask_of(const CellRange& range, std::uint32_t word) {
  std::uint64_t mask = ~std::uint64_t{0};
  if (word == range.first / 64) mask &= ~std::uint64_t{0} << (range.first % 64);
  if (word == (range.last - 1) / 64 && range.last % 64 != 0) {
    mask &= (std::uint64_t{1} << (range.last % 64)) - 1;
  }
  return mask;
}

/// Some cell of the range is in both sets.
bool meets(const CellBits& a, const CellBits& b, const CellRange& range) {
  if (range.first >= range.last) return false;
  for (std::uint32_t word = range.first / 64; word <= (range.last - 1) / 64; ++word) {
    if ((a[word] & b[word] & mask_of(range, word)) != 0) return true;
  }
  return false;
}

/// Some cell of the range is in `a` and not in `b`.
bool lacks(const CellBits& a, const CellBits& b, const CellRange& range) {
  if (range.first >= range.last) return false;
  for (std::uint32_t word = range.first / 64; word <= (range.last - 1) / 64; ++word) {
    if ((a[word] & ~b[word] & mask_of(range, word)) != 0) return true;
  }
  return false;
}

/// For two sets of kinds (bit k: kind k is there): some pair of kinds works neither before nor
/// after, having no bit in common.
constexpr std::array<std::uint16_t, 16> strangers() {
  std::array<std::uint16_t, 16> table{};  // bit b of entry a
  for (unsigned a = 0; a < 16; ++a) {
    for (unsigned b = 0; b < 16; ++b) {
      for (unsigned x = 0; x < 4; ++x) {
        for (unsigned y = 0; y < 4; ++y) {
          if ((a >> x & 1U) != 0 && (b >> y & 1U) != 0 && (x & y) == 0) {
            table[a] = static_cast<std::uint16_t>(table[a] | 1U << b);
          }
        }
      }
    }
  }
  return table;
}
constexpr auto kStrangers = strangers();

const CellRange& side(const ConnectionClass& connection, Direction direction) {
  return direction == Direction::ingress ? connection.in : connection.out;
}

}  // namespace

StateViolation inside_violation(const PacketCells& cells, const InsidePair& pair,
                                std::pair<PortSet, PortSet> opened) {
  const double there = pair.one_each ? 1 : count(opened.first);
  const double back = pair.one_each ? 1 : count(opened.second);
  const double weight = pair.protocols * there * back * cells.address_weight(pair.client_class) *
                        cells.address_weight(pair.server_class);
  return {StateViolation::Kind::opened,
          cells.classes()[pair.client_class],
          cells.classes()[pair.server_class],
          pair.protocol,
          pair.protocols,
          std::move(opened.first),
          std::move(opened.second),
          pair.one_each,
          weight};
}

StateJudge::StateJudge(RuleTable& rules, AclState before, AclState after, const QuotaBound& quota,
                       std::span<const AddressSet> subnets)
    : rules_(&rules),
      before_(std::move(before)),
      after_(std::move(after)),
      quota_(quota),
      cells_(contents(rules), blocks_of(subnets)) {
  matched_.resize(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    cells_.matched(rules[static_cast<RuleId>(i)], matched_[i]);  // the cells were cut by these
  }
  learn_kinds();
  learn_classes();
  inside_ = inside_pairs(cells_, subnets, false);
}

std::optional<RuleId> StateJudge::admit(const NetworkAclEntry& rule) {
  CellBits bits;
  if (!cells_.matched(rule, bits)) return std::nullopt;
  const RuleId id = rules_->intern(rule);
  if (id == matched_.size()) matched_.push_back(std::move(bits));
  return id;
}

void StateJudge::learn_kinds() {
  for (const Direction direction : {Direction::ingress, Direction::egress}) {
    auto& kinds = kinds_[static_cast<std::size_t>(direction)];
    for (CellBits& bits : kinds) bits.assign(cells_.words(), 0);
    const CellBits before = make_view(direction, before_.list(direction)).allowed;
    const CellBits after = make_view(direction, after_.list(direction)).allowed;
    ends_[0][static_cast<std::size_t>(direction)] = before;
    ends_[1][static_cast<std::size_t>(direction)] = after;
    for (std::size_t cell = 0; cell < cells_.cells().size(); ++cell) {
      const auto at = static_cast<std::uint32_t>(cell);
      const std::size_t kind = (has(before, at) ? 1U : 0U) + (has(after, at) ? 2U : 0U);
      kinds[kind][cell / 64] |= std::uint64_t{1} << (cell % 64);
    }
  }
}

void StateJudge::learn_classes() {
  for (const ConnectionClass& connection : cells_.connections()) {
    const CellBits& in = of_kind(Direction::ingress, 3);
    const CellBits& out = of_kind(Direction::egress, 3);
    must_keep_.push_back(meets(in, in, connection.in) && meets(out, out, connection.out) ? 1 : 0);
  }
}

ListView StateJudge::make_view(Direction direction, const RuleList& list) const {
  ListView view;
  view.allowed.assign(cells_.words(), 0);
  CellBits taken(cells_.words(), 0);
  for (const NumberedRule& rule : list) {
    const CellBits& bits = matched_[rule.rule];
    const NetworkAclEntry& content = (*rules_)[rule.rule];
    const bool allows = content.action == RuleAction::allow;
    for (std::size_t word = 0; word < bits.size(); ++word) {
      if (allows) view.allowed[word] |= bits[word] & ~taken[word];
      taken[word] |= bits[word];
    }
    ++view.entries[static_cast<std::size_t>(content.cidr.family())];
  }
  for (const IpFamily family : kIpFamilies) {
    const std::size_t used = view.entries[static_cast<std::size_t>(family)] + 1;
    view.within_quota = view.within_quota && used <= quota_.of(direction, family);
  }
  const auto& kinds = kinds_[static_cast<std::size_t>(direction)];
  if (kinds[0].size() != view.allowed.size()) return view;  // while the kinds are being learnt
  for (std::size_t word = 0; word < view.allowed.size(); ++word) {
    if ((kinds[3][word] & ~view.allowed[word]) != 0) view.keeps_packets = false;
    if ((kinds[0][word] & view.allowed[word]) != 0) view.opens_no_packet = false;
  }
  view.kinds.reserve(cells_.connections().size());
  for (const ConnectionClass& connection : cells_.connections()) {
    const CellRange& range = side(connection, direction);
    std::uint8_t found = 0;
    for (unsigned kind = 0; kind < 4; ++kind) {
      if (meets(view.allowed, kinds[kind], range))
        found = static_cast<std::uint8_t>(found | 1U << kind);
    }
    view.kinds.push_back(found);
    view.misses.push_back(lacks(kinds[3], view.allowed, range) ? 1 : 0);
  }
  return view;
}

const ListView& StateJudge::view(Direction direction, const RuleList& list) {
  auto& known = views_[static_cast<std::size_t>(direction)];
  const std::size_t bytes = 200 + 8 * cells_.words() + 2 * cells_.connections().size();
  if (known.size() * bytes >= kMostBytes) known.clear();
  auto& slot = known[list_key(list)];
  if (!slot) {
    slot = std::make_unique<ListView>(make_view(direction, list));
    ++made_;
  }
  return *slot;
}

StateFit StateJudge::fit(const ListView& in, const ListView& out) const {
  StateFit fit;
  fit.quota = in.within_quota && out.within_quota;
  fit.packets = in.keeps_packets && out.keeps_packets && in.opens_no_packet && out.opens_no_packet;
  for (std::size_t i = 0; i < must_keep_.size(); ++i) {
    if (must_keep_[i] != 0 && (in.misses[i] | out.misses[i]) != 0) fit.keeps = false;
    if ((std::uint32_t{kStrangers[in.kinds[i]]} >> out.kinds[i] & 1U) != 0) fit.closed = false;
  }
  if (fit.closed && opens_inside_anywhere(in, out)) fit.closed = false;
  return fit;
}

bool StateJudge::keeps_alone(const ListView& view) const {
  for (std::size_t i = 0; i < must_keep_.size(); ++i) {
    if (must_keep_[i] != 0 && view.misses[i] != 0) return false;
  }
  return true;
}

InsideLists StateJudge::inside_lists(const ListView& in, const ListView& out) const {
  return {&in.allowed, &out.allowed, &in.allowed, &out.allowed};
}

bool StateJudge::opens_inside_anywhere(const ListView& in, const ListView& out) const {
  if (inside_.empty()) return false;
  const InsideLists before{&ends_[0][0], &ends_[0][1], &ends_[0][0], &ends_[0][1]};
  const InsideLists after{&ends_[1][0], &ends_[1][1], &ends_[1][0], &ends_[1][1]};
  const InsideLists now = inside_lists(in, out);
  return std::any_of(inside_.begin(), inside_.end(), [&](const InsidePair& pair) {
    return opens_inside(pair, before, after, now);
  });
}

void StateJudge::add_inside(const ListView& in, const ListView& out,
                            std::vector<StateViolation>& found) const {
  const InsideLists before{&ends_[0][0], &ends_[0][1], &ends_[0][0], &ends_[0][1]};
  const InsideLists after{&ends_[1][0], &ends_[1][1], &ends_[1][0], &ends_[1][1]};
  const InsideLists now = inside_lists(in, out);
  for (const InsidePair& pair : inside_) {
    for (auto& opened : opened_inside(pair, before, after, now)) {
      found.push_back(inside_violation(cells_, pair, std::move(opened)));
    }
  }
}

StateFit StateJudge::fit(const AclState& state) {
  const ListView in = view(Direction::ingress, state.list(Direction::ingress));
  return fit(in, view(Direction::egress, state.list(Direction::egress)));
}

namespace {

/// The selectors of one kind in a range, by whether the state lets them through.
struct KindSelectors {
  std::array<PortSet, 4> passing;
  PortSet missing;  ///< of kind 3
  std::array<double, 4> passing_weight{};
  double missing_weight = 0;
};

double weight_of_pairs(double in, double out, bool one_each) {
  return one_each ? std::min(in, out) : in * out;
}

}  // namespace

void StateJudge::add_violations(std::uint32_t connection, const ListView& in, const ListView& out,
                                std::vector<StateViolation>& found) const {
  const ConnectionClass& ends = cells_.connections()[connection];
  const auto sort = [&](Direction direction, const ListView& view) {
    KindSelectors sorted;
    const CellRange& range = side(ends, direction);
    for (std::uint32_t at = range.first; at < range.last; ++at) {
      const PacketCell& cell = cells_.cells()[at];
      for (unsigned kind = 0; kind < 4; ++kind) {
        if (!has(of_kind(direction, kind), at)) continue;
        const double weight = cells_.selector_weight(cell);
        if (has(view.allowed, at)) {
          sorted.passing[kind].append(cell.selectors.first, cell.selectors.last);
          sorted.passing_weight[kind] += weight;
        } else if (kind == 3) {
          sorted.missing.append(cell.selectors.first, cell.selectors.last);
          sorted.missing_weight += weight;
        }
      }
    }
    return sorted;
  };
  const KindSelectors a = sort(Direction::ingress, in);
  const KindSelectors b = sort(Direction::egress, out);
  const PacketCell& cell = cells_.cells()[ends.in.first];
  const auto add = [&](StateViolation::Kind kind, const PortSet& entering, const PortSet& leaving,
                       double pairs) {
    if (entering.empty() || leaving.empty()) return;
    found.push_back({kind,
                     cells_.classes()[cell.addresses],
                     {},
                     cell.protocol,
                     cell.protocols,
                     entering,
                     leaving,
                     ends.one_each,
                     pairs * cells_.address_weight(cell.addresses)});
  };
  using Kind = StateViolation::Kind;
  // Broken: in missing with any out, and in passing with out missing.
  add(Kind::broken, a.missing, b.missing | b.passing[3],
      weight_of_pairs(a.missing_weight, b.missing_weight + b.passing_weight[3], ends.one_each));
  add(Kind::broken, a.passing[3], b.missing,
      weight_of_pairs(a.passing_weight[3], b.missing_weight, ends.one_each));
  for (unsigned x = 0; x < 4; ++x) {
    PortSet leaving;
    double weight = 0;
    for (unsigned y = 0; y < 4; ++y) {
      if ((x & y) != 0) continue;
      leaving = leaving | b.passing[y];
      weight += b.passing_weight[y];
    }
    add(Kind::opened, a.passing[x], leaving,
        weight_of_pairs(a.passing_weight[x], weight, ends.one_each));
  }
}

double StateJudge::damage(const ListView& in, const ListView& out) const {
  double sum = 0;
  std::vector<StateViolation> found;
  for (std::uint32_t i = 0; i < must_keep_.size(); ++i) {
    const bool broken = must_keep_[i] != 0 && (in.misses[i] | out.misses[i]) != 0;
    const bool opened = (std::uint32_t{kStrangers[in.kinds[i]]} >> out.kinds[i] & 1U) != 0;
    if (broken || opened) add_violations(i, in, out, found);
  }
  add_inside(in, out, found);
  for (const StateViolation& violation : found) sum += violation.connections;
  return sum;
}

std::vector<StateViolation> StateJudge::violations(const AclState& state) {
  const ListView in = view(Direction::ingress, state.list(Direction::ingress));
  const ListView& out = view(Direction::egress, state.list(Direction::egress));
  std::vector<StateViolation> found;
  for (std::uint32_t i = 0; i < must_keep_.size(); ++i) add_violations(i, in, out, found);
  add_inside(in, out, found);
  // Classes of addresses that fare alike are one violation.
  std::vector<StateViolation> joined;
  for (StateViolation& next : found) {
    const auto same = std::find_if(joined.begin(), joined.end(), [&](const StateViolation& known) {
      return known.kind == next.kind && known.remote.family == next.remote.family &&
             known.protocol == next.protocol && known.protocols == next.protocols &&
             known.in == next.in && known.out == next.out && known.server == next.server;
    });
    if (same == joined.end()) {
      joined.push_back(std::move(next));
      continue;
    }
    same->remote.bits = same->remote.bits | next.remote.bits;
    same->connections += next.connections;
  }
  std::stable_sort(joined.begin(), joined.end(),
                   [](const auto& x, const auto& y) { return x.connections > y.connections; });
  return joined;
}

}  // namespace halfopen
