// SPDX-License-Identifier: Apache-2.0
// Draws connections one by one: which, from where, how long, how many packets.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "talk_model.hpp"

namespace halfopen::bench {

/// Of a hundred thousand connections, how many.
struct TalkShares {
  std::uint32_t half_open = 1000;
  std::uint32_t denied = 3000;
  std::uint32_t scans = 2000;
  std::uint32_t silent = 1500;  ///< the server says nothing
};

/// One connection.
struct DrawnTalk {
  std::uint32_t talk = 0;
  TalkEnds ends;
  TalkFate fate;
  bool silent = false;
  bool begun_before = false;  ///< it is older than the log
  bool closes = true;         ///< its last packets are in `end`
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::uint64_t request_packets = 0;
  std::uint64_t reply_packets = 0;
  std::uint32_t request_size = 0;  ///< bytes a packet
  std::uint32_t reply_size = 0;
  std::uint32_t stride = 1;  ///< a packet every so many windows
};

class TalkDraw {
 public:
  /// `seen_keys`: the log tells the interface's view only, so that must be unique as well.
  TalkDraw(TalkModel& model, const Snapshot& snapshot, const LogWorld& world,
           const TalkShares& shares, bool seen_keys, std::uint64_t connections, std::uint64_t seed);

  /// A connection that begins at `time`, with ends and ports that no other had. None if chance
  /// finds none.
  std::optional<DrawnTalk> draw(std::int64_t time);
  /// One that works, and began before the log.
  std::optional<DrawnTalk> draw_older(std::int64_t log_start);

 private:
  enum class Wanted : std::uint8_t { works, half_open, denied, scan, silent };

  std::optional<DrawnTalk> draw(Wanted wanted, std::int64_t time);
  const TalkChoice* choose(Wanted wanted);
  std::optional<TalkEnds> ends_of(const Talk& talk, const TalkChoice& choice);
  std::optional<IpAddress> outside(std::uint32_t network, const AddressSet& fitting);
  bool is_new(const Talk& talk, const TalkEnds& ends);
  bool insert(const IpAddress& a, std::uint16_t a_port, const IpAddress& b, std::uint16_t b_port,
              IpProtocol protocol);
  void live(DrawnTalk& drawn, const Talk& talk, Wanted wanted);

  TalkModel& model_;
  const Snapshot& snapshot_;
  const LogWorld& world_;
  TalkShares shares_;
  bool seen_keys_;
  PortRandom random_;
  std::vector<std::vector<IpAddress>> known_;  ///< addresses of each network
  std::vector<std::uint64_t> used_;            ///< keys, open addressing
  std::size_t used_count_ = 0;
};

}  // namespace halfopen::bench
