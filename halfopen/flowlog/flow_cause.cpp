// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/flow_cause.hpp"

#include <algorithm>
#include <tuple>

#include "halfopen/flowlog/saturated_sum.hpp"
#include "halfopen/ports/client_profile.hpp"

namespace halfopen {

std::string_view to_string(FlowFate fate) {
  switch (fate) {
    case FlowFate::works: return "works";
    case FlowFate::half_open: return "half-open";
    case FlowFate::denied: return "denied";
    case FlowFate::unanswered: return "unanswered";
    case FlowFate::reply_only: return "reply-only";
  }
  return "unanswered";
}

std::string_view to_string(FlowPlace place) {
  switch (place) {
    case FlowPlace::unknown: return "unknown";
    case FlowPlace::server: return "server";
    case FlowPlace::client: return "client";
  }
  return "unknown";
}

std::string_view to_string(FlowBlame::Kind kind) {
  switch (kind) {
    case FlowBlame::Kind::none: return "none";
    case FlowBlame::Kind::acl: return "network-acl";
    case FlowBlame::Kind::groups: return "security-group";
    case FlowBlame::Kind::bpa: return "block-public-access";
    case FlowBlame::Kind::contradicts: return "contradicts-snapshot";
    case FlowBlame::Kind::unknown: return "unknown";
  }
  return "none";
}

std::map<std::string, std::uint64_t> FlowSum::clients() const {
  static const std::vector<ClientProfile> kProfiles = default_client_profiles();
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < std::min(kProfiles.size(), by_profile.size()); ++i) {
    if (by_profile[i] != 0) named[kProfiles[i].name] = by_profile[i];
  }
  return named;
}

void add(FlowSum& sum, const FlowSum& more) {
  const bool is_first =
      sum.conversations == 0 || std::tie(more.first, more.client, more.client_port, more.server) <
                                    std::tie(sum.first, sum.client, sum.client_port, sum.server);
  sum.last = sum.conversations == 0 ? more.last : std::max(sum.last, more.last);
  if (is_first) {
    sum.first = more.first;
    sum.client = more.client;
    sum.server = more.server;
    sum.client_port = more.client_port;
  }
  sum.conversations += more.conversations;
  sum.packets = saturated_sum(sum.packets, more.packets);
  sum.bytes = saturated_sum(sum.bytes, more.bytes);
  for (std::size_t i = 0; i < sum.by_profile.size(); ++i) sum.by_profile[i] += more.by_profile[i];
}

void sort_causes(std::vector<FlowCause>& causes) {
  const auto rank = [](const FlowCause& cause) {
    return std::tuple(cause.fate == FlowFate::unanswered, cause.fate == FlowFate::denied,
                      ~cause.conversations, ~cause.packets, cause.interface_id,
                      cause.protocol.number, cause.server_port, cause.place, cause.blame);
  };
  std::sort(causes.begin(), causes.end(),
            [&](const FlowCause& x, const FlowCause& y) { return rank(x) < rank(y); });
}

}  // namespace halfopen
