// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/rule_row.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "halfopen/ports/service_port.hpp"

namespace halfopen {
namespace {

std::string_view trimmed_cell(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "TCP (6)" -> "TCP", "HTTPS (443)" -> "HTTPS".
std::string_view without_parenthesis(std::string_view text) {
  const std::size_t open = text.find('(');
  return trimmed_cell(open == 0 ? text : text.substr(0, open));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "443", "1024-65535", "1024 - 65535": numbers of any size, so that the check can say what is off.
bool read_number_pair(std::string_view text, char separator, std::optional<std::int64_t>& first,
                      std::optional<std::int64_t>& second) {
  const std::size_t cut = text.find(separator, 1);
  const auto a = whole_number(trimmed_cell(text.substr(0, cut)));
  if (!a) return false;
  if (cut == std::string_view::npos) {
    first = a;
    return true;
  }
  const auto b = whole_number(trimmed_cell(text.substr(cut + 1)));
  if (!b) return false;
  first = a;
  second = b;
  return true;
}

struct IcmpName {
  std::string_view name;
  int type_v4;
  int type_v6;
  int code;
};

/// ICMP types by the names of the console (IANA ICMP and ICMPv6 parameters).
constexpr std::array<IcmpName, 8> kIcmpNames = {{
    {"echo request", 8, 128, -1},
    {"echo reply", 0, 129, -1},
    {"destination unreachable", 3, 1, -1},
    {"fragmentation needed", 3, 2, 4},
    {"packet too big", 3, 2, -1},
    {"time exceeded", 11, 3, -1},
    {"parameter problem", 12, 4, -1},
    {"traceroute", 30, 30, -1},
}};

bool is_every(std::string_view lower) {
  return lower == "all" || lower == "any" || lower == "-1" || lower == "*" || lower == "n/a" ||
         lower == "-";
}

/// What the label in the Type column says of protocol and ports.
struct TypeMeaning {
  std::optional<std::int16_t> protocol;
  std::optional<std::uint16_t> port;
  bool every_port = false;
};

TypeMeaning meaning_of_type(const std::string& type) {
  const std::string lower = folded(type);
  const auto* service = find_service(lower);
  if (service == nullptr) service = find_service(without_parenthesis(lower));
  if (service != nullptr) return {service->protocol.number, service->port, false};
  const auto has = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  const bool all = lower == "all" || lower.starts_with("all ");
  if (has("icmp")) return {static_cast<std::int16_t>(has("v6") ? 58 : 1), std::nullopt, all};
  if (has("tcp")) return {6, std::nullopt, all};
  if (has("udp")) return {17, std::nullopt, all};
  if (all) return {-1, std::nullopt, true};
  return {};
}

class CellReader {
 public:
  CellReader(const RuleCells& cells, const Origin& origin, Diagnostics& diagnostics)
      : cells_(cells), diagnostics_(diagnostics), type_(meaning_of_type(cells.type)) {
    fields_.origin = origin;
  }

  EntryFields read(std::optional<Direction> section) {
    fields_.direction = cells_.direction.empty() ? section : parse_direction_word(cells_.direction);
    // The console's last row has no number; EC2 exports it as 32767.
    fields_.number = cells_.number == "*" ? 32767 : whole_number(cells_.number);
    fields_.action = parse_rule_action(folded(cells_.action));
    if (!fields_.action && !cells_.action.empty()) {
      complain(DiagnosticCode::bad_action, "'" + cells_.action + "' is neither allow nor deny",
               "write allow or deny");
      fields_.bad.action = true;
    }
    cidr();
    protocol();
    unused();
    if (fields_.protocol == std::int16_t{6} || fields_.protocol == std::int16_t{17}) {
      ports();
    } else if (fields_.protocol == std::int16_t{1} || fields_.protocol == std::int16_t{58}) {
      icmp();
    } else {
      ignored_ports();
    }
    return fields_;
  }

 private:
  /// What the row says beyond the fields of a rule.
  void unused() {
    const std::string source = folded(cells_.source_ports);
    if (!source.empty() && !is_every(source)) {
      complain(DiagnosticCode::unknown_key, "source ports '" + cells_.source_ports + "'",
               "a rule of a network ACL has no source port");
      fields_.bad.meaning = true;
    }
    if (!cells_.leftover.empty()) {
      complain(
          DiagnosticCode::unreadable_row, "'" + cells_.leftover + "' is not understood",
          "write NUMBER TYPE PROTOCOL PORTS ADDRESS ALLOW|DENY, one range and one address a row");
      fields_.bad.meaning = true;
    }
  }

  void cidr() {
    const std::string lower = folded(cells_.cidr);
    if (lower == "any" || lower == "anywhere" || lower == "anywhere-ipv4" || lower == "all") {
      fields_.cidr = CidrBlock::all(IpFamily::v4);
    } else if (lower == "anywhere-ipv6") {
      fields_.cidr = CidrBlock::all(IpFamily::v6);
    } else if (!lower.empty()) {
      const auto block = parse_address_block(lower);
      if (block) {
        fields_.cidr = *block;
      } else {
        complain(DiagnosticCode::bad_cidr, block.error().what,
                 "write a block such as 10.0.0.0/24, an address, or any (0.0.0.0/0)");
        fields_.bad.cidr = true;
      }
    }
  }

  void protocol() {
    const std::string lower = folded(without_parenthesis(cells_.protocol));
    if (lower.empty() || lower == "-") {
      fields_.protocol = type_.protocol;
    } else if (is_every(lower) || lower == "ip") {
      fields_.protocol = std::int16_t{-1};
    } else {
      fields_.protocol = parse_rule_protocol(lower);
      if (fields_.protocol) return;
      complain(DiagnosticCode::bad_protocol, "protocol '" + cells_.protocol + "' is not known",
               "use All, TCP, UDP, ICMP or a protocol number");
      fields_.bad.protocol = true;
    }
  }

  void ports() {
    const std::string lower = folded(without_parenthesis(cells_.ports));
    if (lower.empty() || lower == "-" || lower == "n/a") {
      if (type_.port) {
        fields_.port_from = fields_.port_to = *type_.port;
      } else if (type_.every_port) {
        every_port();
      }
    } else if (is_every(lower)) {
      every_port();
    } else if (read_number_pair(lower, '-', fields_.port_from, fields_.port_to)) {
      if (!fields_.port_to) fields_.port_to = fields_.port_from;
    } else if (const auto* service = find_service(lower)) {
      fields_.port_from = fields_.port_to = service->port;
    } else {
      complain(DiagnosticCode::bad_port_range, "ports '" + cells_.ports + "' cannot be read",
               "write 443, 1024-65535 or All");
      fields_.bad.ports = true;
    }
  }

  /// Of a protocol whose ports nobody looks at: that the row names some is worth a word.
  void ignored_ports() {
    const std::string lower = folded(without_parenthesis(cells_.ports));
    if (is_every(lower)) return;
    if (!read_number_pair(lower, '-', fields_.port_from, fields_.port_to)) return;
    if (!fields_.port_to) fields_.port_to = fields_.port_from;
  }

  void every_port() {
    fields_.port_from = 0;
    fields_.port_to = 65535;
  }

  void icmp() {
    const std::string lower = folded(without_parenthesis(cells_.ports));
    const bool v6 = fields_.protocol == std::int16_t{58};
    fields_.icmp_code = -1;
    if (lower.empty() || is_every(lower)) {
      fields_.icmp_type = -1;
      return;
    }
    for (const IcmpName& name : kIcmpNames) {
      if (lower != name.name) continue;
      fields_.icmp_type = v6 ? name.type_v6 : name.type_v4;
      fields_.icmp_code = name.code;
      return;
    }
    for (const char separator : {':', '/', ','}) {
      if (read_number_pair(lower, separator, fields_.icmp_type, fields_.icmp_code)) return;
    }
    complain(DiagnosticCode::bad_icmp, "ICMP type '" + cells_.ports + "' cannot be read",
             "write TYPE, TYPE:CODE or All");
    fields_.bad.icmp = true;
  }

  void complain(DiagnosticCode code, std::string what, std::string hint) {
    diagnostics_.push_back(
        {code, Severity::error, fields_.origin,
         "rule " + cells_.number + ": " + std::move(what) + ": what the row matches is unknown",
         std::move(hint)});
  }

  const RuleCells& cells_;
  Diagnostics& diagnostics_;
  TypeMeaning type_;
  EntryFields fields_;
};

}  // namespace

std::string folded(std::string_view text) {
  std::string lower(trimmed_cell(text));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::optional<Direction> parse_direction_word(std::string_view text) {
  const std::string lower = folded(text);
  if (lower == "inbound" || lower == "ingress" || lower == "in") return Direction::ingress;
  if (lower == "outbound" || lower == "egress" || lower == "out") return Direction::egress;
  return std::nullopt;
}

EntryFields read_cells(const RuleCells& cells, std::optional<Direction> section,
                       const Origin& origin, Diagnostics& diagnostics) {
  return CellReader(cells, origin, diagnostics).read(section);
}

}  // namespace halfopen
