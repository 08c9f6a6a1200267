// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/sql/flow_width.hpp"

#include <optional>
#include <vector>

#include "halfopen/vpc/path.hpp"

namespace halfopen::sql {
namespace {

struct StandingEnd {
  Location location;
  IpAddress address;
};
std::vector<StandingEnd> places_of(const FlowEnd& end) {
  if (end.simple) return {{end.location, end.address}};
  std::vector<StandingEnd> places;
  for (const Endpoint& place : *end.places) {
    if (!place.addresses.empty()) places.push_back({place.location, place.addresses.first()});
  }
  return places;
}

bool has_all(const AddressSet& set, const Interval<AddressBits>& run) {
  if (run.first == run.last) return true;
  const IntervalSet<AddressBits> all(run.first, run.last);
  return (all & set.bits) == all;
}

}  // namespace

bool is_wide(CompiledSnapshot& model, FlowCache& cache, FlowJudge& judge, const FlowAsked& flow,
             const Interval<AddressBits>& near, const Interval<AddressBits>& far) {
  if (cache.is_cell_wide(flow)) return true;
  const auto client = judge.end(flow.client);
  const auto server = judge.end(flow.server);
  if (!client || !server) return false;
  // A public address stands where its owner does; runs of several addresses have one place.
  if (!client->simple && near.first != near.last) return false;
  if (!server->simple && far.first != far.last) return false;
  std::optional<std::uint16_t> port;
  if (filters_ports(flow.protocol)) port = flow.server_port;
  for (const StandingEnd& from : places_of(*client)) {
    for (const StandingEnd& to : places_of(*server)) {
      const Path path = trace_path(model.snapshot(), from.location, from.address, to.location,
                                   to.address, flow.protocol, port);
      if (path.embeds_address || !has_all(path.clients, near) || !has_all(path.servers, far)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace halfopen::sql
