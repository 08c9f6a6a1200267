// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/diagnosis_part_text.hpp"

#include <limits>
#include <utility>

#include "halfopen/flowlog/partial_rows.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kMagic = "halfopen-logs-diagnose-part";
constexpr std::uint64_t kVersion = 1;

void write_blame(PartialWriter& out, const FlowBlame& blame) {
  out.add(static_cast<int>(blame.kind)).add(blame.filter).add(blame.rule);
}

FlowBlame read_blame(PartialReader& in) {
  FlowBlame blame;
  blame.kind = in.number_of(FlowBlame::Kind::unknown);
  blame.filter = in.text();
  blame.rule = in.text();
  return blame;
}

void write_cause(PartialWriter& out, const LedgerKey& key, const FlowSum& sum) {
  out.row("cause").add(static_cast<int>(key.fate)).add(static_cast<int>(key.family));
  out.add(key.interface).add(static_cast<int>(key.hint.fallback));
  out.add(key.hint.server_slot).add(key.hint.client_slot);
  out.add(key.protocol).add(key.server_port).add(static_cast<int>(key.bpa));
  out.add(key.if_server).add(key.if_client);
  out.add(sum.conversations).add(sum.packets).add(sum.bytes).add(sum.first).add(sum.last);
  out.add(sum.client).add(sum.server).add(sum.client_port);
  for (const std::uint64_t count : sum.by_profile) out.add(count);
}

void read_cause(PartialReader& in, DiagnosisPart& part) {
  const auto most_blame = static_cast<std::uint32_t>(part.ledger.blames() - 1);
  LedgerKey key;
  key.fate = in.number_of(FlowFate::reply_only);
  key.family = in.number_of(IpFamily::v6);
  key.interface = in.number_of(static_cast<std::uint32_t>(part.interfaces.size() - 1));
  key.hint.fallback = in.number_of(FlowPlace::client);
  key.hint.server_slot = in.number_of(std::uint8_t{2});
  key.hint.client_slot = in.number_of(std::uint8_t{2});
  key.protocol = in.number_of(std::uint8_t{255});
  key.server_port = in.number_of(std::uint16_t{65535});
  key.bpa = in.number_of(std::uint8_t{1}) != 0;
  key.if_server = in.number_of(most_blame);
  key.if_client = in.number_of(most_blame);
  FlowSum sum;
  sum.conversations = in.count();
  sum.packets = in.count();
  sum.bytes = in.count();
  sum.first = in.time();
  sum.last = in.time();
  sum.client = in.address();
  sum.server = in.address();
  sum.client_port = in.number_of(std::uint16_t{65535});
  for (std::uint64_t& count : sum.by_profile) count = in.count();
  part.ledger.add(key, sum);
}

void write_view(PartialWriter& out, const InterfaceView& view) {
  out.row("view").add(view.interface).add(view.own_ends).add(static_cast<int>(view.blocked_by_bpa));
  for (const LegCounts& leg : view.legs) {
    out.add(leg.accepted).add(leg.rejected).add(leg.bytes).add(leg.flags);
    out.add(leg.first_accept).add(leg.last_accept).add(leg.first_reject).add(leg.last_reject);
  }
}

InterfaceView read_view(PartialReader& in, std::size_t interfaces) {
  InterfaceView view;
  view.interface = in.number_of(static_cast<std::uint32_t>(interfaces - 1));
  view.own_ends = in.number_of(std::uint8_t{3});
  view.blocked_by_bpa = in.number_of(std::uint8_t{1}) != 0;
  for (LegCounts& leg : view.legs) {
    leg.accepted = in.count();
    leg.rejected = in.count();
    leg.bytes = in.count();
    leg.flags = in.number_of(std::uint8_t{255});
    leg.first_accept = in.time();
    leg.last_accept = in.time();
    leg.first_reject = in.time();
    leg.last_reject = in.time();
  }
  return view;
}

ConversationKey read_key(PartialReader& in) {
  ConversationKey key;
  key.protocol = IpProtocol{in.number_of(std::uint8_t{255})};
  key.a = in.address();
  key.a_port = in.number_of(std::uint16_t{65535});
  key.b = in.address();
  key.b_port = in.number_of(std::uint16_t{65535});
  if (key.a.family() != key.b.family()) in.fail("addresses of two families");
  return key;
}

void write_interfaces(PartialWriter& out, const InterfaceTable& interfaces) {
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    if (i != 0) out.row("interface").add(interfaces.id(i));
    for (const IpFamily family : kIpFamilies) {
      const auto& pair = interfaces.pair(i, family);
      if (!pair) continue;
      out.row("addresses").add(i).add(static_cast<int>(family));
      out.add(pair->addresses[0]).add(pair->addresses[1]).add(pair->alive);
    }
  }
}

void read_addresses(PartialReader& in, InterfaceTable& interfaces) {
  const auto number = in.number_of(static_cast<std::uint32_t>(interfaces.size() - 1));
  const auto family = in.number_of(IpFamily::v6);
  AddressPair pair;
  pair.addresses[0] = in.address();
  pair.addresses[1] = in.address();
  pair.alive = in.number_of(std::uint8_t{3});
  for (const IpAddress& address : pair.addresses) {
    if (address.family() != family) in.fail("an address of another family");
  }
  if (!in.failed()) interfaces.add(number, family, pair);
}

