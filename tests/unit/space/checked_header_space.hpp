// SPDX-License-Identifier: Apache-2.0
// A checked double of HeaderSpace: each set carries a bitmap over sampled packets, and every
// operation compares the two before and after.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/space/header_space.hpp"
#include "tests/unit/space/box_world.hpp"

namespace halfopen::tests {

/// A set and its shadow say different things.
struct ShadowMismatch : std::logic_error {
  using std::logic_error::logic_error;
};

class CheckedHeaderSpaces;

/// The API of HeaderSpace; each call throws ShadowMismatch if the set does not do what its shadow
/// does.
class CheckedHeaderSpace {
 public:
  bool empty() const;
  bool contains(const Packet& packet) const;
  bool is_subset_of(const CheckedHeaderSpace& other) const;
  HeaderCount count() const;
  std::optional<Packet> witness() const;

  friend CheckedHeaderSpace operator|(const CheckedHeaderSpace& a, const CheckedHeaderSpace& b) {
    return a.joined(b, a.set_ | b.set_, [](bool x, bool y) { return x || y; });
  }
  friend CheckedHeaderSpace operator&(const CheckedHeaderSpace& a, const CheckedHeaderSpace& b) {
    return a.joined(b, a.set_ & b.set_, [](bool x, bool y) { return x && y; });
  }
  friend CheckedHeaderSpace operator-(const CheckedHeaderSpace& a, const CheckedHeaderSpace& b) {
    return a.joined(b, a.set_ - b.set_, [](bool x, bool y) { return x && !y; });
  }
  CheckedHeaderSpace operator~() const {
    return joined(*this, ~set_, [](bool x, bool) { return !x; });
  }
  friend bool operator==(const CheckedHeaderSpace& a, const CheckedHeaderSpace& b);

  /// The set itself, unchecked.
  const HeaderSpace& bare() const { return set_; }
  /// Spoils the shadow at one packet: the next operation must notice.
  void spoil(std::size_t packet) { shadow_[packet] = !shadow_[packet]; }

 private:
  friend class CheckedHeaderSpaces;
  using Shadow = std::vector<bool>;

  CheckedHeaderSpace(CheckedHeaderSpaces& store, HeaderSpace set, Shadow shadow)
      : store_(&store), set_(set), shadow_(std::move(shadow)) {
    verify("made");
  }

  void verify(const char* when) const;
  std::size_t members() const {
    return static_cast<std::size_t>(std::count(shadow_.begin(), shadow_.end(), true));
  }
  static void demand(bool truth, const std::string& what) {
    if (!truth) throw ShadowMismatch(what);
  }

  template <class Op>
  CheckedHeaderSpace joined(const CheckedHeaderSpace& other, HeaderSpace result,
                            const Op& op) const {
    verify("left operand");
    other.verify("right operand");
    Shadow shadow(shadow_.size());
    for (std::size_t i = 0; i < shadow.size(); ++i) shadow[i] = op(shadow_[i], other.shadow_[i]);
    return {*store_, result, std::move(shadow)};
  }

  CheckedHeaderSpaces* store_;
  HeaderSpace set_;
  Shadow shadow_;
};

/// The store of checked sets; it must outlive them.
class CheckedHeaderSpaces {
 public:
  explicit CheckedHeaderSpaces(const FieldOrder& order = kNetworkAclOrder)
      : store_(order), packets_(edge_packets()) {}

  CheckedHeaderSpace none() {
    return make(store_.none(), [](const Packet&) { return false; });
  }
  CheckedHeaderSpace all() {
    return make(store_.all(), [](const Packet&) { return true; });
  }
  CheckedHeaderSpace of(const HeaderBox& box) {
    return make(store_.of(box), [&](const Packet& packet) { return matches(box, packet); });
  }
  CheckedHeaderSpace allowed(std::span<const HeaderRule> rules) {
    return make(store_.allowed(rules), [&](const Packet& packet) {
      const std::size_t by = first_match(rules, packet);
      return by != rules.size() && rules[by].terminal != 0;
    });
  }

  const std::vector<Packet>& packets() const { return packets_; }
  HeaderSpaces& bare() { return store_; }

 private:
  template <class Member>
  CheckedHeaderSpace make(HeaderSpace set, const Member& member) {
    CheckedHeaderSpace::Shadow shadow;
    for (const Packet& packet : packets_) shadow.push_back(member(packet));
    return {*this, set, std::move(shadow)};
  }

  HeaderSpaces store_;
  std::vector<Packet> packets_;
};

inline void CheckedHeaderSpace::verify(const char* when) const {
  for (std::size_t i = 0; i < shadow_.size(); ++i) {
    demand(set_.contains(store_->packets()[i]) == shadow_[i],
           std::string(when) + ": packet " + std::to_string(i));
  }
}

inline bool CheckedHeaderSpace::empty() const {
  verify("empty");
  demand(!set_.empty() || members() == 0, "empty with members");
  demand(set_.empty() == (set_ == store_->bare().none()), "empty is not the empty set");
  return set_.empty();
}

inline bool CheckedHeaderSpace::contains(const Packet& packet) const {
  verify("contains");
  return set_.contains(packet);
}

inline bool CheckedHeaderSpace::is_subset_of(const CheckedHeaderSpace& other) const {
  verify("subset");
  other.verify("superset");
  const bool subset = set_.is_subset_of(other.set_);
  for (std::size_t i = 0; subset && i < shadow_.size(); ++i) {
    demand(!shadow_[i] || other.shadow_[i], "subset with more members");
  }
  return subset;
}

inline HeaderCount CheckedHeaderSpace::count() const {
  verify("count");
  const HeaderCount count = set_.count();
  const HeaderCount all = store_->bare().all().count();
  demand(!(count < HeaderCount(members())), "count below the members seen");
  demand(!(all < count + HeaderCount(shadow_.size() - members())), "count above what is possible");
  return count;
}

inline std::optional<Packet> CheckedHeaderSpace::witness() const {
  verify("witness");
  const auto witness = set_.witness();
  demand(witness.has_value() == !set_.empty(), "witness and emptiness");
  if (!witness) return witness;
  demand(set_.contains(*witness), "witness is no member");
  const HeaderLayout& layout = store_->bare().layout();
  for (std::size_t i = 0; i < shadow_.size(); ++i) {
    demand(!shadow_[i] || layout.values(*witness) <= layout.values(store_->packets()[i]),
           "witness is not the lowest");
  }
  return witness;
}

inline bool operator==(const CheckedHeaderSpace& a, const CheckedHeaderSpace& b) {
  a.verify("left of ==");
  b.verify("right of ==");
  const bool equal = a.set_ == b.set_;
  CheckedHeaderSpace::demand(!equal || a.shadow_ == b.shadow_, "equal sets, unlike shadows");
  return equal;
}

}  // namespace halfopen::tests
