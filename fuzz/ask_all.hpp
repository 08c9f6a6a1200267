// SPDX-License-Identifier: Apache-2.0
// What every fuzzer of an input asks of the snapshot that it loaded. Each answer is compared with
// first_match, the plain reading of the rules; a difference aborts, which the fuzzer reports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/base/origin.hpp"
#include "halfopen/vpc/snapshot.hpp"

/// What each fuzz_NAME.cpp defines and libFuzzer or replay_main.cpp calls, for each input.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace halfopen::fuzz {

/// Aborts with the text if the condition does not hold. assert() would vanish in release builds.
void require(bool condition, std::string_view what);

/// Draws numbers from the tail of an input, without taking bytes away from the parser: corpora stay
/// files that a person can read, and the same file always asks the same questions.
class Picker {
 public:
  explicit Picker(std::string_view input);

  std::uint64_t bits();
  /// 0 to limit-1; `limit` must not be 0.
  std::uint32_t below(std::size_t limit) { return static_cast<std::uint32_t>(bits() % limit); }

  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return *(choices.begin() + below(choices.size()));
  }

 private:
  std::uint64_t state_;
};

/// Asks the compiled form of every network ACL about packets at the edges of its rules, and check()
/// about every place of the snapshot.
void ask_all(const Snapshot& snapshot, const SourceNames& sources, const Diagnostics& diagnostics,
             std::string_view input);

}  // namespace halfopen::fuzz
