// SPDX-License-Identifier: Apache-2.0
// From the words of a question to the question itself: the same for every front end.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/analysis/check.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// A question as it was written.
struct QuestionWords {
  std::string from;
  std::string to;
  std::string port;                  ///< as parse_services reads it
  std::vector<std::string> clients;  ///< empty: the default set
  std::optional<IpFamily> family;    ///< only this family
};

/// Resolves the words against a snapshot. Errors begin with the part that is wrong and a colon:
/// `port: `, `client: `, `from: ` or `to: `.
Result<CheckQuestion> read_question(const Snapshot& snapshot, const QuestionWords& words);

/// Client profiles by name or range. Errors begin with `client: `.
Result<std::vector<ClientProfile>> read_clients(std::span<const std::string> names);

/// The network ACL that an id or name means, an id before names. Linear in the ACLs. Errors begin
/// with `acl: `.
Result<std::uint32_t> find_acl(const Snapshot& snapshot, std::string_view text);

/// The network ACLs that are meant: the named one, or, as an empty list, all of them.
Result<std::vector<std::uint32_t>> acls_meant(const Snapshot& snapshot, std::string_view text);

}  // namespace halfopen
