// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/probe_run.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <map>
#include <set>
#include <tuple>

#include "halfopen/lab/packet_watch.hpp"
#include "halfopen/lab/probe_socket.hpp"

namespace halfopen {
namespace {

using Clock = std::chrono::steady_clock;
using Index = std::uint32_t;

constexpr std::size_t kRound = 400;
constexpr std::uint16_t kFirstMark = 1000;

/// Who woke us.
enum class Source : std::uint32_t { at_server, at_client, listener, udp_server, raw_server, call };

class EventQueue {
 public:
  EventQueue() : descriptor_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~EventQueue() { close(descriptor_); }
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  void add(int descriptor, Source source, Index index, std::uint32_t events = EPOLLIN) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = (static_cast<std::uint64_t>(source) << 32U) | index;
    epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &event);
  }
  void remove(int descriptor) const { epoll_ctl(descriptor_, EPOLL_CTL_DEL, descriptor, nullptr); }

  /// Calls `handle(source, index)` for what is ready. Returns how many.
  template <class Handle>
  int wait(std::chrono::milliseconds most, Handle handle) const {
    std::array<epoll_event, 128> ready{};
    const int count = epoll_wait(descriptor_, ready.data(), static_cast<int>(ready.size()),
                                 static_cast<int>(most.count()));
    for (int i = 0; i < count; ++i) {
      const std::uint64_t data = ready[static_cast<std::size_t>(i)].data.u64;
      handle(static_cast<Source>(data >> 32U), static_cast<Index>(data));
    }
    return count;
  }

 private:
  int descriptor_;
};

/// What ends the wait for a reply: the answer to an ICMP message, of either family.
bool is_reply_of(const Service& service, const Packet& seen) {
  if (!is_icmp(service.protocol)) return true;
  const auto reply = reply_packet(service, seen.destination, seen.source, 0);
  return reply && reply->icmp.type == seen.icmp.type;
}

/// The server's kernel answers these itself.
bool kernel_answers(const Service& service) {
  constexpr std::uint8_t kTimestamp = 13;
  return service.icmp && (service.icmp->type == 8 || service.icmp->type == 128 ||
                          (service.protocol == kIcmp && service.icmp->type == kTimestamp));
}

/// One round: every probe differs from every other in what the ends see of it.
class Round {
 public:
  Round(const LabNetwork& lab, std::span<const Probe> probes, const PacketWatch& at_client,
        const PacketWatch& at_server)
      : lab_(lab),
        plan_(lab.plan()),
        family_(plan_.client.family()),
        probes_(probes),
        at_client_(at_client),
        at_server_(at_server),
        sightings_(probes.size()),
        calls_(probes.size()) {}

  Result<std::vector<Sighting>> run(const ProbePace& pace) {
    events_.add(at_server_.descriptor(), Source::at_server, 0);
    events_.add(at_client_.descriptor(), Source::at_client, 0);
    if (const auto opened = open_server(); !opened) return tl::unexpected<Error>(opened.error());
    for (Index i = 0; i < probes_.size(); ++i) {
      send(i);
      listen(std::chrono::milliseconds(0));
    }
    const Clock::time_point begin = Clock::now();
    Clock::time_point last = begin;
    while (open_ > 0) {
      const Clock::time_point now = Clock::now();
      if (now - last >= pace.quiet || now - begin >= pace.limit) break;
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(pace.quiet - (now - last));
      if (listen(left + std::chrono::milliseconds(1)) > 0) last = Clock::now();
    }
    while (listen(std::chrono::milliseconds(0)) > 0) {
    }
    return std::move(sightings_);
  }

 private:
  /// Takes what has come, after `most` at the latest. Returns how much.
  int listen(std::chrono::milliseconds most) {
    return events_.wait(most, [this](Source source, Index index) { take(source, index); });
  }

  /// Everything that a probe may knock at.
  Result<bool> open_server() {
    std::set<std::pair<std::uint8_t, std::uint16_t>> ports;
    std::set<std::uint8_t> protocols;
    for (const Probe& probe : probes_) {
      if (filters_ports(probe.service.protocol)) {
        ports.emplace(probe.service.protocol.number, probe.service.port.value_or(0));
      } else {
        protocols.insert(probe.service.protocol.number);
      }
    }
    const InNamespace inside(lab_.server());
    for (const auto& [protocol, port] : ports) {
      auto made = ProbeSocket::serve(IpProtocol{protocol}, family_, port);
      if (!made) return tl::unexpected<Error>(made.error());
      keep(std::move(*made), protocol == kTcp.number ? Source::listener : Source::udp_server);
    }
    for (const std::uint8_t protocol : protocols) {
      auto made = ProbeSocket::raw(IpProtocol{protocol}, family_);
      if (!made) return tl::unexpected<Error>(made.error());
      protocol_of_[static_cast<Index>(servers_.size())] = IpProtocol{protocol};
      keep(std::move(*made), Source::raw_server);
    }
    const InNamespace outside(lab_.client());
    for (const std::uint8_t protocol : protocols) {
      auto made = ProbeSocket::raw(IpProtocol{protocol}, family_);
      if (!made) return tl::unexpected<Error>(made.error());
      raw_clients_.emplace(protocol, std::move(*made));
    }
    return true;
  }

