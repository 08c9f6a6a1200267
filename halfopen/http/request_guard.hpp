// SPDX-License-Identifier: Apache-2.0
// Which requests are answered at all. A page of another site must not be able to ask, not even by
// giving its own name our address (DNS rebinding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "halfopen/http/http_message.hpp"

namespace halfopen {

/// What a Host header may say.
class HostRule {
 public:
  /// `listen`: the address or name that the server listens at.
  explicit HostRule(std::string_view listen);

  /// True for localhost, 127.0.0.0/8 and [::1], with any port (it may be forwarded), and for
  /// `listen`. Where the server listens at every address (0.0.0.0, ::), for any literal address: a
  /// rebound name is a name, and never an address.
  bool allows(std::string_view host) const;

 private:
  std::string listen_;  ///< lower case, without brackets
  bool every_address_;
};

/// Why a request is not answered, from its head alone; nothing if it is. Checked in this order: one
/// Host that `hosts` allows (else 421), an Origin, if there is one, that is this server's own
/// (403), the method (405), what a body may be (415, 411, 413).
std::optional<HttpAnswer> refusal_of(const HttpHead& head, const HostRule& hosts);

/// True for /api/VERB.
bool is_api_path(std::string_view path);

}  // namespace halfopen
