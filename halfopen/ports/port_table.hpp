// SPDX-License-Identifier: Apache-2.0
// Which client port is held by whom, and until when.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <memory>
#include <queue>
#include <vector>

#include "halfopen/net/ip_address.hpp"
#include "halfopen/ports/port_time.hpp"

namespace halfopen {

/// A bit for each of the 65,536 ports.
using PortMask = std::bitset<65536>;

/// A connection without its client port: the pool of ports is one for each of these. The transport
/// protocol is that of the whole table.
struct PortFlow {
  IpAddress local;
  IpAddress remote;
  std::uint16_t remote_port = 0;

  friend auto operator<=>(const PortFlow&, const PortFlow&) = default;
};

/// The ports that one flow cannot have, for tight loops. Valid until the table changes.
class FlowPorts {
 public:
  FlowPorts(const PortMask* taken, const PortMask* bound, const PortMask* held, std::uint32_t count)
      : taken_(taken), bound_(bound), held_(held), count_(count) {}

  /// The same four addresses and ports are in use or in TIME_WAIT, or the port belongs to a socket
  /// that was bound to it.
  bool is_taken(std::uint16_t port) const { return taken_->test(port) || bound_->test(port); }
  /// None of these ports is left: 1,024 words instead of a loop over ports.
  bool are_taken(const PortMask& ports) const { return (ports & ~*taken_ & ~*bound_).none(); }
  /// Anybody at this local address holds the port, whatever the destination.
  bool is_held(std::uint16_t port) const { return held_->test(port); }
  /// How many ports connections of this flow hold.
  std::uint32_t count() const { return count_; }

 private:
  const PortMask* taken_;
  const PortMask* bound_;
  const PortMask* held_;
  std::uint32_t count_;
};

/// Who holds which port of one host or translator, for one transport protocol. Memory: 8 KB a flow.
class PortTable {
 public:
  using Holding = std::size_t;  ///< a number for what `hold` made

  /// Takes a port. `bound`: for a socket that bound it, which shares it with no other flow.
  Holding hold(const PortFlow& flow, std::uint16_t port, bool bound = false);
  /// Gives the port back at once.
  void release(Holding holding);
  /// TIME_WAIT: the port is given back at `until`; the same flow may have it from `reusable_from`
  /// on (Linux: tcp_tw_reuse), which is `until` where nothing else is known.
  void wait(Holding holding, PortTime until, PortTime reusable_from);
  /// Lets time pass; gives back what has waited long enough. Time never goes back.
  void advance(PortTime now);

  PortTime now() const { return now_; }
  FlowPorts ports_of(const PortFlow& flow) const;
  /// All ports that are held now, over all flows; a port of two flows counts twice.
  std::uint32_t held() const { return held_; }

 private:
  struct Flow {
    PortMask taken;
    std::uint32_t count = 0;
  };
  struct Local {
    PortMask bound;
    PortMask held;
    std::array<std::uint32_t, 65536> holders{};
  };
  struct Held {
    Flow* flow;
    Local* local;
    std::uint16_t port;
    bool bound;
    bool reusable = false;
  };
  struct Ending {
    PortTime at;
    Holding holding;
    bool whole;  ///< false: only the same flow may have it again
    friend bool operator<(const Ending& a, const Ending& b) {
      return a.at != b.at ? a.at > b.at : a.holding > b.holding;
    }
  };

  void reuse(Held& held);

  PortTime now_;
  std::uint32_t held_ = 0;
  std::map<PortFlow, std::unique_ptr<Flow>> flows_;
  std::map<IpAddress, std::unique_ptr<Local>> locals_;
  std::vector<Held> holdings_;
  std::priority_queue<Ending> endings_;
};

}  // namespace halfopen
