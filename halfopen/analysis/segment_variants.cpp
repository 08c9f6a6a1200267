// SPDX-License-Identifier: Apache-2.0
// Segments that end at the node of a load balancer whose address nobody knows.
#include <algorithm>
#include <utility>

#include "halfopen/analysis/address_classes.hpp"
#include "halfopen/analysis/path_judge.hpp"

namespace halfopen {
namespace {

/// The rule lists of a segment that look at the node's address.
std::vector<AddressFilter> filters_on_node(CompiledSnapshot& model, const PathSegment& segment,
                                           const Service& service, const IpAddress& node) {
  std::vector<AddressFilter> filters;
  for (const Leg leg : {Leg::request, Leg::reply}) {
    const auto reply = reply_packet(service, {}, {}, 0);
    if (leg == Leg::reply && !reply) continue;
    const LegPath& way = leg == Leg::request ? segment.request : segment.reply;
    for (const Crossing& crossing : way.crossings()) {
      const CompiledAcl* rules = model.filter(crossing);
      if (rules == nullptr || crossing.remote != node) continue;
      AddressFilter filter{rules, crossing.direction, service.protocol, {}};
      filter.by_action = true;
      if (leg == Leg::request) filter.selector = selector(request_packet(service, {}, {}, 0));
      if (leg == Leg::reply && service.icmp) filter.selector = selector(*reply);
      filters.push_back(filter);
    }
  }
  return filters;
}

/// The segment with another address of the node.
PathSegment with_node(PathSegment segment, const IpAddress& known, const IpAddress& other) {
  if (segment.client == known) segment.client = other;
  if (segment.server == known) segment.server = other;
  for (LegPath* leg : {&segment.request, &segment.reply}) {
    for (Hop& hop : leg->hops) {
      if (hop.crossing.remote == known) hop.crossing.remote = other;
    }
  }
  return segment;
}

}  // namespace

std::vector<PathSegment> segment_variants(CompiledSnapshot& model, const PathSegment& segment,
                                          const Service& service) {
  if (!segment.node) return {segment};
  const IpAddress first = segment.node->first();
  const Service own = service_in_segment(segment, service, first.family(), first.family());
  std::vector<PathSegment> variants;
  for (const AddressSet& part :
       address_classes(*segment.node, filters_on_node(model, segment, own, first))) {
    variants.push_back(with_node(segment, first, part.first()));
  }
  return variants;
}

SegmentAnswer join_variants(std::vector<SegmentAnswer> answers) {
  SegmentAnswer joined = std::move(answers.front());
  const bool agree =
      std::all_of(answers.begin() + 1, answers.end(),
                  [&](const SegmentAnswer& answer) { return answer.verdict == joined.verdict; });
  if (agree) return joined;
  joined.verdict = Verdict::unknown;
  joined.stop =
      PathStop{Leg::request, true, "LOAD_BALANCER_ADDRESS_NOT_KNOWN",
               "it depends on the address that the load balancer or NAT gateway gets", ""};
  return joined;
}

}  // namespace halfopen
