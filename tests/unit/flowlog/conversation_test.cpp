// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/conversation.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "halfopen/flowlog/conversation_table.hpp"

namespace halfopen {
namespace {

IpAddress address(std::string_view text) { return parse_ip_address(text).value(); }

FlowRecord record(std::string_view from, std::uint16_t from_port, std::string_view to,
                  std::uint16_t to_port, std::int64_t time = 100) {
  FlowRecord r;
  r.source = address(from);
  r.destination = address(to);
  r.source_port = from_port;
  r.destination_port = to_port;
  r.protocol = kTcp;
  r.action = FlowAction::accept;
  r.packets = 1;
  r.start = time;
  r.end = time;
  r.interface_id = "eni-1";
  return r;
}

/// The address that serves, of one conversation.
std::string server_of(const std::vector<FlowRecord>& records) {
  InterfaceView view;
  ConversationKey key;
  for (const FlowRecord& r : records) {
    const PlacedRecord placed = place(r);
    key = placed.key;
    add(view, placed.leg, r);
  }
  const auto legs = joined_legs(std::span<const InterfaceView>(&view, 1));
  return to_string(server_side(key, legs) == ServerSide::a ? key.a : key.b);
}

FlowRecord flagged(FlowRecord r, std::uint8_t flags) {
  r.tcp_flags = flags;
  return r;
}

FlowRecord rejected(FlowRecord r) {
  r.action = FlowAction::reject;
  return r;
}

TEST_CASE("both directions are one conversation, its lower end first") {
  const PlacedRecord there = place(record("10.0.0.9", 5, "10.0.0.1", 6));
  const PlacedRecord back = place(record("10.0.0.1", 6, "10.0.0.9", 5));
  CHECK(there.key == back.key);
  CHECK(there.leg == 1);
  CHECK(back.leg == 0);
  CHECK(to_string(there.key.a) == "10.0.0.1");
  CHECK(ConversationHash{}(there.key) == ConversationHash{}(back.key));
  CHECK_FALSE(place(record("10.0.0.9", 5, "10.0.0.1", 7)).key == there.key);
}

TEST_CASE("a record is added to its leg") {
  InterfaceView conversation;
  FlowRecord r = record("10.0.0.1", 1, "10.0.0.2", 2, 100);
  r.packets = 5;
  r.bytes = 50;
  add(conversation, 0, r);
  r.action = FlowAction::reject;
  r.packets = 0;  // not told: one at least
  r.start = 90;
  r.end = 200;
  r.reject_reason = "BPA";
  add(conversation, 0, r);
  CHECK(conversation.legs[0].accepted == 5);
  CHECK(conversation.legs[0].rejected == 1);
  CHECK(conversation.legs[0].bytes == 100);
  CHECK(conversation.legs[0].first() == 90);
  CHECK(conversation.legs[0].last() == 200);
  CHECK_FALSE(conversation.legs[1].seen());
  CHECK(conversation.blocked_by_bpa);
}

// VPC User Guide, flow log records: tcp-flags SYN 2, SYN-ACK 18.
TEST_CASE("the server by flags, against what the ports say") {
  CHECK(server_of({flagged(record("10.0.0.1", 22, "10.0.0.2", 50000), 2)}) == "10.0.0.2");
  CHECK(server_of({flagged(record("10.0.0.2", 22, "10.0.0.1", 50000), 3)}) == "10.0.0.1");
  CHECK(server_of({flagged(record("10.0.0.1", 50000, "10.0.0.2", 22), 18)}) == "10.0.0.1");
  CHECK(server_of({flagged(record("10.0.0.2", 22, "10.0.0.1", 50000), 2),
                   flagged(record("10.0.0.1", 50000, "10.0.0.2", 22), 19)}) == "10.0.0.1");
  FlowRecord udp = flagged(record("10.0.0.1", 53, "10.0.0.2", 50000), 2);
  udp.protocol = kUdp;
  CHECK(server_of({udp}) == "10.0.0.1");
}

// VPC User Guide, flow log records: tcp-flags are those of the packets, let through or not.
TEST_CASE("the server by the flags of rejected packets") {
  CHECK(server_of({flagged(rejected(record("10.0.0.1", 40000, "10.0.0.2", 50000)), 2)}) ==
        "10.0.0.2");
  CHECK(server_of({record("10.0.0.1", 40000, "10.0.0.2", 50000),
                   flagged(rejected(record("10.0.0.2", 50000, "10.0.0.1", 40000)), 18)}) ==
        "10.0.0.2");
}

// VPC User Guide, flow log record examples, ping: accepted in, rejected out; in the same second.
TEST_CASE("the server by what an interface rejects, where neither port is a service's alone") {
  for (const auto& [a_port, b_port] :
       {std::pair<std::uint16_t, std::uint16_t>{0, 0}, {40000, 50000}, {3306, 5432}}) {
    CHECK(server_of({record("10.0.0.1", a_port, "10.0.0.2", b_port),
                     rejected(record("10.0.0.2", b_port, "10.0.0.1", a_port))}) == "10.0.0.2");
    CHECK(server_of({record("10.0.0.2", b_port, "10.0.0.1", a_port),
                     rejected(record("10.0.0.1", a_port, "10.0.0.2", b_port))}) == "10.0.0.1");
  }
  // A service's port says more: the records of the request may be lost.
  CHECK(server_of({record("10.0.0.1", 443, "10.0.0.2", 50000),
                   rejected(record("10.0.0.2", 50000, "10.0.0.1", 443))}) == "10.0.0.1");
  // The reply leaves one interface and dies at the other.
  std::array<InterfaceView, 2> views;
  const FlowRecord request = record("10.0.0.2", 0, "10.0.0.1", 0);
  const FlowRecord reply = record("10.0.0.1", 0, "10.0.0.2", 0);
  for (InterfaceView& view : views) add(view, place(request).leg, request);
  add(views[0], place(reply).leg, reply);
  CHECK(server_side(place(reply).key, joined_legs(views)) == ServerSide::b);  // nothing tells
  add(views[1], place(reply).leg, rejected(reply));
  CHECK(server_side(place(reply).key, joined_legs(views)) == ServerSide::a);
}

TEST_CASE("the server by ports") {
  CHECK(server_of({record("10.0.0.1", 443, "10.0.0.2", 50000)}) == "10.0.0.1");
  CHECK(server_of({record("10.0.0.1", 50000, "10.0.0.2", 443)}) == "10.0.0.2");
  // 3389 is a service's, 2000 is not, though it is lower.
  CHECK(server_of({record("10.0.0.1", 3389, "10.0.0.2", 2000)}) == "10.0.0.1");
  CHECK(server_of({record("10.0.0.1", 40000, "10.0.0.2", 30000)}) == "10.0.0.2");
  // NFS clients ask from a port below 1024 (RFC 6335 section 6; Linux xprt_min_resvport).
  CHECK(server_of({record("10.0.0.1", 742, "10.0.0.2", 2049)}) == "10.0.0.2");
  CHECK(server_of({record("10.0.0.1", 902, "10.0.0.2", 2000)}) == "10.0.0.1");
  CHECK(server_of({record("10.0.0.1", 3306, "10.0.0.2", 443)}) == "10.0.0.2");
}

TEST_CASE("the server by order, where the ports are the same") {
  CHECK(server_of({record("10.0.0.1", 500, "10.0.0.2", 500)}) == "10.0.0.2");
  CHECK(server_of({record("10.0.0.2", 500, "10.0.0.1", 500)}) == "10.0.0.1");
  CHECK(server_of({record("10.0.0.1", 500, "10.0.0.2", 500, 20),
                   record("10.0.0.2", 500, "10.0.0.1", 500, 10)}) == "10.0.0.1");
  CHECK(server_of({record("10.0.0.1", 500, "10.0.0.2", 500, 10),
                   record("10.0.0.2", 500, "10.0.0.1", 500, 20)}) == "10.0.0.2");
}

TEST_CASE("interfaces are numbered as they come") {
  InterfaceTable table;
  CHECK(table.number("") == 0);
  CHECK(table.number("eni-1") == 1);
  CHECK(table.number("eni-2") == 2);
  CHECK(table.number("eni-1") == 1);
  CHECK(table.number("") == 0);
  CHECK(table.number("eni-1") == 1);
  CHECK(table.id(2) == "eni-2");
  CHECK(table.size() == 3);
}

// VPC User Guide, flow log records: flow-direction is seen from the interface.
TEST_CASE("an interface's own end by flow-direction") {
  InterfaceView view;
  FlowRecord r = record("198.51.100.1", 1, "203.0.113.1", 2);
  add(view, 0, r);
  CHECK(view.own_ends == 0);
  r.direction = FlowDirection::ingress;
  add(view, 0, r);
  CHECK(view.own_ends == 2);
  r.direction = FlowDirection::egress;
  add(view, 1, r);  // from b to a
  CHECK(view.own_ends == 2);
  add(view, 0, r);
  CHECK(view.own_ends == 3);
}

TEST_CASE("an interface's own address is the one in all of its records") {
  InterfaceTable table;
  const auto own = [&] {
    const auto& pair = table.pair(1, IpFamily::v4);
    const std::uint8_t slot = pair->own();
    return slot == 0 ? std::string("none") : to_string(pair->addresses[slot - 1U]);
  };
  table.note(table.number("eni-1"), record("203.0.113.1", 1, "198.51.100.1", 2));
  CHECK(own() == "none");  // either
  table.note(1, record("198.51.100.1", 2, "203.0.113.1", 1));
  CHECK(own() == "none");
  table.note(1, record("198.51.100.1", 2, "203.0.113.2", 1));
  CHECK(own() == "198.51.100.1");
  // An address of its own for each family.
  CHECK_FALSE(table.pair(1, IpFamily::v6));
  table.note(1, record("2001:db8::1", 2, "2001:db8::2", 1));
  CHECK(own() == "198.51.100.1");
  // A record without it: then nobody knows, whatever comes.
  table.note(1, record("198.51.100.7", 2, "203.0.113.2", 1));
  CHECK(own() == "none");
  table.note(1, record("198.51.100.1", 2, "203.0.113.2", 1));
  CHECK(own() == "none");
}

TEST_CASE("what two tables learned is what one would have") {
  const auto own = [](std::vector<FlowRecord> mine, std::vector<FlowRecord> theirs) {
    InterfaceTable one;
    InterfaceTable two;
    for (const FlowRecord& r : mine) one.note(one.number("eni-1"), r);
    for (const FlowRecord& r : theirs) two.note(two.number("eni-1"), r);
    one.add(one.number("eni-1"), IpFamily::v4, *two.pair(1, IpFamily::v4));
    const auto& pair = one.pair(1, IpFamily::v4);
    const std::uint8_t slot = pair->own();
    return slot == 0 ? std::string("none") : to_string(pair->addresses[slot - 1U]);
  };
  const auto first = record("10.0.0.1", 1, "10.0.0.2", 2);
  CHECK(own({first}, {record("10.0.0.3", 1, "10.0.0.1", 2)}) == "10.0.0.1");
  CHECK(own({first}, {record("10.0.0.2", 1, "10.0.0.3", 2)}) == "10.0.0.2");
  CHECK(own({first}, {first}) == "none");
  CHECK(own({first}, {record("10.0.0.3", 1, "10.0.0.4", 2)}) == "none");
  CHECK(own({}, {first, record("10.0.0.3", 1, "10.0.0.1", 2)}) == "10.0.0.1");
}

// RFC 1918, RFC 6598.
TEST_CASE("private addresses") {
  for (const char* text :
       {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.9.9", "100.64.0.1"}) {
    CHECK(is_private(address(text)));
  }
  for (const char* text : {"172.32.0.1", "172.15.255.255", "100.128.0.1", "11.0.0.0", "fd00::1"}) {
    CHECK_FALSE(is_private(address(text)));
  }
}

struct Closed {
  std::vector<ConversationKey> keys;
  std::vector<std::uint64_t> packets;
  std::uint64_t early = 0;
  std::uint64_t late = 0;
};

/// Batches of `batch` records.
Closed closed(const std::vector<FlowRecord>& records, ConversationLimits limits,
              std::size_t batch = 4096) {
  Closed result;
  InterfaceTable interfaces;
  ConversationTable table(interfaces, limits,
                          [&](const ConversationKey& key, std::span<const InterfaceView> views) {
                            const auto legs = joined_legs(views);
                            result.keys.push_back(key);
                            result.packets.push_back(legs[0].accepted + legs[1].accepted);
                          });
  for (std::size_t i = 0; i < records.size(); i += batch) {
    table.take(std::span(records).subspan(i, std::min(batch, records.size() - i)));
  }
  table.finish();
  result.early = table.closed_early();
  result.late = table.late_records();
  return result;
}

TEST_CASE("what comes after a window of silence is another conversation") {
  const ConversationLimits limits = {60, 1000};
  const auto at = [](std::int64_t time) {
    return record("10.0.0.1", 40000, "10.0.0.2", 443, time);
  };
  CHECK(closed({at(100), at(160)}, limits).packets == std::vector<std::uint64_t>{2});
  CHECK(closed({at(100), at(161)}, limits).packets == std::vector<std::uint64_t>{1, 1});
  CHECK(closed({at(100), at(150), at(200), at(250)}, limits).packets ==
        std::vector<std::uint64_t>{4});
  CHECK(closed({at(160), at(100)}, limits).packets == std::vector<std::uint64_t>{2});
}

TEST_CASE("late records join what they belong to, and bridge what they stand between") {
  const ConversationLimits limits = {300, 1000};
  const auto at = [](std::int64_t time) {
    return record("10.0.0.1", 40000, "10.0.0.2", 443, time);
  };
  CHECK(closed({at(1000), at(1400)}, limits).packets == std::vector<std::uint64_t>{1, 1});
  CHECK(closed({at(1000), at(1400), at(1010)}, limits).packets == std::vector<std::uint64_t>{2, 1});
  CHECK(closed({at(1000), at(1400), at(1200)}, limits).packets == std::vector<std::uint64_t>{3});
  CHECK(closed({at(1400), at(1000), at(1800), at(1600), at(1200)}, limits).packets ==
        std::vector<std::uint64_t>{5});
  CHECK(closed({at(10000), at(8800)}, limits).late == 0);
  CHECK(closed({at(10000), at(8799)}, limits).late == 1);
}

TEST_CASE("of many that were silent for equally long, a quarter is closed early") {
  std::vector<FlowRecord> records;
  for (std::uint16_t i = 0; i < 101; ++i) {
    records.push_back(record("10.0.0.1", static_cast<std::uint16_t>(40000 + i), "10.0.0.2", 443));
  }
  CHECK(closed(records, {3600, 100}).early == 26);
}

TEST_CASE("a connection that more interfaces saw than are looked at is told in pieces") {
  std::vector<FlowRecord> records;
  std::vector<std::string> ids;
  for (int i = 0; i < 2500; ++i) ids.push_back("eni-" + std::to_string(i));
  for (const std::string& id : ids) {
    records.push_back(record("10.0.0.1", 40000, "10.0.0.2", 443));
    records.back().interface_id = id;
  }
  const Closed all = closed(records, {3600, 100000});
  CHECK(all.packets == std::vector<std::uint64_t>{1000, 1000, 500});
  CHECK(all.early == 2);
}

TEST_CASE("batches of any size tell the same") {
  std::vector<FlowRecord> records;
  for (int i = 0; i < 500; ++i) {
    records.push_back(record("10.0.0.1", static_cast<std::uint16_t>(40000 + i * 7 % 13), "10.0.0.2",
                             443, 100 + i * i % 977));
  }
  for (const std::size_t most : {3U, 1000U}) {
    const Closed whole = closed(records, {60, most});
    for (const std::size_t batch : {1U, 2U, 10U, 499U}) {
      const Closed cut = closed(records, {60, most}, batch);
      CHECK(cut.keys == whole.keys);
      CHECK(cut.packets == whole.packets);
      CHECK(cut.early == whole.early);
    }
  }
}

TEST_CASE("beyond the most, the ones silent for longest are closed early") {
  std::vector<FlowRecord> records;
  for (std::uint16_t i = 0; i < 9; ++i) {
    records.push_back(
        record("10.0.0.1", static_cast<std::uint16_t>(40000 + i), "10.0.0.2", 443, 100 + i));
  }
  CHECK(closed(records, {3600, 9}).early == 0);
  const Closed cut = closed(records, {3600, 8});
  CHECK(cut.keys.size() == 9);
  CHECK(cut.early == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(cut.keys[i].a_port < 40003);
}

/// What is told of a conversation, as text.
std::string told(const ConversationKey& key, std::vector<InterfaceView> views) {
  std::sort(views.begin(), views.end(), [](const InterfaceView& x, const InterfaceView& y) {
    return x.interface < y.interface;
  });
  std::string text = to_string(key.a) + ' ' + std::to_string(key.a_port) + ' ' + to_string(key.b) +
                     ' ' + std::to_string(key.b_port) + ' ' + to_string(key.protocol);
  for (const InterfaceView& view : views) {
    text += " | " + std::to_string(view.interface) + ' ' + std::to_string(view.own_ends) +
            std::to_string(int{view.blocked_by_bpa});
    for (const LegCounts& leg : view.legs) {
      for (const auto number : {leg.accepted, leg.rejected, leg.bytes, std::uint64_t{leg.flags}}) {
        text += ' ' + std::to_string(number);
      }
      for (const auto time :
           {leg.first_accept, leg.last_accept, leg.first_reject, leg.last_reject}) {
        text += ' ' + std::to_string(time);
      }
    }
  }
  return text;
}

FlowRecord random_record(std::mt19937& random, std::int64_t time) {
  const auto pick = [&](std::vector<const char*> of) { return of[random() % of.size()]; };
  const bool v6 = random() % 5 == 0;
  const auto end = [&] {
    return v6 ? pick({"2001:db8::1", "2001:db8:ffff::2", "::ffff:10.0.0.1"})
              : pick({"10.0.0.1", "10.0.0.2", "255.255.255.255", "0.0.0.1"});
  };
  FlowRecord r = record(end(), static_cast<std::uint16_t>(random() % 3), end(),
                        static_cast<std::uint16_t>(65533 + random() % 3), time);
  r.end = time + static_cast<std::int64_t>(random() % 61);
  r.protocol = IpProtocol{static_cast<std::uint8_t>(random() % 2 == 0 ? 6 : 255)};
  r.action = random() % 3 == 0 ? FlowAction::reject : FlowAction::accept;
  r.packets = random() % 4 == 0 ? 0 : 1 + random() % 1'000'000'000'000;
  r.bytes = (std::uint64_t{random()} << 20U) + random();
  r.tcp_flags = static_cast<std::uint8_t>(random() % 32);
  r.direction = static_cast<FlowDirection>(random() % 3);
  r.interface_id = pick({"eni-1", "eni-2", "eni-3", "", "eni-0123456789abcdef0"});
  if (random() % 9 == 0) r.reject_reason = "BPA";
  return r;
}

// The judge: a map, and every conversation as values of full width.
TEST_CASE("the table tells the same conversations as a plain map") {
  constexpr ConversationLimits kLimits = {600, 1'000'000};
  std::mt19937 random(3);  // NOLINT: the same records in every run
  for (int round = 0; round < 20; ++round) {
    std::vector<FlowRecord> records;
    std::int64_t time = round == 0 ? 0 : 253'402'000'000;
    for (int i = 0; i < 4000; ++i) {
      time += static_cast<std::int64_t>(random() % (random() % 100 == 0 ? 5000 : 20));
      records.push_back(random_record(random, time - static_cast<std::int64_t>(random() % 1200)));
      if (records.back().start < 0) records.back().start = 0;
      records.back().end = std::max(records.back().start, records.back().end);
    }
    struct Open {
      std::vector<InterfaceView> views;
      std::int64_t last = 0;
    };
    std::map<std::string, std::pair<ConversationKey, Open>> open;
    std::vector<std::string> expected;
    InterfaceTable numbers;
    for (const FlowRecord& r : records) numbers.number(r.interface_id);
    std::vector<FlowRecord> sorted = records;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const FlowRecord& x, const FlowRecord& y) { return x.start < y.start; });
    for (const FlowRecord& r : sorted) {
      const PlacedRecord placed = place(r);
      auto& [key, conversation] = open[told(placed.key, {})];
      key = placed.key;
      if (!conversation.views.empty() && r.start - conversation.last > kLimits.window) {
        expected.push_back(told(key, conversation.views));
        conversation = {};
      }
      const std::uint32_t interface = numbers.number(r.interface_id);
      auto view = std::find_if(conversation.views.begin(), conversation.views.end(),
                               [&](const InterfaceView& v) { return v.interface == interface; });
      if (view == conversation.views.end()) {
        view = conversation.views.emplace(view);
        view->interface = interface;
      }
      add(*view, placed.leg, r);
      conversation.last = conversation.views.size() == 1 && conversation.last == 0
                              ? r.end
                              : std::max(conversation.last, r.end);
    }
    for (const auto& [text, one] : open) expected.push_back(told(one.first, one.second.views));
    std::vector<std::string> found;
    InterfaceTable interfaces;
    ConversationTable table(interfaces, kLimits,
                            [&](const ConversationKey& key, std::span<const InterfaceView> views) {
                              found.push_back(told(key, {views.begin(), views.end()}));
                            });
    table.take(records);
    table.finish();
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    REQUIRE(found == expected);
  }
}

TEST_CASE("a table that is often short of room still tells every record once") {
  std::mt19937 random(4);  // NOLINT: the same records in every run
  std::vector<FlowRecord> records;
  std::uint64_t packets = 0;
  for (int i = 0; i < 50'000; ++i) {
    FlowRecord r = record("10.0.0.1", static_cast<std::uint16_t>(random() % 9000), "10.0.0.2",
                          static_cast<std::uint16_t>(443 + random() % 2), 1000 + i / 50);
    r.packets = 1 + random() % 9;
    packets += r.packets;
    records.push_back(r);
  }
  const Closed all = closed(records, {600, 500});
  std::uint64_t counted = 0;
  for (const std::uint64_t some : all.packets) counted += some;
  CHECK(counted == packets);
  CHECK(all.early > 1000);
}

}  // namespace
}  // namespace halfopen
