// SPDX-License-Identifier: Apache-2.0
// Reads the Entries of a network ACL.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/json_reader.hpp"
#include "halfopen/ingest/line_counter.hpp"

namespace halfopen {

/// True if `key` is `name` as the EC2 API writes it, or with a small first letter as other tools
/// do.
bool is_key(std::string_view key, std::string_view name);

/// true, false, or a text that says so.
std::optional<bool> lenient_boolean(JsonReader& json);

/// A whole number, or a text that holds one.
std::optional<std::int64_t> lenient_integer(JsonReader& json);

/// Reads the array of entries at hand, appending rows. False if the value is no array.
bool read_entries(JsonReader& json, LineCounter& lines, std::vector<NetworkAclEntry>& rows,
                  Diagnostics& diagnostics);

}  // namespace halfopen
