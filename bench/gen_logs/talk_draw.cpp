// SPDX-License-Identifier: Apache-2.0
#include "talk_draw.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace halfopen::bench {
namespace {

constexpr int kTries = 24;
constexpr std::size_t kKnownAddresses = 4096;

/// Most are small, few are very large: a share of 1/n is larger than n times the least.
std::uint64_t heavy_tail(PortRandom& random, std::uint64_t least, std::uint64_t most) {
  const std::uint64_t u = 1 + random.below(1U << 20U);
  return std::min(most, least * (1U << 20U) / u);
}

}  // namespace

TalkDraw::TalkDraw(TalkModel& model, const Snapshot& snapshot, const LogWorld& world,
                   const TalkShares& shares, bool seen_keys, std::uint64_t connections,
                   std::uint64_t seed)
    : model_(model),
      snapshot_(snapshot),
      world_(world),
      shares_(shares),
      seen_keys_(seen_keys),
      random_(seed),
      known_(world.networks.size()),
      used_(std::bit_ceil(std::max<std::uint64_t>(1024, 4 * connections))) {}

bool TalkDraw::insert(const IpAddress& a, std::uint16_t a_port, const IpAddress& b,
                      std::uint16_t b_port, IpProtocol protocol) {
  // Both directions are one key.
  const bool forward = std::pair(a, a_port) <= std::pair(b, b_port);
  const std::uint64_t ports =
      forward ? (std::uint64_t{a_port} << 16U) | b_port : (std::uint64_t{b_port} << 16U) | a_port;
  const std::uint64_t hash =
      keyed_hash(protocol.number, forward ? a : b, forward ? b : a, ports) | 1U;
  if (2 * used_count_ > used_.size()) {
    std::vector<std::uint64_t> old(2 * used_.size());
    old.swap(used_);
    for (const std::uint64_t one : old) {
      std::size_t at = one & (used_.size() - 1);
      while (one != 0 && used_[at] != 0) at = (at + 1) & (used_.size() - 1);
      if (one != 0) used_[at] = one;
    }
  }
  std::size_t at = hash & (used_.size() - 1);
  for (; used_[at] != 0; at = (at + 1) & (used_.size() - 1)) {
    if (used_[at] == hash) return false;
  }
  used_[at] = hash;
  ++used_count_;
  return true;
}

bool TalkDraw::is_new(const Talk& talk, const TalkEnds& ends) {
  const IpProtocol protocol = talk.service.protocol;
  if (!insert(ends.client, ends.client_port, ends.server, ends.server_port, protocol)) {
    return false;
  }
  if (!talk.nat_host) return true;
  return insert(ends.nat, ends.nat_port, ends.server, ends.server_port, protocol) &&
         (!seen_keys_ ||
          insert(ends.client, ends.client_port, ends.nat, ends.server_port, protocol));
}

std::optional<IpAddress> TalkDraw::outside(std::uint32_t network, const AddressSet& fitting) {
  std::vector<IpAddress>& known = known_[network];
  if (!known.empty() && random_.below(10) < 6) {
    const IpAddress& again = known[random_.below(static_cast<std::uint32_t>(known.size()))];
    if (fitting.bits.contains(again.bits())) return again;
  }
  const auto fresh = draw_address(world_.networks[network], snapshot_, random_);
  if (!fresh || !fitting.bits.contains(fresh->bits())) return std::nullopt;
  if (known.size() < kKnownAddresses) {
    known.push_back(*fresh);
  } else {
    known[random_.below(kKnownAddresses)] = *fresh;
  }
  return fresh;
}

std::optional<TalkEnds> TalkDraw::ends_of(const Talk& talk, const TalkChoice& choice) {
  const auto client = talk.client_host ? std::optional(world_.hosts[*talk.client_host].address)
                                       : outside(talk.client_network, talk.clients);
  const auto server = talk.server_host ? std::optional(world_.hosts[*talk.server_host].address)
                                       : outside(talk.server_network, talk.servers);
  if (!client || !server) return std::nullopt;
  TalkEnds ends;
  ends.client = *client;
  ends.server = *server;
  ends.client_port = draw_port(choice.ports, random_);
  ends.server_port = talk.service.scan ? draw_port({1, 65535}, random_) : talk.service.port;
  if (talk.nat_host) {
    ends.nat = world_.hosts[*talk.nat_host].address;
    ends.nat_port = draw_port({1024, 65535}, random_);
  }
  return ends;
}

