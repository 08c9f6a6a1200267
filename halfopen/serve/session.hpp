// SPDX-License-Identifier: Apache-2.0
// What one asker works with: the inputs loaded at the start, and those that came with requests.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen {

/// Keeps the last few sets of inputs that requests brought, read and compiled, so that asking again
/// while somebody types costs no reading. Not for several threads at once; sessions that share the
/// loaded inputs may run beside each other.
class Session {
 public:
  /// Nothing is loaded: every request brings its own inputs.
  Session();
  explicit Session(std::shared_ptr<const LoadedSources> loaded);

  /// What was loaded at the start; nothing was read if nothing was loaded.
  std::shared_ptr<Account> loaded() const { return loaded_; }

  /// These inputs, read now or before.
  std::shared_ptr<Account> account(const std::vector<NamedText>& texts,
                                   PlanSide side = PlanSide::after);

  /// How many sets of inputs are kept, and how many bytes of text at most; the last one always is.
  static constexpr std::size_t kMostKept = 8;
  static constexpr std::size_t kMostKeptBytes = std::size_t{32} << 20;

 private:
  struct Kept {
    PlanSide side;
    std::size_t bytes;
    std::shared_ptr<Account> account;
  };

  void forget_oldest();

  std::shared_ptr<Account> loaded_;
  std::list<Kept> kept_;  ///< the newest first
};

}  // namespace halfopen
