// SPDX-License-Identifier: Apache-2.0
// Which source ports a client's system may pick. The table is data/client_profiles.json.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/result.hpp"
#include "halfopen/net/port_range.hpp"
#include "halfopen/ports/port_algorithm.hpp"

namespace halfopen {

/// One row of the table: a named system and its ephemeral port range, with the evidence.
struct ClientProfileRow {
  std::string_view name;
  PortRange range;
  bool is_default;         ///< part of the verdict when no client is named
  std::string_view picks;  ///< name of a PortAlgorithmRow; empty: not known
  std::string_view title;
  std::string_view source;
  std::string_view date;  ///< when the source was checked, YYYY-MM-DD
};

/// The client that a question names: a row of the table, or a range of the user's own.
struct ClientProfile {
  std::string name;  ///< for a custom range, its text: "40000-40999"
  PortRange range;

  friend bool operator==(const ClientProfile&, const ClientProfile&) = default;
};

/// Every known profile, in the order of the table.
std::span<const ClientProfileRow> client_profile_rows();

/// The profiles that speak when no client is named.
std::vector<ClientProfile> default_client_profiles();

/// How the client chooses its ports. None for a custom range, and where nobody tells.
std::optional<PortAlgorithm> port_algorithm_of(const ClientProfile& profile);

/// Finds a profile by name, or reads PORT or FIRST-LAST as a custom one.
Result<ClientProfile> find_client_profile(std::string_view text);

}  // namespace halfopen
