// SPDX-License-Identifier: Apache-2.0
// Concrete flows between ends that are named: what `check --flows` answers for a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "halfopen/analysis/check.hpp"
#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen {

/// One end of a flow: an address with its one place, or anything else, as resolve_where() tells.
struct FlowEnd {
  bool simple = false;
  Location location;
  IpAddress address;
  std::string label;
  const std::vector<Endpoint>* places = nullptr;  ///< lives as long as the judge keeps it
};

/// Borrows the model. Ends that are not simple are resolved once and kept until forget().
class FlowJudge {
 public:
  struct Said {
    FlowAnswer answer;
    bool depends = false;  ///< the verdict hangs on which address of an end is meant: unknown
  };

  explicit FlowJudge(CompiledSnapshot& model) : model_(model) {}

  Result<FlowEnd> end(std::string_view where);
  Result<FlowEnd> end(const IpAddress& address);

  /// An end that is a set has an answer only if every address fares alike, and a rule is named only
  /// if it decides for all of them. Fails if the ends share no family.
  Result<Said> judge(const FlowEnd& from, const FlowEnd& to, const ServiceSpec& service,
                     std::uint16_t client_port, std::optional<IpFamily> family = std::nullopt);

  /// Drops what was resolved; ends that were given out are not to be used any more.
  void forget() { places_.clear(); }

 private:
  /// The place of an address that stands in one, as a set of one.
  std::optional<FlowEnd> simple_end(const IpAddress& address) const;
  FlowAnswer answer_of(const Connection& part, std::uint16_t client_port);

  CompiledSnapshot& model_;
  std::unordered_map<std::string, Result<std::vector<Endpoint>>> places_;
};

}  // namespace halfopen