  void keep(ProbeSocket socket, Source source) {
    events_.add(socket.descriptor(), source, static_cast<Index>(servers_.size()));
    servers_.push_back(std::move(socket));
  }

  static std::uint16_t mark_of(Index probe) {
    return static_cast<std::uint16_t>(kFirstMark + probe);
  }

  void send(Index at) {
    const Service& service = probes_[at].service;
    if (!filters_ports(service.protocol)) return send_crafted(at);
    const InNamespace inside(lab_.client());
    const auto tag = plan_.translates() ? std::optional(static_cast<std::uint16_t>(at))
                                        : std::optional<std::uint16_t>();
    auto made = ProbeSocket::call(service.protocol, plan_.client, probes_[at].client_port,
                                  plan_.server, service.port.value_or(0), tag);
    if (!made) {
      sightings_[at].error = made.error().what;
      return;
    }
    sightings_[at].client_port = made->own_port();
    by_ports_[{service.protocol.number, sightings_[at].client_port, service.port.value_or(0)}] = at;
    if (service.protocol == kTcp) {
      events_.add(made->descriptor(), Source::call, at, EPOLLOUT);
    } else {
      const std::array<std::uint8_t, 4> bytes{};
      if (!made->send(bytes)) sightings_[at].error = "the datagram cannot be sent";
    }
    calls_[at] = std::move(*made);
    ++open_;
  }

  void send_crafted(Index at) {
    const Service& service = probes_[at].service;
    const auto bytes =
        crafted_packet(service.protocol, service.icmp.value_or(IcmpMessage{}), mark_of(at), false);
    if (raw_clients_.at(service.protocol.number).send_to(plan_.server, 0, bytes)) {
      ++open_;
    } else {
      sightings_[at].error = std::string("the packet cannot be sent: ") + std::strerror(errno);
    }
  }

  void take(Source source, Index index) {
    switch (source) {
      case Source::at_server:
        while (const auto seen = at_server_.next()) note_request(*seen);
        break;
      case Source::at_client:
        while (const auto seen = at_client_.next()) note_reply(*seen);
        break;
      case Source::listener:
        while (auto taken = servers_[index].accept()) accepted_.push_back(std::move(*taken));
        break;
      case Source::udp_server:
        while (const auto got = servers_[index].receive()) {
          servers_[index].send_to(got->from, got->port, got->bytes);
        }
        break;
      case Source::raw_server: answer(index); break;
      case Source::call: settle_call(index); break;
    }
  }

  void settle_call(Index at) {
    if (const int error = calls_[at].connect_error(); error != 0) {
      sightings_[at].error = std::strerror(error);
    } else {
      sightings_[at].answered = true;
    }
    --open_;
    events_.remove(calls_[at].descriptor());
  }

  /// The probe to which a packet between the two ends belongs.
  std::optional<Index> probe_of(const SeenPacket& seen, bool at_server) const {
    const Packet& packet = seen.packet;
    if (filters_ports(packet.protocol) && at_server && plan_.translates()) {
      const auto tag = packet_tag(seen.tos, seen.ttl, plan_.nodes.size() - 2);
      if (!tag || *tag >= probes_.size()) return std::nullopt;
      const Service& service = probes_[*tag].service;
      const bool fits = service.protocol == packet.protocol &&
                        service.port.value_or(0) == packet.destination_port;
      return fits ? std::optional<Index>(*tag) : std::nullopt;
    }
    if (filters_ports(packet.protocol)) {
      const std::uint16_t client = at_server ? packet.source_port : packet.destination_port;
      const std::uint16_t server = at_server ? packet.destination_port : packet.source_port;
      const auto found = by_ports_.find({packet.protocol.number, client, server});
      return found == by_ports_.end() ? std::nullopt : std::optional<Index>(found->second);
    }
    const auto at = static_cast<Index>(seen.mark - kFirstMark);
    if (seen.mark < kFirstMark || at >= probes_.size()) return std::nullopt;
    if (!(probes_[at].service.protocol == packet.protocol)) return std::nullopt;
    return at;
  }