const TalkChoice* TalkDraw::choose(Wanted wanted) {
  const auto any = [&](const auto& list) {
    return &list[random_.below(static_cast<std::uint32_t>(list.size()))];
  };
  // Some services are asked for far more often than others.
  const auto& working = model_.working();
  const auto popular = [&] {
    const std::uint64_t rank = heavy_tail(random_, 1, working.size()) - 1;
    return &working[mixed(rank) % working.size()];
  };
  switch (wanted) {
    case Wanted::half_open:
      return model_.half_open().empty() ? nullptr : any(*any(model_.half_open()));
    case Wanted::denied: return model_.denied().empty() ? nullptr : any(*any(model_.denied()));
    case Wanted::scan: return model_.scans().empty() ? nullptr : any(model_.scans());
    default: break;
  }
  if (working.empty()) return nullptr;
  return random_.below(2) == 0 ? any(working) : popular();
}

void TalkDraw::live(DrawnTalk& drawn, const Talk& talk, Wanted wanted) {
  drawn.request_size = 40 + random_.below(400);
  drawn.reply_size = 40 + random_.below(1400);
  const IpProtocol protocol = talk.service.protocol;
  if (wanted == Wanted::works && drawn.fate.works() && protocol == kTcp) {
    const std::uint32_t kind = random_.below(100);
    const std::uint64_t lasts = kind < 70   ? random_.below(5)
                                : kind < 95 ? 5 + random_.below(295)
                                            : heavy_tail(random_, 300, 10800);
    drawn.end = drawn.start + static_cast<std::int64_t>(lasts);
    drawn.request_packets = heavy_tail(random_, 4, 2'000'000) + lasts / 30;
    drawn.reply_packets = heavy_tail(random_, 4, 5'000'000) + lasts / 30;
    // Some have little to say, but never nothing for half an hour.
    if (lasts > 600 && random_.below(3) == 0) drawn.stride = 1 + random_.below(20);
    return;
  }
  const bool answered = drawn.fate.works() && !drawn.silent;
  if (is_icmp(protocol)) {
    drawn.request_packets = drawn.reply_packets = 1 + random_.below(10);
    drawn.end = drawn.start + static_cast<std::int64_t>(drawn.request_packets) - 1;
    return;
  }
  if (protocol == kUdp) {
    drawn.request_packets = answered ? 1 : 1 + random_.below(3);
    drawn.reply_packets = drawn.request_packets;
    drawn.end = drawn.start + 5 * (static_cast<std::int64_t>(drawn.request_packets) - 1);
    return;
  }
  // SYN again and again, with twice the pause each time; each is answered, and some answers are
  // sent again.
  const std::uint32_t tries = 1 + random_.below(wanted == Wanted::scan ? 2 : 7);
  drawn.request_packets = tries;
  drawn.reply_packets = tries + random_.below(tries + 1);
  drawn.request_size = drawn.reply_size = 60;
  drawn.end = drawn.start + (std::int64_t{1} << (tries - 1)) - 1;
}

std::optional<DrawnTalk> TalkDraw::draw(Wanted wanted, std::int64_t time) {
  for (int i = 0; i < kTries; ++i) {
    const TalkChoice* choice = choose(wanted);
    if (choice == nullptr) return std::nullopt;
    const Talk& talk = model_.talk(choice->talk);
    const auto ends = ends_of(talk, *choice);
    if (!ends) continue;
    DrawnTalk drawn;
    drawn.talk = choice->talk;
    drawn.ends = *ends;
    drawn.fate = model_.judge(talk, *ends);
    if (drawn.fate.unknown) continue;
    const bool dies_back = !drawn.fate.works() && talk.steps[drawn.fate.dies_at].leg == Leg::reply;
    const bool fits = wanted == Wanted::half_open ? dies_back
                      : wanted == Wanted::denied || wanted == Wanted::scan
                          ? !drawn.fate.works() && !dies_back
                          : drawn.fate.works();
    if (!fits || !is_new(talk, *ends)) continue;
    drawn.start = drawn.end = time;
    drawn.silent = wanted == Wanted::silent;
    live(drawn, talk, wanted);
    return drawn;
  }
  return std::nullopt;
}

std::optional<DrawnTalk> TalkDraw::draw(std::int64_t time) {
  std::uint32_t roll = random_.below(100'000);
  const auto under = [&](std::uint32_t share) {
    if (roll < share) return true;
    roll -= share;
    return false;
  };
  const Wanted wanted = under(shares_.half_open) ? Wanted::half_open
                        : under(shares_.denied)  ? Wanted::denied
                        : under(shares_.scans)   ? Wanted::scan
                        : under(shares_.silent)  ? Wanted::silent
                                                 : Wanted::works;
  return draw(wanted, time);
}

std::optional<DrawnTalk> TalkDraw::draw_older(std::int64_t log_start) {
  auto drawn = draw(Wanted::works, log_start - 1 - random_.below(3000));
  if (!drawn) return std::nullopt;
  drawn->begun_before = true;
  drawn->end = log_start + random_.below(5000);
  drawn->request_packets += 200;
  drawn->reply_packets += 200;
  return drawn;
}

}  // namespace halfopen::bench
