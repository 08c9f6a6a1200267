// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/apply_simulation.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tests/oracle/first_match_oracle.hpp"

namespace halfopen::oracle {
namespace {

template <class T>
std::vector<T> picked(std::vector<T> all, Dice& dice, std::size_t most) {
  while (all.size() > most) {
    all.erase(all.begin() + dice.roll(static_cast<std::uint32_t>(all.size())));
  }
  return all;
}

std::vector<IpAddress> edge_addresses(const std::vector<NetworkAclEntry>& rows) {
  std::set<IpAddress> edges;
  for (const NetworkAclEntry& row : rows) {
    const IpFamily family = row.cidr.family();
    const AddressBits first = row.cidr.first();
    const AddressBits last = row.cidr.last();
    edges.insert({family, first});
    edges.insert({family, last});
    if (first != 0) edges.insert({family, first - 1});
    if (last != last_address_bits(family)) edges.insert({family, last + 1});
  }
  return {edges.begin(), edges.end()};
}

std::vector<std::uint8_t> named_protocols(const std::vector<NetworkAclEntry>& rows) {
  std::set<std::uint8_t> named{6, 17, 1, 58, 99};
  for (const NetworkAclEntry& row : rows) {
    if (row.protocol >= 0) named.insert(static_cast<std::uint8_t>(row.protocol));
  }
  return {named.begin(), named.end()};
}

std::vector<std::uint16_t> edge_ports(const std::vector<NetworkAclEntry>& rows) {
  std::set<std::uint16_t> edges{0, 65535};
  for (const NetworkAclEntry& row : rows) {
    if (row.protocol != 6 && row.protocol != 17) continue;
    edges.insert(row.ports.first);
    edges.insert(row.ports.last);
    if (row.ports.first != 0) edges.insert(static_cast<std::uint16_t>(row.ports.first - 1));
    if (row.ports.last != 65535) edges.insert(static_cast<std::uint16_t>(row.ports.last + 1));
  }
  return {edges.begin(), edges.end()};
}

std::vector<IcmpMessage> edge_messages() {
  std::vector<IcmpMessage> messages;
  for (const std::uint32_t type :
       {0U, 3U, 8U, 9U, 10U, 11U, 13U, 14U, 128U, 129U, 133U, 134U, 255U}) {
    for (const std::uint32_t code : {0U, 1U, 4U, 255U}) {
      messages.push_back({static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(code)});
    }
  }
  return messages;
}

bool is_answer(IpFamily family, const IcmpMessage& request, const IcmpMessage& reply) {
  if (family == IpFamily::v4) {
    if (request.type == 8) return reply.type == 0 && reply.code == request.code;
    const std::map<int, int> other{{10, 9}, {13, 14}, {15, 16}, {17, 18}};
    const auto found = other.find(request.type);
    return found != other.end() && reply.type == found->second && reply.code == 0;
  }
  if (request.type == 128) return reply.type == 129 && reply.code == request.code;
  const std::map<int, int> other{{133, 134}, {135, 136}, {139, 140}};
  const auto found = other.find(request.type);
  return found != other.end() && reply.type == found->second && reply.code == 0;
}

bool passes(const std::vector<NetworkAclEntry>& rows, Direction direction, const Packet& packet) {
  return judge(rows, direction, packet).action == "allow";
}

auto row_key(const NetworkAclEntry& row) {
  return std::tuple(row.direction, row.number, row.action, row.protocol, row.icmp_type,
                    row.icmp_code, row.ports, row.cidr);
}

}  // namespace

bool belong_together(const Packet& in, const Packet& out) {
  const IpFamily family = in.source.family();
  const bool messages = in.protocol == (family == IpFamily::v4 ? kIcmp : kIcmpV6);
  if (messages) return is_answer(family, in.icmp, out.icmp) || is_answer(family, out.icmp, in.icmp);
  if (in.protocol == kIcmp) return in.icmp == out.icmp;  // in IPv6, where it means nothing
  return true;
}

bool same_rows(std::vector<NetworkAclEntry> a, std::vector<NetworkAclEntry> b) {
  const auto before = [](const auto& x, const auto& y) { return row_key(x) < row_key(y); };
  std::sort(a.begin(), a.end(), before);
  std::sort(b.begin(), b.end(), before);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return row_key(x) == row_key(y); });
}

