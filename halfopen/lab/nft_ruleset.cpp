// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/nft_ruleset.hpp"

#include <algorithm>
#include <set>

#include "halfopen/lab/nft_rule.hpp"

namespace halfopen {
namespace {

constexpr Direction kDirections[] = {Direction::ingress, Direction::egress};

/// RFC 4861, sections 6.1, 7.1 and 8.1: a message of neighbour discovery with another hop limit has
/// come through a router and is none. RFC 6980: none is fragmented. 133 to 137: solicitations,
/// advertisements, redirect.
constexpr std::string_view kNeighbourDiscovery =
    "    meta protocol ip6 ip6 hoplimit 255 ip6 nexthdr 58 @th,0,8 133-137 accept "
    "comment \"neighbour discovery passes\"\n";

bool is_word(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

std::string acl_chain(std::uint32_t acl, Direction direction) {
  return "acl_" + std::to_string(acl) + '_' + std::string(to_string(direction));
}

/// The rules of a direction, then the default deny.
Result<std::string> rule_lines(const NetworkAcl& list, Direction direction) {
  std::string text;
  for (const NetworkAclEntry& entry : list.entries(direction)) {
    const auto rule = nft_rule(entry, nft_comment(list.id(), entry));
    if (!rule) return tl::unexpected<Error>(rule.error());
    text += "    " + *rule + '\n';
  }
  return text + "    counter drop comment \"" + nft_comment(list.id(), direction, "*") + "\"\n";
}

/// The hook that packets of a direction of the subnet go through.
std::string base_chain(std::size_t position, const NftPort& port, Direction direction) {
  const bool into_subnet = direction == Direction::ingress;
  const std::string device = port.device.front() == '$' ? port.device : '"' + port.device + '"';
  std::string text = into_subnet ? "  # out of the port, into the subnet\n"
                                 : "  # out of the subnet, into the port\n";
  text += "  chain port_" + std::to_string(position) + '_' + std::string(to_string(direction)) +
          " {\n    type filter hook " + (into_subnet ? "egress" : "ingress") + " device " + device +
          " priority 0; policy accept;\n";
  text += "    meta protocol arp accept comment \"ARP passes\"\n";
  text += kNeighbourDiscovery;
  return text + "    meta protocol { ip, ip6 } jump " + acl_chain(port.acl, direction) + "\n  }\n";
}

/// A name that nft takes unquoted, of a table or a variable.
bool is_identifier(std::string_view name) {
  return !name.empty() && name.size() <= 31 && is_word(name, "_") &&
         is_word(name.substr(0, 1), "") && (name[0] < '0' || name[0] > '9');
}

Result<void> is_table_name(std::string_view name) {
  if (is_identifier(name)) return {};
  return fail('\'' + nft_plain(name) + "' is no name of a table");
}

Result<void> ports_are_sound(std::span<const NetworkAcl> acls, std::span<const NftPort> ports) {
  if (ports.empty()) return fail("no port to put a network ACL on", "name a device");
  std::set<std::string_view> devices;
  for (const NftPort& port : ports) {
    if (!is_nft_device(port.device)) {
      return fail('\'' + nft_plain(port.device) + "' is no name of a network device",
                  "up to 15 letters, digits, '_', '-' and '.'");
    }
    if (!devices.insert(port.device).second) {
      return fail("the device " + port.device + " is named twice",
                  "a port leads to one subnet, which has one network ACL");
    }
    if (port.acl >= acls.size()) {
      return fail("the device " + port.device + " has a network ACL that is not loaded");
    }
  }
  return {};
}

/// What groups let through without a rule, then their rules.
Result<std::string> group_chain(const NetworkAcl& rules, Direction direction,
                                std::string_view host_port) {
  const bool to_host = direction == Direction::ingress;
  const auto lines = rule_lines(rules, direction);
  if (!lines) return tl::unexpected<Error>(lines.error());
  std::string text = std::string("  chain ") + (to_host ? "to_host" : "from_host") +
                     " {\n    type filter hook forward priority 0; policy accept;\n    " +
                     (to_host ? "oifname" : "iifname") + " != \"" + std::string(host_port) +
                     "\" accept comment \"the other direction\"\n";
  text += "    ct state established,related accept comment \"known connections pass\"\n";
  return text + *lines + "  }\n";
}

}  // namespace

std::string nft_title(const NetworkAcl& acl) {
  return nft_plain(acl.id()) + (acl.name().empty() ? "" : " (" + nft_plain(acl.name()) + ')');
}

bool is_nft_device(std::string_view text) {
  if (text.starts_with('$')) return is_identifier(text.substr(1));
  return !text.empty() && text.size() <= 15 && text != "." && text != ".." && is_word(text, "_-.");
}

Result<std::string> nft_netdev_table(std::string_view table, std::span<const NetworkAcl> acls,
                                     std::span<const NftPort> ports) {
  if (const auto sound = ports_are_sound(acls, ports); !sound) {
    return tl::unexpected<Error>(sound.error());
  }
  if (const auto sound = is_table_name(table); !sound) {
    return tl::unexpected<Error>(sound.error());
  }
  std::set<std::uint32_t> used;
  for (const NftPort& port : ports) used.insert(port.acl);
  std::string text = "table netdev " + std::string(table) + " {\n";
  for (const std::uint32_t acl : used) {
    for (const Direction direction : kDirections) {
      const auto lines = rule_lines(acls[acl], direction);
      if (!lines) return tl::unexpected<Error>(lines.error());
      text += "  # " + nft_title(acls[acl]) + ": " + std::string(to_string(direction)) +
              "\n  chain " + acl_chain(acl, direction) + " {\n" + *lines + "  }\n";
    }
  }
  for (std::size_t i = 0; i < ports.size(); ++i) {
    for (const Direction direction : kDirections) text += base_chain(i, ports[i], direction);
  }
  return text + "}\n";
}

Result<std::string> nft_group_table(std::string_view table, const NetworkAcl& rules,
                                    std::string_view host_port) {
  if (const auto sound = is_table_name(table); !sound) {
    return tl::unexpected<Error>(sound.error());
  }
  if (!is_nft_device(host_port) || host_port.front() == '$') {
    return fail('\'' + nft_plain(host_port) + "' is no name of a network device");
  }
  std::string text = "table inet " + std::string(table) + " {\n  # " + nft_title(rules) + '\n';
  for (const Direction direction : kDirections) {
    const auto chain = group_chain(rules, direction, host_port);
    if (!chain) return tl::unexpected<Error>(chain.error());
    text += *chain;
  }
  return text + "}\n";
}

}  // namespace halfopen