void write_counts(PartialWriter& out, const DiagnosisPart& part) {
  const LogCounts& counts = part.counts;
  out.row("counts").add(counts.lines).add(counts.records).add(counts.no_data);
  out.add(counts.skip_data).add(counts.bad).add(counts.incomplete).add(counts.headers);
  out.add(counts.bytes).add(static_cast<int>(counts.cut));
  out.row("fates").add(part.conversations.explained).add(part.conversations.late_rejects);
  out.add(part.conversations.late_conversations);
  for (const auto& [fate, count] : part.conversations.fates) {
    out.row("fate").add(static_cast<int>(fate)).add(count);
  }
}

void read_counts(PartialReader& in, LogCounts& counts) {
  for (std::uint64_t* count : {&counts.lines, &counts.records, &counts.no_data, &counts.skip_data,
                               &counts.bad, &counts.incomplete, &counts.headers, &counts.bytes}) {
    *count = in.count();
  }
  counts.cut = in.number_of(std::uint8_t{1}) != 0;
}

/// Reads the rows behind the first one.
class PartRows {
 public:
  explicit PartRows(PartialReader& in) : in_(in) {}

  DiagnosisPart read() {
    while (!ended_ && in_.next()) take(in_.kind());
    if (!ended_ && !in_.failed()) in_.fail("the file is cut off here");
    if (ended_ && in_.next()) in_.fail("there is more behind the end");
    for (const OpenConversation& open : part_.borders) {
      if (open.views.empty()) in_.fail("a connection that no interface saw");
    }
    return std::move(part_);
  }

 private:
  void take(std::string_view kind) {
    if (kind == "window") {
      part_.window = in_.number(1, std::numeric_limits<std::int32_t>::max());
    } else if (kind == "snapshot") {
      part_.snapshot = in_.text();
    } else if (kind == "span") {
      part_.span.first = in_.time();
      part_.span.last = in_.time();
    } else if (kind == "closed-early") {
      part_.closed_early = in_.count();
    } else if (kind == "late") {
      part_.late_records = in_.count();
    } else if (kind == "counts") {
      read_counts(in_, part_.counts);
    } else if (kind == "fates") {
      part_.conversations.explained = in_.count();
      part_.conversations.late_rejects = in_.count();
      part_.conversations.late_conversations = in_.count();
    } else if (kind == "fate") {
      const FlowFate fate = in_.number_of(FlowFate::reply_only);
      part_.conversations.fates[fate] += in_.count();
    } else {
      take_row(kind);
    }
  }

  void take_row(std::string_view kind) {
    if (kind == "interface") {
      part_.interfaces.number(in_.text());
    } else if (kind == "addresses") {
      read_addresses(in_, part_.interfaces);
    } else if (kind == "cause") {
      read_cause(in_, part_);
    } else if (kind == "blame") {
      part_.ledger.number(read_blame(in_));
    } else if (kind == "untold") {
      part_.ledger.add_untold(in_.count());
    } else if (kind == "open") {
      part_.borders.push_back({read_key(in_), {}});
    } else if (kind == "view" && !part_.borders.empty()) {
      part_.borders.back().views.push_back(read_view(in_, part_.interfaces.size()));
    } else if (kind == "end") {
      ended_ = true;
    } else {
      in_.fail("a row that does not belong here");
    }
  }

  PartialReader& in_;
  DiagnosisPart part_;
  bool ended_ = false;
};

}  // namespace

std::string diagnosis_part_text(const DiagnosisPart& part) {
  PartialWriter out;
  out.row(kMagic).add(kVersion);
  out.row("window").add(part.window);
  out.row("snapshot").add(part.snapshot);
  out.row("span").add(part.span.first).add(part.span.last);
  out.row("closed-early").add(part.closed_early);
  out.row("late").add(part.late_records);
  write_counts(out, part);
  write_interfaces(out, part.interfaces);
  for (std::uint32_t i = 1; i < part.ledger.blames(); ++i) {
    out.row("blame");
    write_blame(out, part.ledger.blame(i));
  }
  out.row("untold").add(part.ledger.untold());
  for (const auto& [key, sum] : part.ledger.rows()) write_cause(out, key, sum);
  for (const OpenConversation& open : part.borders) {
    out.row("open").add(open.key.protocol.number).add(open.key.a).add(open.key.a_port);
    out.add(open.key.b).add(open.key.b_port);
    for (const InterfaceView& view : open.views) write_view(out, view);
  }
  out.row("end");
  return out.finish();
}

Result<DiagnosisPart> read_diagnosis_part(std::string_view text) {
  PartialReader in(text);
  if (!text.starts_with(kMagic) || !in.next()) {
    return fail("is no partial result of `logs diagnose`", "write one with --partial-out");
  }
  if (in.kind() != kMagic || in.count() != kVersion) {
    return fail("is a partial result of another version", "write it again with --partial-out");
  }
  DiagnosisPart part = PartRows(in).read();
  if (in.failed()) return tl::unexpected<Error>(in.error());
  return part;
}

}  // namespace halfopen
