// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/aws_entry.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "halfopen/ingest/entry_builder.hpp"

namespace halfopen {
namespace {

constexpr char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Reads one entry. Every reader leaves the value taken or skipped.
class EntryReader {
 public:
  EntryReader(JsonReader& json, Diagnostics& diagnostics, const Origin& origin)
      : json_(json), diagnostics_(diagnostics) {
    fields_.origin = origin;
  }

  const EntryFields& read() {
    const std::size_t before = diagnostics_.size();
    std::string_view key;
    json_.enter_object();
    while (json_.next_key(key)) {
      if (json_.kind() != JsonKind::null) member(key);
    }
    drop_needless(before);
    // The number may stand behind what is wrong.
    for (std::size_t i = before; fields_.number && i < diagnostics_.size(); ++i) {
      diagnostics_[i].text.insert(0, "rule " + std::to_string(*fields_.number) + ": ");
    }
    return fields_;
  }

 private:
  /// Ports and ICMP types of a protocol that ignores them cannot be wrong.
  void drop_needless(std::size_t before) {
    const auto of = [&](std::uint8_t number) { return fields_.protocol == std::int16_t{number}; };
    const bool ports = !fields_.protocol || of(kTcp.number) || of(kUdp.number);
    const bool icmp = !fields_.protocol || of(kIcmp.number) || of(kIcmpV6.number);
    const auto first = diagnostics_.begin() + static_cast<std::ptrdiff_t>(before);
    diagnostics_.erase(
        std::remove_if(first, diagnostics_.end(),
                       [&](const Diagnostic& diagnostic) {
                         return (diagnostic.code == DiagnosticCode::bad_port_range && !ports) ||
                                (diagnostic.code == DiagnosticCode::bad_icmp && !icmp);
                       }),
        diagnostics_.end());
  }

  void once(std::string_view key, bool& seen) {
    if (seen) {
      complain(DiagnosticCode::unknown_key, "the key '" + std::string(key) + "' stands twice",
               "keep one of them");
      fields_.bad.meaning = true;
    }
    seen = true;
  }

  void member(std::string_view key) {
    if (is_key(key, "CidrBlock")) {
      once(key, seen_.cidr);
      cidr(IpFamily::v4);
    } else if (is_key(key, "Egress")) {
      once(key, seen_.direction);
      if (const auto egress = lenient_boolean(json_)) {
        fields_.direction = *egress ? Direction::egress : Direction::ingress;
      }
    } else if (is_key(key, "Protocol")) {
      once(key, seen_.protocol);
      protocol();
    } else if (is_key(key, "RuleAction")) {
      once(key, seen_.action);
      if (const auto text = json_.string()) fields_.action = parse_rule_action(*text);
    } else if (is_key(key, "RuleNumber")) {
      once(key, seen_.number);
      number();
    } else if (is_key(key, "PortRange")) {
      once(key, seen_.ports);
      pair("From", fields_.port_from, "To", fields_.port_to, fields_.bad.ports,
           DiagnosticCode::bad_port_range);
    } else if (is_key(key, "IcmpTypeCode")) {
      once(key, seen_.icmp);
      pair("Type", fields_.icmp_type, "Code", fields_.icmp_code, fields_.bad.icmp,
           DiagnosticCode::bad_icmp);
    } else if (is_key(key, "Ipv6CidrBlock")) {
      cidr(IpFamily::v6);
    } else {
      complain(DiagnosticCode::unknown_key, "the key '" + std::string(key) + "' is not known",
               "if it does not change what the rule matches, remove it");
      fields_.bad.meaning = true;
    }
  }

  void cidr(IpFamily family) {
    const auto text = json_.string();
    if (text && text->empty()) return;  // an empty text is an absent block
    auto block = parse_cidr_block(text.value_or("(not a text)"));
    if (block && block->family() != family) {
      block = fail("'" + std::string(*text) + "' is of the other address family",
                   "IPv4 stands under CidrBlock, IPv6 under Ipv6CidrBlock");
    }
    if (!block) {
      complain(DiagnosticCode::bad_cidr, block.error().what, block.error().hint);
      fields_.bad.cidr = true;
    } else if (fields_.cidr) {
      fields_.second_cidr = *block;
    } else {
      fields_.cidr = *block;
    }
  }

