// SPDX-License-Identifier: Apache-2.0
#include "halfopen/space/rule_witnesses.hpp"

#include <algorithm>

#include "halfopen/space/rule_list_splitter.hpp"
#include "halfopen/space/rule_mask_splitter.hpp"

namespace halfopen {
namespace {

template <class Splitter>
class Search {
 public:
  Search(const HeaderLayout& layout, const RangeRules& rules)
      : layout_(layout), found_(rules.size()), missing_(rules.size()) {
    look(0, splitter_.start(rules));
  }

  std::vector<std::optional<Packet>> take() { return std::move(found_); }

 private:
  using List = typename Splitter::List;

  /// Everything above `level` is fixed in values_; the list's rules match it.
  void look(std::size_t level, List list) {
    bool is_full = false;
    list = splitter_.until_full(list, level, is_full);
    if (missing_ == 0) return;
    if (!splitter_.any_of(list, [&](std::uint32_t rule) { return !found_[rule]; })) return;
    if (is_full && splitter_.single(list)) {  // its one rule takes all that is left
      std::fill(values_.begin() + static_cast<std::ptrdiff_t>(level), values_.end(), 0);
      found_[splitter_.first(list)] = layout_.packet(values_);
      --missing_;
      return;
    }
    const std::size_t next = splitter_.next_level(list, level);
    std::fill(values_.begin() + static_cast<std::ptrdiff_t>(level),
              values_.begin() + static_cast<std::ptrdiff_t>(next), 0);
    // A list seen before at this level has found what it can.
    const auto key = splitter_.key(list, next, 0);
    if (memo_.find(key)) return;
    memo_.put(key, 0);
    std::uint32_t first = 0;
    splitter_.for_each_run(next, list, [&](std::uint32_t last, List sublist) {
      values_[next] = first;
      if (!splitter_.empty(sublist)) look(next + 1, sublist);
      first = last + 1;
    });
  }

  const HeaderLayout& layout_;
  std::vector<std::optional<Packet>> found_;
  std::size_t missing_;
  HeaderLayout::Values values_{};
  Splitter splitter_;
  typename Splitter::Memo memo_;
};

}  // namespace

std::vector<std::optional<Packet>> rule_witnesses(std::span<const HeaderRule> rules,
                                                  const FieldOrder& order) {
  const HeaderLayout layout(order);
  RangeRules ranges(layout.last_values());
  ranges.reserve(rules.size());
  for (const HeaderRule& rule : rules) ranges.add(layout.ranges(rule.box), rule.terminal);
  const bool is_short = rules.size() <= RuleMaskSplitter::kMostRules;
  return is_short ? Search<RuleMaskSplitter>(layout, ranges).take()
                  : Search<RuleListSplitter>(layout, ranges).take();
}

}  // namespace halfopen
