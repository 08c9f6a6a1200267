// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/client_profile.hpp"

#include <array>

namespace halfopen {
namespace {

constexpr ClientProfileRow kClientProfileRows[] = {
#include "client_profile_rows.inc"
};

}  // namespace

std::span<const ClientProfileRow> client_profile_rows() { return kClientProfileRows; }

std::vector<ClientProfile> default_client_profiles() {
  std::vector<ClientProfile> profiles;
  for (const ClientProfileRow& row : kClientProfileRows) {
    if (row.is_default) profiles.push_back({std::string(row.name), row.range});
  }
  return profiles;
}

std::optional<PortAlgorithm> port_algorithm_of(const ClientProfile& profile) {
  for (const ClientProfileRow& row : kClientProfileRows) {
    if (row.name != profile.name || row.range != profile.range || row.picks.empty()) continue;
    if (const auto algorithm = find_port_algorithm(row.picks)) return *algorithm;
  }
  return std::nullopt;
}

Result<ClientProfile> find_client_profile(std::string_view text) {
  for (const ClientProfileRow& row : kClientProfileRows) {
    if (row.name == text) return ClientProfile{std::string(row.name), row.range};
  }
  if (const auto range = parse_port_range(text)) return ClientProfile{to_string(*range), *range};
  std::string names;
  for (const ClientProfileRow& row : kClientProfileRows) {
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return fail("no client profile is named '" + std::string(text) + "'",
              "use one of " + names + ", or a range such as 40000-40999");
}

}  // namespace halfopen
