// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/service.hpp"

#include "halfopen/net/port_range.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kHint =
    "write PORT, tcp/PORT, udp/PORT, icmp/TYPE[:CODE], sctp/PORT or PROTOCOL-NUMBER/";

Result<ServiceSpec> parse_of_protocol(IpProtocol protocol, std::string_view rest) {
  ServiceSpec spec{protocol, std::nullopt, ""};
  if (is_icmp(protocol)) {
    spec.icmp = rest.empty() ? "echo" : std::string(rest);
    const auto message = parse_icmp_message(spec.icmp, IpFamily::v4);
    if (!message) return tl::unexpected<Error>(message.error());
    return spec;
  }
  if (rest.empty() && !filters_ports(protocol)) return spec;
  const auto port = parse_port(rest);
  if (!port) return fail(port.error().what, std::string(kHint));
  spec.port = *port;
  return spec;
}

/// One item of the list; `carried` is the protocol of the item before.
Result<ServiceSpec> parse_item(std::string_view item, IpProtocol carried) {
  const std::size_t slash = item.find('/');
  if (slash != std::string_view::npos) {
    const auto protocol = parse_ip_protocol(item.substr(0, slash));
    if (!protocol) {
      return fail("'" + std::string(item.substr(0, slash)) + "' is not a protocol",
                  std::string(kHint));
    }
    return parse_of_protocol(*protocol, item.substr(slash + 1));
  }
  const bool starts_with_digit = !item.empty() && item[0] >= '0' && item[0] <= '9';
  const bool message_name = is_icmp(carried) && (item == "echo" || item == "ping");
  if (!starts_with_digit && !message_name) {
    if (const auto protocol = parse_ip_protocol(item); protocol && !filters_ports(*protocol)) {
      return parse_of_protocol(*protocol, "");
    }
  }
  if (item.empty()) return fail("a service is missing", std::string(kHint));
  return parse_of_protocol(carried, item);
}

}  // namespace

Packet request_packet(const Service& service, const IpAddress& client, const IpAddress& server,
                      std::uint16_t client_port) {
  Packet packet{client, server, service.protocol, 0, 0, {}};
  if (service.icmp) {
    packet.icmp = *service.icmp;
  } else {
    packet.source_port = client_port;
    packet.destination_port = service.port.value_or(0);
  }
  return packet;
}

std::optional<Packet> reply_packet(const Service& service, const IpAddress& client,
                                   const IpAddress& server, std::uint16_t client_port) {
  Packet packet = reversed(request_packet(service, client, server, client_port));
  if (service.icmp) {
    const IpFamily family = service.protocol == kIcmpV6 ? IpFamily::v6 : IpFamily::v4;
    const auto answer = icmp_reply(family, *service.icmp);
    if (!answer) return std::nullopt;
    packet.icmp = *answer;
  }
  return packet;
}

Service ServiceSpec::in(IpFamily family) const {
  Service service{protocol, port, std::nullopt};
  if (!is_icmp(protocol)) return service;
  if (family == IpFamily::v6) service.protocol = kIcmpV6;
  const IpFamily message_family = service.protocol == kIcmpV6 ? IpFamily::v6 : IpFamily::v4;
  service.icmp = parse_icmp_message(icmp, message_family).value_or(echo_request(message_family));
  return service;
}

Result<std::vector<ServiceSpec>> parse_services(std::string_view text) {
  std::vector<ServiceSpec> services;
  IpProtocol carried = kTcp;
  while (true) {
    const std::size_t comma = text.find(',');
    auto item = parse_item(text.substr(0, comma), carried);
    if (!item) return tl::unexpected<Error>(item.error());
    carried = item->protocol;
    services.push_back(std::move(*item));
    if (comma == std::string_view::npos) return services;
    text.remove_prefix(comma + 1);
  }
}

std::string to_string(const Service& service) {
  std::string text = to_string(service.protocol);
  if (service.icmp) return text + '/' + to_string(*service.icmp);
  if (service.port) text += '/' + std::to_string(*service.port);
  return text;
}

}  // namespace halfopen
