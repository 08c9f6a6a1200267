// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/replay.hpp"

#include <algorithm>

#include "halfopen/flowlog/conversation_judge.hpp"
#include "halfopen/flowlog/log_place.hpp"
#include "halfopen/flowlog/saturated_sum.hpp"

namespace halfopen {
namespace {

/// The view of the interface whose id is smallest as text: every interface saw the same packets.
const InterfaceView& counted_view(const InterfaceTable& interfaces,
                                  std::span<const InterfaceView> views) {
  return *std::min_element(views.begin(), views.end(), [&](const auto& x, const auto& y) {
    return interfaces.id(x.interface) < interfaces.id(y.interface);
  });
}

std::map<Verdict, std::uint64_t> by_verdict(std::span<const std::uint64_t> counts) {
  std::map<Verdict, std::uint64_t> found;
  for (const Verdict verdict : kVerdicts) {
    const std::uint64_t count = counts[static_cast<std::size_t>(verdict)];
    if (count != 0) found[verdict] = count;
  }
  return found;
}

}  // namespace

bool Replay::has_findings() const {
  return cost(ReplayChange::breaks).connections + cost(ReplayChange::opens).connections != 0;
}

Replayer::Replayer(CompiledSnapshot& before, CompiledSnapshot* after, ReplayOptions options)
    : options_(options),
      table_(interfaces_, options.limits,
             [this](const ConversationKey& key, std::span<const InterfaceView> views) {
               close(key, views);
             }),
      before_(before, options.answers),
      after_(after == nullptr ? nullptr : std::make_unique<FlowCache>(*after, options.answers)),
      bare_(before_.is_bare() || (after_ && after_->is_bare())) {}

void Replayer::close(const ConversationKey& key, std::span<const InterfaceView> views) {
  const std::array<LegCounts, 2> legs = joined_legs(views);
  const bool a_serves = server_side(key, legs) == ServerSide::a;
  if (!legs[a_serves ? 1 : 0].seen()) {
    ++without_request_;
    return;
  }
  ReplayedConnection connection;
  connection.flow = {a_serves ? key.b : key.a,
                     a_serves ? key.a : key.b,
                     key.protocol,
                     a_serves ? key.a_port : key.b_port,
                     a_serves ? key.b_port : key.a_port,
                     Guarded::nobody_knows};
  for (const InterfaceView& view : views) {
    const FlowFate fate =
        fate_of(key.protocol, view.legs[a_serves ? 1 : 0], view.legs[a_serves ? 0 : 1]);
    connection.recorded_working = connection.recorded_working || fate == FlowFate::works;
    connection.recorded_denied = connection.recorded_denied || fate == FlowFate::denied;
    connection.recorded_reject =
        connection.recorded_reject || fate == FlowFate::denied || fate == FlowFate::half_open;
  }
  connection.recorded_working = connection.recorded_working && !connection.recorded_reject;
  const InterfaceView& counted = counted_view(interfaces_, views);
  for (const LegCounts& leg : counted.legs) {
    connection.packets =
        saturated_sum(connection.packets, saturated_sum(leg.accepted, leg.rejected));
    connection.bytes = saturated_sum(connection.bytes, leg.bytes);
  }
  connection.first = std::min(legs[0].first(), legs[1].first());
  connection.last = std::max(legs[0].last(), legs[1].last());
  if (bare_) {
    keep_pending(connection, counted, a_serves);
  } else {
    judge(sum_, connection, Guarded::nobody_knows);
  }
}

void Replayer::judge(ReplayTally& tally, const ReplayedConnection& connection, Guarded guarded) {
  FlowAsked flow = connection.flow;
  flow.guarded = guarded;
  const FlowCache::Told before = before_.ask(flow);
  if (options_.narrow) tally.add_narrow(connection, before.edges);
  if (!after_) {
    tally.add(connection, before.said, before_[before.said], nullptr, nullptr);
    return;
  }
  const FlowCache::Told after = after_->ask(flow);
  tally.add(connection, before.said, before_[before.said], &after.said, &(*after_)[after.said]);
}

void Replayer::keep_pending(const ReplayedConnection& connection, const InterfaceView& view,
                            bool a_serves) {
  const FlowAsked& flow = connection.flow;
  // The snapshot has no interfaces, so it tells nothing of them.
  const PlaceHint hint =
      place_hint(interfaces_, nullptr, {flow.server, flow.client, a_serves}, view);
  const IpFamily family = flow.server.family();
  auto& tallies = pending_[{view.interface, family, hint}];
  const auto& pair = interfaces_.pair(view.interface, family);
  const std::uint8_t alive = pair ? pair->alive : std::uint8_t{0};
  const auto keep = [&](Guarded guarded) {
    judge(tallies[static_cast<std::size_t>(guarded)], connection, guarded);
  };
  if (hint.may_be(FlowPlace::client, alive)) keep(Guarded::client);
  if (hint.may_be(FlowPlace::server, alive)) keep(Guarded::server);
  if (hint.may_be(FlowPlace::unknown, alive)) keep(Guarded::nobody_knows);
}

Replay Replayer::finish() {
  table_.finish();
  for (const auto& [key, tallies] : pending_) {
    const auto& pair = interfaces_.pair(key.interface, key.family);
    const FlowPlace place = key.hint.resolve(pair ? pair->own() : std::uint8_t{0});
    const Guarded guarded = place == FlowPlace::server   ? Guarded::server
                            : place == FlowPlace::client ? Guarded::client
                                                         : Guarded::nobody_knows;
    sum_.add(tallies[static_cast<std::size_t>(guarded)]);
  }
  pending_.clear();
  Replay replay;
  replay.has_after = after_ != nullptr;
  if (after_) replay.rows = sum_.rows(before_, *after_);
  replay.costs = sum_.costs();
  replay.before = by_verdict(sum_.before());
  replay.after = by_verdict(sum_.after());
  for (const auto& [verdict, count] : replay.before) replay.connections += count;
  replay.without_request = without_request_;
  replay.passed = sum_.passed();
  replay.rejected = sum_.rejected();
  replay.has_narrow = options_.narrow;
  if (options_.narrow) replay.narrow = sum_.narrow().settle(before_);
  replay.recorded_working = sum_.narrowed();
  replay.without_edge = sum_.narrow().without_edge();
  replay.closed_early = table_.closed_early();
  replay.late_records = table_.late_records();
  replay.first = table_.first();
  replay.last = table_.last();
  replay.interfaces = interfaces_.size() - 1;
  return replay;
}

}  // namespace halfopen
