// SPDX-License-Identifier: Apache-2.0
// A whole way judged: segment by segment, then all together.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/analysis/connection.hpp"
#include "halfopen/analysis/judge.hpp"

namespace halfopen {

/// The service as a segment carries it: NAT64 turns ICMPv6 echo into ICMP echo.
Service service_in_segment(const Service& service, const PathSegment& segment);

/// One segment for all client ports. `clients` are those of the question; a translated segment is
/// judged for the gateway's own ports instead.
SegmentAnswer judge_segment(CompiledSnapshot& model, const PathSegment& segment,
                            const Service& service, const IpAddress& client,
                            const IpAddress& server, std::span<const ClientProfile> clients);

/// Sets the stop and the verdict of a segment whose legs and profiles are there.
void judge_ends(SegmentAnswer& answer, const PathSegment& segment);

/// What the filters do to the request over all segments and ways: deny if it surely dies.
RuleAction outcome_of_request(std::span<const SegmentAnswer> segments);

/// Judges connection.path for the first addresses of both ends, and fills request, reply, profiles,
/// stop, segments and verdict.
void judge_path(CompiledSnapshot& model, Connection& connection,
                std::span<const ClientProfile> clients);

/// The verdict of several segments in a row, of which those with a `via` are ways beside each other
/// and must all work. No way wins over a denial, and what surely fails over what is unknown.
Verdict verdict_of_segments(std::span<const SegmentAnswer> segments);

/// Two ways beside each other: both must agree, or the whole is partial.
Verdict verdict_beside(Verdict a, Verdict b);
/// One segment after the other: the worse of both.
Verdict verdict_in_a_row(Verdict a, Verdict b);

/// The ports that NAT gateways and load balancers pick (VPC User Guide, ephemeral ports).
const ClientProfile& gateway_profile();

}  // namespace halfopen
