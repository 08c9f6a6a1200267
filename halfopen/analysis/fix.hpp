// SPDX-License-Identifier: Apache-2.0
// The smallest safe changes that make a connection work.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "halfopen/analysis/acl_edit.hpp"
#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/diff.hpp"

namespace halfopen {

/// One way to mend the connection, checked by the engine: after the edits every answer works but
/// those that no rule of a network ACL helps, and without any one of the new rules (with the edits
/// that make room for it) some does not.
struct FixOption {
  std::string title;                     ///< whom it helps: "this client, ports 49152-65535"
  std::string note;                      ///< on what it rests; may be empty
  std::vector<AclEdit> edits;            ///< in the order in which to make them
  std::vector<ConnectionChange> opens;   ///< what works afterwards beside what was asked
  std::vector<ConnectionChange> breaks;  ///< what fares otherwise and does not work: for added
                                         ///< allow rules only what was denied and is half-open now
  std::vector<QuotaUse> quota;           ///< of the lists that change
};

struct Fix {
  std::vector<Connection> before;    ///< the answers to the question as things stand
  std::vector<FixOption> options;    ///< the narrowest first; empty if nothing is to be mended
  std::vector<std::string> refused;  ///< sentences: what could not be offered, and why
};

/// Options for the clients asked about and for any client (1024-65535), for the client's addresses
/// alone, for the block that the rule of the request names, and for everywhere. Fails as check
/// does.
Result<Fix> fix(CompiledSnapshot& model, const CheckQuestion& question);

}  // namespace halfopen
