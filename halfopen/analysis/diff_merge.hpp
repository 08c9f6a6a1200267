// SPDX-License-Identifier: Apache-2.0
// From many small changes to few readable ones.
#pragma once

#include <span>
#include <vector>

#include "halfopen/analysis/diff.hpp"
#include "halfopen/analysis/diff_legs.hpp"
#include "halfopen/analysis/diff_places.hpp"

namespace halfopen {

/// Some addresses of some places: all of each place, or a class of the single one, or a class of
/// each.
struct ChangeEnds {
  std::vector<std::size_t> places;
  bool whole = true;
  AddressSet addresses;                  ///< of the place that stands for the others
  std::vector<AddressSet> of_each = {};  ///< by place, where several have a class of their own
};

/// A change between two classes of addresses.
struct ChangePart {
  LegChange change;
  IpFamily family = IpFamily::v4;
  IpProtocol protocol;
  bool unnamed = false;  ///< the protocol stands for all that no rule names
  ChangeEnds from;
  ChangeEnds to;
  std::size_t client_place = 0;
  std::size_t server_place = 0;
};

/// A finished change whose witness has addresses and ports, but no verdicts yet.
struct MergedChange {
  ConnectionChange change;
  std::size_t client_place = 0;  ///< where the witness stands
  std::size_t server_place = 0;
  std::vector<const ChangePart*> parts;  ///< what it is made of; borrowed
};

/// Joins parts that differ only in who asks, then those that differ only in who is asked, and puts
/// them in order. The union of the results is the union of the parts.
std::vector<MergedChange> merged_changes(std::span<const DiffPlace> places,
                                         std::span<const ChangePart> parts);

}  // namespace halfopen
