// SPDX-License-Identifier: Apache-2.0
#include "halfopen/analysis/policy_exception.hpp"

#include "halfopen/net/icmp.hpp"
#include "halfopen/net/packet.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kExceptionHint =
    "write tcp/443, udp/1024-65535, icmp/echo, icmp/TYPE:CODE, or a whole protocol: tcp, icmp, gre";

Result<PolicyException> of_protocol(std::string_view text, IpProtocol protocol,
                                    std::string_view rest) {
  PolicyException found{std::string(text), protocol, {}, ""};
  if (rest.empty()) return found;
  if (filters_ports(protocol)) {
    const auto ports = parse_port_range(rest);
    if (!ports) return fail(ports.error().what, std::string(kExceptionHint));
    found.ports = *ports;
    return found;
  }
  if (!is_icmp(protocol)) {
    return fail("network ACLs look at the ports of TCP and UDP only, so '" + std::string(text) +
                    "' cannot be let in alone",
                "name the whole protocol: " + to_string(protocol));
  }
  const auto message = parse_icmp_message(rest, IpFamily::v4);
  if (!message) return fail(message.error().what, std::string(kExceptionHint));
  found.icmp = rest;
  return found;
}

/// `carried` is the protocol of the item before.
Result<PolicyException> parse_exception(std::string_view item, IpProtocol carried) {
  const std::size_t slash = item.find('/');
  const bool number = !item.empty() && item[0] >= '0' && item[0] <= '9';
  if (slash == std::string_view::npos && number) return of_protocol(item, carried, item);
  const std::string_view word = item.substr(0, slash);
  const auto protocol = parse_ip_protocol(word);
  if (!protocol) {
    return fail("'" + std::string(word) + "' is not a protocol", std::string(kExceptionHint));
  }
  return of_protocol(item, *protocol,
                     slash == std::string_view::npos ? "" : item.substr(slash + 1));
}

}  // namespace

IpProtocol PolicyException::protocol_in(IpFamily family) const {
  return protocol == kIcmp && family == IpFamily::v6 ? kIcmpV6 : protocol;
}

PortSet PolicyException::selectors_in(IpFamily family) const {
  if (filters_ports(protocol)) return port_set(ports);
  if (!is_icmp(protocol) || icmp.empty()) return {0, 65535};
  const IpFamily of_message = protocol_in(family) == kIcmpV6 ? IpFamily::v6 : IpFamily::v4;
  const auto message = parse_icmp_message(icmp, of_message);
  if (!message) return {};
  const Selector first = icmp_selector(*message);
  const bool every_code = icmp.find(':') == std::string::npos;
  return {first, every_code ? static_cast<Selector>(first | 0xff) : first};
}

Result<std::vector<PolicyException>> parse_policy_exceptions(std::string_view text) {
  std::vector<PolicyException> found;
  IpProtocol carried = kTcp;
  while (true) {
    const std::size_t comma = text.find(',');
    auto item = parse_exception(text.substr(0, comma), carried);
    if (!item) return tl::unexpected<Error>(item.error());
    carried = item->protocol;
    found.push_back(std::move(*item));
    if (comma == std::string_view::npos) return found;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace halfopen
