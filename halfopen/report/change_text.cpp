// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/change_text.hpp"

#include <algorithm>
#include <vector>

#include "halfopen/ports/service_port.hpp"
#include "halfopen/report/number_text.hpp"

namespace halfopen {
namespace {

bool by_port(const ConnectionChange& change) {
  return change.protocol && filters_ports(*change.protocol);
}

std::string host_text(const IpAddress& address, std::optional<std::uint16_t> port) {
  std::string text = to_string(address);
  if (!port) return text;
  const bool brackets = address.family() == IpFamily::v6;
  return (brackets ? '[' + text + ']' : text) + ':' + std::to_string(*port);
}

/// At most a few names or blocks.
void append_some(std::string& text, const std::vector<std::string>& items) {
  constexpr std::size_t kMost = 8;
  for (std::size_t i = 0; i < items.size() && i < kMost; ++i) {
    text += (text.empty() ? "" : ", ") + items[i];
  }
  if (items.size() > kMost) text += " and " + grouped(items.size() - kMost) + " more";
}

}  // namespace

std::string to_text(const ChangeSide& side) {
  if (side.anywhere) return "anywhere";
  std::string text;
  append_some(text, side.places);
  std::vector<std::string> blocks;
  const std::string all = to_string(side.rest);
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t comma = std::min(all.find(',', at), all.size());
    blocks.push_back(all.substr(at, comma - at));
    at = comma + 1;
  }
  append_some(text, blocks);
  return text;
}

std::string messages_text(const PortSet& selectors) {
  if (selectors == PortSet(0, 65535)) return "every message";
  std::string text;
  for (const auto& run : selectors.intervals()) {
    for (std::uint32_t at = run.first; at <= run.last;) {
      const std::uint32_t type = at >> 8;
      const std::uint32_t last = std::min<std::uint32_t>(run.last, (type << 8) | 0xff);
      text += (text.empty() ? "type " : ", type ") + std::to_string(type);
      if ((at & 0xff) != 0 || (last & 0xff) != 0xff) {
        text += " code " + std::to_string(at & 0xff);
        if (last != at) text += '-' + std::to_string(last & 0xff);
      } else if (last + 0x100 <= run.last) {  // whole types in a row
        const std::uint32_t last_type = ((std::uint32_t{run.last} + 1) >> 8) - 1;
        text += '-' + std::to_string(last_type);
        at = (last_type + 1) << 8;
        continue;
      }
      at = last + 1;
    }
  }
  return text;
}

std::string service_text(const ConnectionChange& change) {
  if (!change.protocol) return "every other protocol";
  const std::string protocol = to_string(*change.protocol);
  if (is_icmp(*change.protocol)) return protocol + ' ' + messages_text(change.server_ports);
  if (!by_port(change)) return "protocol " + protocol;
  return protocol + '/' + to_string(change.server_ports);
}

std::string client_ports_text(const ConnectionChange& change) {
  if (!by_port(change)) return "";
  if (change.client_ports == PortSet(0, 65535)) return "every client port";
  return "client ports " + to_string(change.client_ports);
}

std::string known_services_text(const ConnectionChange& change) {
  if (!by_port(change)) return "";
  std::vector<std::string> names;
  for (const ServicePortRow* row : services_in(change.server_ports, *change.protocol)) {
    names.push_back(std::string(row->name) + ' ' + std::to_string(row->port));
  }
  std::string text;
  append_some(text, names);
  return text;
}

std::string to_text(const ChangeWitness& witness) {
  std::optional<std::uint16_t> client_port;
  if (has_ports(witness.service.protocol)) client_port = witness.client_port;
  const auto end = [](const std::string& place, const IpAddress& address,
                      std::optional<std::uint16_t> port) {
    if (place.empty()) return host_text(address, port);
    return place + (port ? ':' + std::to_string(*port) : "");
  };
  return end(witness.client_place, witness.client, client_port) + " -> " +
         end(witness.server_place, witness.server, witness.service.port);
}

std::string change_line(const ConnectionChange& change) {
  const std::string ports = client_ports_text(change);
  return to_text(change.from) + " -> " + to_text(change.to) + "  " + service_text(change) +
         (change.family == IpFamily::v6 ? " (IPv6)" : "") + (ports.empty() ? "" : ", " + ports);
}

}  // namespace halfopen
