// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_table.hpp"

namespace halfopen {
namespace {

constexpr PortMask kNoPorts{};

}  // namespace

PortTable::Holding PortTable::hold(const PortFlow& flow, std::uint16_t port, bool bound) {
  std::unique_ptr<Flow>& of_flow = flows_[flow];
  if (!of_flow) of_flow = std::make_unique<Flow>();
  std::unique_ptr<Local>& local = locals_[flow.local];
  if (!local) local = std::make_unique<Local>();
  of_flow->taken.set(port);
  ++of_flow->count;
  local->held.set(port);
  ++local->holders[port];
  if (bound) local->bound.set(port);
  ++held_;
  holdings_.push_back({of_flow.get(), local.get(), port, bound});
  return holdings_.size() - 1;
}

void PortTable::reuse(Held& held) {
  if (held.reusable) return;
  held.reusable = true;
  held.flow->taken.reset(held.port);
  --held.flow->count;
}

void PortTable::release(Holding holding) {
  Held& held = holdings_[holding];
  reuse(held);
  if (--held.local->holders[held.port] == 0) held.local->held.reset(held.port);
  if (held.bound) held.local->bound.reset(held.port);
  --held_;
}

void PortTable::wait(Holding holding, PortTime until, PortTime reusable_from) {
  endings_.push({until, holding, true});
  if (reusable_from < until) endings_.push({reusable_from, holding, false});
}

void PortTable::advance(PortTime now) {
  now_ = now;
  while (!endings_.empty() && endings_.top().at <= now) {
    const Ending ending = endings_.top();
    endings_.pop();
    if (ending.whole) {
      release(ending.holding);
    } else {
      reuse(holdings_[ending.holding]);
    }
  }
}

FlowPorts PortTable::ports_of(const PortFlow& flow) const {
  const auto of_flow = flows_.find(flow);
  const auto local = locals_.find(flow.local);
  const bool known = local != locals_.end();
  return {of_flow == flows_.end() ? &kNoPorts : &of_flow->second->taken,
          known ? &local->second->bound : &kNoPorts, known ? &local->second->held : &kNoPorts,
          of_flow == flows_.end() ? 0 : of_flow->second->count};
}

}  // namespace halfopen
