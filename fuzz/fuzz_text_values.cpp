// SPDX-License-Identifier: Apache-2.0
// Each line of the input as every kind of value that users type. What can be written must be read
// back as the same value.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ask_all.hpp"
#include "halfopen/analysis/service.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/net/cidr_block.hpp"
#include "halfopen/net/icmp.hpp"
#include "halfopen/ports/client_profile.hpp"
#include "halfopen/ports/port_set.hpp"
#include "halfopen/vpc/endpoint.hpp"

namespace halfopen::fuzz {
namespace {

/// If `parse` reads the text, its value must survive being written and read again.
template <class Parse>
void round_trip(std::string_view text, const Parse& parse, std::string_view what) {
  const auto value = parse(text);
  if (!value) return;
  const auto again = parse(to_string(*value));
  require(again.has_value() && *again == *value, what);
}

template <class Visit>
void each_item(std::string_view list, const Visit& visit) {
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = list.find(',');
    visit(list.substr(0, end));
    if (end != std::string_view::npos) list.remove_prefix(end + 1);
  }
}

void addresses(std::string_view text) {
  round_trip(text, parse_ip_address, "an address changes when written and read again");
  round_trip(text, parse_cidr_block, "a block changes when written and read again");
  round_trip(text, parse_address_block, "an address block changes when written and read again");
}

void ports(std::string_view text) {
  round_trip(text, parse_port_range, "a port range changes when written and read again");
  round_trip(text, parse_port_set, "a port set changes when written and read again");
  round_trip(text, parse_ip_protocol, "a protocol changes when written and read again");
  if (const auto set = parse_port_set(text)) {
    each_item(text, [&](std::string_view item) {
      const auto range = parse_port_range(item);
      require(!range || port_set(*range).is_subset_of(*set), "a port set lost a range");
    });
    require(count(*set) == count_within(*set, {0, 65535}), "a count differs");
    require(count(*set) + count(PortSet(0, 65535) - *set) == 65536, "a complement is wrong");
  }
  for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
    const auto parse = [&](std::string_view t) { return parse_icmp_message(t, family); };
    round_trip(text, parse, "an ICMP message changes when written and read again");
  }
  if (const auto profile = find_client_profile(text)) {
    const auto again = find_client_profile(profile->name);
    require(again.has_value() && *again == *profile, "a profile is not found by its name");
  }
}

void services(std::string_view text) {
  const auto specs = parse_services(text);
  if (!specs) return;
  std::size_t items = 0;
  each_item(text, [&](std::string_view) { ++items; });
  require(specs->size() == items, "a list of services lost one");
  for (const ServiceSpec& spec : *specs) {
    for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
      const Service service = spec.in(family);
      std::string written = to_string(service);
      // A protocol without ports is written as its bare number, which would be read as a TCP port.
      if (!service.port && !service.icmp) written += '/';
      const auto again = parse_services(written);
      require(again.has_value() && again->size() == 1 && again->front().in(family) == service,
              "a service changes when written and read again");
    }
  }
}

/// A small world in which WHERE can mean something.
const Snapshot& small_world() {
  static const Snapshot world = [] {
    Loader loader;
    loader.add(SourceText("world",
                          "acl: web\nvpc: vpc-1 10.0.0.0/16\nsubnet: public 10.0.0.0/24 fd00::/64\n"
                          "subnet: other 10.0.1.0/24\nInbound\n100 all all 0.0.0.0/0 allow\n"
                          "Outbound\n100 all all ::/0 allow\n"),
               true);
    return std::move(loader).finish().snapshot;
  }();
  return world;
}

void places(std::string_view text) {
  const auto ends = resolve_where(small_world(), text);
  if (!ends) return;
  require(!ends->empty(), "a place without an end");
  for (const Endpoint& end : *ends) require(!end.addresses.empty(), "an end without an address");
}

}  // namespace
}  // namespace halfopen::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(data, data + size);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    halfopen::fuzz::addresses(line);
    halfopen::fuzz::ports(line);
    halfopen::fuzz::services(line);
    halfopen::fuzz::places(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return 0;
}