  void note_request(const SeenPacket& seen) {
    constexpr std::uint8_t kSyn = 2;
    constexpr std::uint8_t kSynAck = 18;
    const auto at = probe_of(seen, true);
    if (!at || !(seen.packet.destination == plan_.server)) return;
    const Service& service = probes_[*at].service;
    if (service.protocol == kTcp && (seen.tcp_flags & kSynAck) != kSyn) return;
    if (service.icmp && !(*service.icmp == seen.packet.icmp)) return;
    sightings_[*at].request_arrived = true;
    sightings_[*at].seen_port = seen.packet.source_port;
  }

  void note_reply(const SeenPacket& seen) {
    const auto at = probe_of(seen, false);
    if (!at || !(seen.packet.source == plan_.server)) return;
    const Service& service = probes_[*at].service;
    if (service.protocol == kTcp) return;  // the socket tells
    if (!is_reply_of(service, seen.packet) || sightings_[*at].answered) return;
    sightings_[*at].answered = true;
    --open_;
  }

  void answer(Index index) {
    const IpProtocol protocol = protocol_of_.at(index);
    while (const auto got = servers_[index].receive()) {
      if (got->bytes.size() < 8) continue;
      const bool icmp = is_icmp(protocol);
      const std::size_t at_mark = icmp ? 6 : 0;
      const auto mark =
          static_cast<std::uint16_t>((got->bytes[at_mark] << 8U) | got->bytes[at_mark + 1]);
      const auto at = static_cast<Index>(mark - kFirstMark);
      if (mark < kFirstMark || at >= probes_.size()) continue;
      const Service& service = probes_[at].service;
      if (!(service.protocol == protocol) || kernel_answers(service)) continue;
      if (icmp && got->bytes[0] != service.icmp->type) continue;
      const auto reply = reply_packet(service, plan_.client, plan_.server, 0);
      if (!reply) continue;
      servers_[index].send_to(got->from, 0, crafted_packet(protocol, reply->icmp, mark, true));
    }
  }

  using Key = std::tuple<std::uint8_t, std::uint16_t, std::uint16_t>;  ///< protocol, client, server

  const LabNetwork& lab_;
  const LabPlan& plan_;
  IpFamily family_;
  std::span<const Probe> probes_;
  const PacketWatch& at_client_;
  const PacketWatch& at_server_;
  std::vector<Sighting> sightings_;
  EventQueue events_;
  std::vector<ProbeSocket> calls_;
  std::vector<ProbeSocket> servers_;
  std::vector<ProbeSocket> accepted_;  ///< a reset before the client looks would hide the success
  std::map<Index, IpProtocol> protocol_of_;  ///< of raw servers
  std::map<std::uint8_t, ProbeSocket> raw_clients_;
  std::map<Key, Index> by_ports_;  ///< the client's own port, the server's
  std::size_t open_ = 0;           ///< probes that may still be answered
};

/// Splits the probes so that no round has two that an end cannot tell apart.
std::vector<std::vector<Index>> rounds_of(std::span<const Probe> probes) {
  std::vector<std::vector<Index>> rounds;
  std::vector<std::set<std::tuple<int, int, int>>> taken;
  for (Index i = 0; i < probes.size(); ++i) {
    const Service& service = probes[i].service;
    const bool ports = filters_ports(service.protocol);
    const int client = probes[i].client_port ? *probes[i].client_port : -1;
    const bool unique = !ports || client < 0;  // the kernel picks another
    const std::tuple<int, int, int> key{service.protocol.number, client, service.port.value_or(0)};
    std::size_t at = 0;
    while (at < rounds.size() &&
           (rounds[at].size() >= kRound || (!unique && taken[at].contains(key)))) {
      ++at;
    }
    if (at == rounds.size()) {
      rounds.emplace_back();
      taken.emplace_back();
    }
    rounds[at].push_back(i);
    taken[at].insert(key);
  }
  return rounds;
}

}  // namespace

Result<std::vector<Sighting>> run_probes(const LabNetwork& lab, std::span<const Probe> probes,
                                         const ProbePace& pace) {
  const auto at_client = PacketWatch::open(lab.client(), kPortToServer);
  if (!at_client) return tl::unexpected<Error>(at_client.error());
  const auto at_server = PacketWatch::open(lab.server(), kPortToClient);
  if (!at_server) return tl::unexpected<Error>(at_server.error());
  std::vector<Sighting> all(probes.size());
  for (const std::vector<Index>& round : rounds_of(probes)) {
    std::vector<Probe> now;
    for (const Index i : round) now.push_back(probes[i]);
    auto seen = Round(lab, now, *at_client, *at_server).run(pace);
    if (!seen) return seen;
    for (std::size_t k = 0; k < round.size(); ++k) all[round[k]] = std::move((*seen)[k]);
  }
  return all;
}

}  // namespace halfopen
