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

/// The service as a segment carries it: behind NAT64 ICMPv6 echo is ICMP echo, and load balancers
/// go to ports of their own. `server` is the family of the connection's own server, `there` that of
/// the segment's.
Service service_in_segment(const PathSegment& segment, const Service& service, IpFamily server,
                           IpFamily there);

/// The segment once for each class of addresses that the node of a load balancer on it may have;
/// usually that is the segment itself.
std::vector<PathSegment> segment_variants(CompiledSnapshot& model, const PathSegment& segment,
                                          const Service& service);

/// What the variants say together: one answer if they agree, else unknown.
SegmentAnswer join_variants(std::vector<SegmentAnswer> answers);

/// One segment for all client ports. `clients` are those of the question; a translated segment is
/// judged for the gateway's own ports instead.
SegmentAnswer judge_segment(CompiledSnapshot& model, const PathSegment& segment,
                            const Service& service, const IpAddress& client,
                            const IpAddress& server, std::span<const ClientProfile> clients);

/// Sets the stop and the verdict of a segment whose legs and profiles are there.
void judge_ends(SegmentAnswer& answer, const PathSegment& segment);

/// What the filters do to the request over all segments and ways: deny if it surely dies.
RuleAction outcome_of_request(const Path& path, std::span<const SegmentAnswer> segments);

/// Judges connection.path for the first addresses of both ends, and fills request, reply, profiles,
/// stop, segments and verdict.
void judge_path(CompiledSnapshot& model, Connection& connection,
                std::span<const ClientProfile> clients);

/// The verdict of several segments in a row, of which those with a `via` are ways beside each other
/// and must all work. No way wins over a denial, and what surely fails over what is unknown. Behind
/// load balancers every way of the path is judged so, and all of them must work.
Verdict verdict_of_segments(const Path& path, std::span<const SegmentAnswer> segments);

/// Two ways beside each other: if only one lets connections through, the whole is partial. If
/// neither does, each for its own reason, it is half-open where some request arrives.
Verdict verdict_beside(Verdict a, Verdict b);
/// One segment after the other: the worse of both.
Verdict verdict_in_a_row(Verdict a, Verdict b);

/// The ports that NAT gateways and load balancers pick (VPC User Guide, ephemeral ports).
const ClientProfile& gateway_profile();
const ClientProfile& balancer_profile();

}  // namespace halfopen