ApplySimulation::ApplySimulation(std::vector<NetworkAclEntry> before,
                                 std::vector<NetworkAclEntry> after, std::size_t quota, Dice& dice,
                                 std::size_t addresses, std::size_t protocols, std::size_t ports)
    : before_(std::move(before)), after_(std::move(after)), quota_(quota) {
  std::vector<NetworkAclEntry> all = before_;
  all.insert(all.end(), after_.begin(), after_.end());
  const IpAddress here4(IpFamily::v4, 0x0a090909);
  const IpAddress here6(IpFamily::v6, AddressBits{0x20010db8} << 96 | 9);
  for (const IpAddress& remote : picked(edge_addresses(all), dice, addresses)) {
    const IpAddress& here = remote.family() == IpFamily::v4 ? here4 : here6;
    for (const std::uint8_t number : picked(named_protocols(all), dice, protocols)) {
      Meeting meeting;
      const IpProtocol protocol{number};
      const auto add = [&](std::uint16_t port, IcmpMessage message) {
        meeting.in.push_back({remote, here, protocol, 0, port, message});
        meeting.out.push_back({here, remote, protocol, 0, port, message});
      };
      if (is_icmp(protocol)) {
        for (const IcmpMessage& message : edge_messages()) add(0, message);
      } else if (number == 6 || number == 17) {
        for (const std::uint16_t port : picked(edge_ports(all), dice, ports)) add(port, {});
      } else {
        add(0, {});
      }
      meetings_.push_back(std::move(meeting));
    }
  }
  before_in_ = passing(before_, Direction::ingress);
  before_out_ = passing(before_, Direction::egress);
  after_in_ = passing(after_, Direction::ingress);
  after_out_ = passing(after_, Direction::egress);
}

ApplySimulation::Passing ApplySimulation::passing(const std::vector<NetworkAclEntry>& rows,
                                                  Direction direction) const {
  Passing result;
  for (const Meeting& meeting : meetings_) {
    std::vector<char>& row = result.emplace_back();
    const auto& packets = direction == Direction::ingress ? meeting.in : meeting.out;
    for (const Packet& packet : packets) row.push_back(passes(rows, direction, packet) ? 1 : 0);
  }
  return result;
}

void ApplySimulation::judge_state(std::size_t step, const Passing& in, const Passing& out,
                                  std::vector<StateFault>& faults) const {
  std::set<std::string> told;
  const auto tell = [&](const std::string& what, const Packet& entering, const Packet& leaving) {
    if (told.insert(what).second) faults.push_back({step, what, PacketPair{entering, leaving}});
  };
  for (std::size_t m = 0; m < meetings_.size(); ++m) {
    const Meeting& meeting = meetings_[m];
    for (std::size_t i = 0; i < meeting.in.size(); ++i) {
      for (const bool entering : {true, false}) {
        const bool o = (entering ? before_in_ : before_out_)[m][i] != 0;
        const bool n = (entering ? after_in_ : after_out_)[m][i] != 0;
        const bool s = (entering ? in : out)[m][i] != 0;
        if (o && n && !s) tell("packet broken", meeting.in[i], meeting.out[i]);
        if (!o && !n && s) tell("packet opened", meeting.in[i], meeting.out[i]);
      }
      for (std::size_t e = 0; e < meeting.out.size(); ++e) {
        if (!belong_together(meeting.in[i], meeting.out[e])) continue;
        const bool o = before_in_[m][i] != 0 && before_out_[m][e] != 0;
        const bool n = after_in_[m][i] != 0 && after_out_[m][e] != 0;
        const bool s = in[m][i] != 0 && out[m][e] != 0;
        if (o && n && !s) tell("broken", meeting.in[i], meeting.out[e]);
        if (!o && !n && s) tell("opened", meeting.in[i], meeting.out[e]);
      }
    }
  }
}

bool ApplySimulation::works(const std::vector<NetworkAclEntry>& rows, const PacketPair& pair) {
  return passes(rows, Direction::ingress, pair.in) && passes(rows, Direction::egress, pair.out);
}

std::string ApplySimulation::refusal(const std::vector<NetworkAclEntry>& rows,
                                     const ApiStep& step) const {
  std::size_t used = 1;  // the default deny
  bool there = false;
  for (const NetworkAclEntry& row : rows) {
    if (row.direction != step.entry.direction) continue;
    if (row.number == step.entry.number) {
      there = true;
    } else if (row.cidr.family() == step.entry.cidr.family()) {
      ++used;
    }
  }
  if (step.entry.number < 1 || step.entry.number > 32766) return "number out of range";
  if (step.call == ApiCall::create && there) return "created twice";
  if (step.call != ApiCall::create && !there) return "not there";
  if (step.call != ApiCall::remove && used + 1 > quota_) return "over the quota";
  return "";
}

std::vector<StateFault> ApplySimulation::play(const std::vector<ApiStep>& steps) const {
  std::vector<StateFault> faults;
  std::vector<NetworkAclEntry> rows = before_;
  Passing in = before_in_;
  Passing out = before_out_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ApiStep& step = steps[i];
    if (std::string refused = refusal(rows, step); !refused.empty()) {
      faults.push_back({i + 1, refused, std::nullopt});
      return faults;
    }
    std::erase_if(rows, [&](const NetworkAclEntry& row) {
      return row.direction == step.entry.direction && row.number == step.entry.number;
    });
    if (step.call != ApiCall::remove) rows.push_back(step.entry);
    const Direction direction = step.entry.direction;
    (direction == Direction::ingress ? in : out) = passing(rows, direction);
    judge_state(i + 1, in, out, faults);
  }
  if (!same_rows(rows, after_)) faults.push_back({steps.size(), "is not NEW", std::nullopt});
  return faults;
}

}  // namespace halfopen::oracle