  void protocol() {
    if (const auto text = json_.string()) {
      fields_.protocol = parse_rule_protocol(*text);
    } else if (const auto value = json_.integer(); value && *value >= -1 && *value <= 255) {
      fields_.protocol = static_cast<std::int16_t>(*value);
    }
    if (fields_.protocol) return;
    complain(DiagnosticCode::bad_protocol,
             "the protocol '" + std::string(json_.string().value_or("")) + "' is not known",
             "use -1 (all), a number 0 to 255, or tcp, udp, icmp");
    fields_.bad.protocol = true;
  }

  void number() {
    fields_.number = lenient_integer(json_);
    if (fields_.number) return;
    complain(DiagnosticCode::bad_rule_number, "the rule number is no number",
             "give the row a number 1 to 32766");
    fields_.bad.number = true;
  }

  void pair(std::string_view first, std::optional<std::int64_t>& first_value,
            std::string_view second, std::optional<std::int64_t>& second_value, bool& bad,
            DiagnosticCode code) {
    std::string_view key;
    if (json_.enter_object()) {
      while (json_.next_key(key)) {
        if (json_.kind() == JsonKind::null) continue;
        const bool is_first = is_key(key, first);
        if (!is_first && !is_key(key, second)) {
          complain(DiagnosticCode::unknown_key, "the key '" + std::string(key) + "' is not known",
                   "if it does not change what the rule matches, remove it");
          fields_.bad.meaning = true;
          continue;
        }
        auto& value = is_first ? first_value : second_value;
        value = lenient_integer(json_);
        bad = bad || !value;
      }
    } else {
      bad = true;
    }
    if (bad) {
      complain(code, std::string(first) + " and " + std::string(second) + " must be numbers",
               "write {\"" + std::string(first) + "\": …, \"" + std::string(second) + "\": …}");
    }
  }

  void complain(DiagnosticCode code, std::string what, std::string hint) {
    diagnostics_.push_back({code, Severity::error, fields_.origin,
                            std::move(what) + ": what the row matches is unknown",
                            std::move(hint)});
  }

  JsonReader& json_;
  Diagnostics& diagnostics_;
  EntryFields fields_;
  EntryFields::Bad seen_;  ///< which keys have stood in this entry
};

}  // namespace

std::optional<bool> lenient_boolean(JsonReader& json) {
  if (const auto value = json.boolean()) return value;
  const auto text = json.string();
  if (text && (*text == "true" || *text == "True")) return true;
  if (text && (*text == "false" || *text == "False")) return false;
  return std::nullopt;
}

std::optional<std::int64_t> lenient_integer(JsonReader& json) {
  if (const auto number = json.integer()) return number;
  const auto text = json.string();
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

bool is_key(std::string_view key, std::string_view name) {
  return key.size() == name.size() && !key.empty() && small(key[0]) == small(name[0]) &&
         key.substr(1) == name.substr(1);
}

bool read_entries(JsonReader& json, LineCounter& lines, std::vector<NetworkAclEntry>& rows,
                  Diagnostics& diagnostics) {
  if (!json.enter_array()) return false;
  while (json.next_element()) {
    const Origin origin = lines.at(json.offset());
    if (json.kind() != JsonKind::object) {
      diagnostics.push_back({DiagnosticCode::wrong_type, Severity::error, origin,
                             "an entry that is no object: what it matches is unknown",
                             "an entry is {\"RuleNumber\": …, \"Egress\": …, …}"});
      const auto unknown = unknown_rules(origin);
      rows.insert(rows.end(), unknown.begin(), unknown.end());
      continue;
    }
    EntryReader entry(json, diagnostics, origin);
    build_entry(entry.read(), rows, diagnostics);
  }
  return true;
}

}  // namespace halfopen
