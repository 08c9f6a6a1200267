// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/port_simulation.hpp"

#include <algorithm>

#include "halfopen/ports/port_random.hpp"

namespace halfopen {
namespace {

/// When the n-th request comes, n from 0 on.
PortTime request_time(const PortPlan& plan, std::uint32_t n) {
  constexpr std::uint64_t kScale = 1'000'000'000;  // microseconds, thousandths
  if (plan.rate == 0) return {};
  return PortTime::microseconds(static_cast<std::int64_t>(n * kScale / plan.rate));
}

/// Hosts behind a masquerade, which pick ports as Linux does before the translator sees them.
class InsideHosts {
 public:
  explicit InsideHosts(const PortPlan& plan) : plan_(plan) {
    if (plan.algorithm != PortAlgorithm::linux_masquerade || plan.source_port) return;
    for (std::uint32_t client = 0; client < plan.clients; ++client) {
      PortSettings settings;
      settings.range = port_algorithm_row(PortAlgorithm::linux_connect).range;
      settings.seed = mixed(plan.settings.seed + client + 1);
      hosts_.push_back({make_port_allocator(PortAlgorithm::linux_connect, settings), {}});
    }
  }

  /// The port that the packet comes with; false if the host itself has none left.
  bool pick(const PortLife& life, PortRequest& request) {
    request.source_port = plan_.source_port;
    if (hosts_.empty()) return true;
    Host& host = hosts_[life.client];
    host.table.advance(life.opened);
    const auto choice = host.allocator->pick(request, host.table);
    if (!choice) return false;
    request.source_port = choice->port;
    const PortTable::Holding holding = host.table.hold(request.flow, choice->port);
    const PortTime end = life.closed + plan_.time_wait;
    host.table.wait(holding, end, end);
    return true;
  }

 private:
  struct Host {
    std::unique_ptr<PortAllocator> allocator;
    PortTable table;
  };

  const PortPlan& plan_;
  std::vector<Host> hosts_;
};

/// The simulation under way.
class PortPlayer {
 public:
  explicit PortPlayer(const PortPlan& plan)
      : plan_(plan),
        allocator_(make_port_allocator(plan.algorithm, plan.settings)),
        inside_(plan) {}

  PortSimulation play() {
    result_.lives.reserve(plan_.connections);
    for (std::uint32_t n = 0; n < plan_.connections; ++n) {
      request(n);
      if (plan_.stop_at_refusal && result_.refused != 0) break;
    }
    result_.distinct = static_cast<std::uint32_t>(used_.count());
    return std::move(result_);
  }

 private:
  void request(std::uint32_t n) {
    PortLife life;
    life.number = n + 1;
    life.destination = n % plan_.destinations;
    life.client = n % plan_.clients;
    life.opened = request_time(plan_, n);
    life.closed = life.opened + plan_.hold;
    life.released = life.closed + plan_.time_wait;
    table_.advance(life.opened);
    PortRequest asked{simulated_flow(life.client, life.destination), {}};
    if (inside_.pick(life, asked)) life.choice = allocator_->pick(asked, table_);
    life.source_port = asked.source_port;
    if (life.choice) {
      open(life, asked.flow);
    } else {
      refuse(life);
    }
    result_.lives.push_back(life);
  }

  void open(PortLife& life, PortFlow flow) {
    flow.local = life.choice->local;
    const std::uint16_t port = life.choice->port;
    life.shared = table_.ports_of(flow).is_held(port);
    life.reused = used_.test(port);
    used_.set(port);
    const PortTable::Holding holding = table_.hold(flow, port, allocator_->binds());
    const PortTime reusable = plan_.reusable ? life.closed + *plan_.reusable : life.released;
    table_.wait(holding, life.released, reusable);
    result_.most_held = std::max(result_.most_held, table_.held());
    ++result_.opened;
    const bool odd = port % 2 != 0;
    ++(odd ? result_.odd : result_.even);
    std::optional<std::uint32_t>& first = odd ? result_.first_odd : result_.first_even;
    if (!first) first = life.number;
  }

  void refuse(PortLife& life) {
    life.closed = life.released = life.opened;
    ++result_.refused;
    if (!result_.first_refused) result_.first_refused = life.number;
  }

  const PortPlan& plan_;
  std::unique_ptr<PortAllocator> allocator_;
  InsideHosts inside_;
  PortTable table_;
  PortMask used_;
  PortSimulation result_;
};

}  // namespace

PortTime held_after(const PortAlgorithmRow& row, bool client_closes) {
  return client_closes || row.holds_always ? row.time_wait : PortTime();
}

PortFlow simulated_flow(std::uint32_t client, std::uint32_t destination) {
  constexpr AddressBits kClients = 0x0a000001;       // 10.0.0.1
  constexpr AddressBits kDestinations = 0xc6120001;  // 198.18.0.1, RFC 2544
  return {IpAddress(IpFamily::v4, kClients + client),
          IpAddress(IpFamily::v4, kDestinations + destination), 443};
}

PortSimulation simulate_ports(const PortPlan& plan) { return PortPlayer(plan).play(); }

std::vector<PortStep> port_steps(const PortSimulation& simulation) {
  std::vector<PortStep> steps;
  for (const PortLife& life : simulation.lives) {
    const std::uint16_t port = life.choice ? life.choice->port : std::uint16_t{0};
    steps.push_back({life.opened, life.choice ? PortStepKind::opened : PortStepKind::refused,
                     life.number, port});
    if (!life.choice) continue;
    steps.push_back({life.closed, PortStepKind::closed, life.number, port});
    if (life.released > life.closed) {
      steps.push_back({life.released, PortStepKind::released, life.number, port});
    }
  }
  const auto order = [](const PortStep& step) {
    return step.kind == PortStepKind::released ? 0 : step.kind == PortStepKind::closed ? 1 : 2;
  };
  std::stable_sort(steps.begin(), steps.end(), [&](const PortStep& a, const PortStep& b) {
    return a.at != b.at ? a.at < b.at : order(a) < order(b);
  });
  return steps;
}

}  // namespace halfopen
