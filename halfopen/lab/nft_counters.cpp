// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_counters.hpp"

#include <nlohmann/json.hpp>

namespace halfopen {

Result<std::vector<NftCounter>> read_nft_counters(std::string_view json) {
  using Json = nlohmann::json;
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains("nftables")) return fail("nft printed no JSON");
  std::vector<NftCounter> counters;
  for (const Json& item : root["nftables"]) {
    const auto rule = item.find("rule");
    if (rule == item.end() || !rule->contains("comment") || !rule->contains("expr")) continue;
    for (const Json& part : (*rule)["expr"]) {
      const auto counter = part.find("counter");
      if (counter == part.end() || !counter->is_object()) continue;
      counters.push_back(
          {(*rule)["comment"].get<std::string>(), counter->value("packets", std::uint64_t{0})});
    }
  }
  return counters;
}

}  // namespace halfopen
