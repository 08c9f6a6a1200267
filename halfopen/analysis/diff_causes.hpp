// SPDX-License-Identifier: Apache-2.0
// The causes of whole changes: of all the classes of hosts that were joined into one.
#pragma once

#include <cstddef>
#include <span>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/diff_merge.hpp"
#include "halfopen/analysis/diff_places.hpp"

namespace halfopen {

/// Fills causes change by change. Looks at every class of hosts, and within a class at every
/// network ACL that guards some of them, up to a limit of walks for a change and for all together;
/// a change that was not looked at whole says so (`more_causes`).
class CauseFinder {
 public:
  /// Borrows everything.
  CauseFinder(CompiledSnapshot& before, CompiledSnapshot& after, const DiffPlaces& found)
      : before_(before), after_(after), found_(found) {}

  void find(MergedChange& merged);

 private:
  struct Host {
    std::size_t place = 0;
    IpAddress address;
  };
  std::vector<Host> hosts_of(const ChangeEnds& ends, const Host& chosen) const;
  bool ask(ConnectionChange& change, const ChangePart& part, const Host& client,
           const Host& server);

  static constexpr std::size_t kWalksOfChange = 256;
  static constexpr std::size_t kWalks = 20'000;

  CompiledSnapshot& before_;
  CompiledSnapshot& after_;
  const DiffPlaces& found_;
  std::size_t walks_ = 0;         ///< in all
  std::size_t walks_of_one_ = 0;  ///< for the change at hand
};

}  // namespace halfopen
