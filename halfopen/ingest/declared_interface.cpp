// SPDX-License-Identifier: Apache-2.0
// Network interfaces, and what joins them to instances and security groups.
#include <algorithm>
#include <string>
#include <utility>

#include "halfopen/ingest/declared_addresses.hpp"

namespace halfopen {
namespace {

using Address = NetworkInterface::Address;

void add_link(DeclaredSink& sink, AddedLink::Kind kind, const std::string& owner,
              const std::string& member, const DeclaredResource& resource) {
  sink.draft.additions.links.push_back({kind, owner, member, resource.origin});
}

void add_address(NetworkInterface& interface, const IpAddress& address, bool primary) {
  for (Address& known : interface.addresses) {
    if (known.address != address) continue;
    known.primary = known.primary || primary;
    return;
  }
  Address added;
  added.address = address;
  added.primary = primary;
  interface.addresses.push_back(added);
}

/// A list of addresses as texts, or as objects with a member that holds them. False if it is not
/// wholly known.
bool add_list(const DeclaredFields& fields, std::string_view name, std::string_view member,
              NetworkInterface& interface) {
  const auto at = fields.find(name);
  if (!at) return true;
  const DocumentNode& list = fields.node(*at);
  const bool objects = std::any_of(list.items.begin(), list.items.end(), [&](std::uint32_t item) {
    return fields.node(item).kind == NodeKind::map;
  });
  if (!objects) {
    const ToldList<CidrBlock> blocks = fields.blocks(name, Severity::note);
    for (const CidrBlock& block : blocks.values) add_address(interface, block.address(), false);
    return blocks.whole;
  }
  const ToldList<DeclaredFields> found = fields.objects(name, Severity::note);
  bool whole = found.whole;
  for (const DeclaredFields& one : found.values) {
    const Told<IpAddress> address = one.address(member, Severity::note);
    whole = whole && address;
    const bool primary = one.flag("primary", Severity::note).value.value_or(false);
    if (address) add_address(interface, *address, primary);
  }
  return whole;
}

bool asks_for_more(const DeclaredFields& fields, std::string_view name) {
  const Told<std::int64_t> count = fields.number(name, Severity::note);
  return count.value.value_or(0) > 0;
}

/// The primary address is the one that is named so, else the first.
void settle_primary(NetworkInterface& interface, const std::optional<IpAddress>& named) {
  auto& addresses = interface.addresses;
  if (named) add_address(interface, *named, true);
  const auto is_v4 = [](const Address& own) { return own.address.family() == IpFamily::v4; };
  const bool has_primary = std::any_of(addresses.begin(), addresses.end(),
                                       [](const Address& own) { return own.primary; });
  const auto first = std::find_if(addresses.begin(), addresses.end(), is_v4);
  if (!has_primary && first != addresses.end()) first->primary = true;
  std::stable_sort(addresses.begin(), addresses.end(), [](const Address& a, const Address& b) {
    if (a.primary != b.primary) return a.primary;
    return a.address.family() < b.address.family();
  });
}

/// Lists that a plan calls "known after apply" though nobody configures them: AWS fills them only
/// if the subnet assigns addresses by itself.
bool left_open(const DeclaredFields& fields, std::string_view name) {
  const DeclaredResource& resource = fields.resource();
  return resource.is_new() && resource.configured && !resource.configures(name);
}

}  // namespace

void read_addresses(const DeclaredFields& fields, NetworkInterface& interface) {
  std::optional<IpAddress> primary;
  bool whole = true;
  for (const std::string_view name : {"private_ip", "private_ip_address"}) {
    const Told<IpAddress> told = fields.address(name, Severity::note);
    if (told) primary = *told;
  }
  for (const std::string_view name :
       {"private_ip_list", "private_ips", "private_ip_addresses", "secondary_private_ips"}) {
    if (left_open(fields, name)) continue;
    whole = add_list(fields, name, "private_ip_address", interface) && whole;
  }
  settle_primary(interface, primary);
  const bool has_v4 = !interface.addresses.empty();
  for (const std::string_view name : {"ipv6_address_list", "ipv6_addresses"}) {
    if (left_open(fields, name)) continue;
    whole = add_list(fields, name, "ipv6_address", interface) && whole;
  }
  for (const auto& [name, member] :
       {std::pair{"ipv4_prefixes", "ipv4_prefix"}, std::pair{"ipv6_prefixes", "ipv6_prefix"}}) {
    if (!fields.has(name) || left_open(fields, name)) continue;
    const ToldList<DeclaredFields> objects = fields.resource().configured
                                                 ? ToldList<DeclaredFields>{}
                                                 : fields.objects(name, Severity::note);
    for (const DeclaredFields& one : objects.values) {
      const Told<CidrBlock> block = one.block(member, Severity::note);
      if (block) interface.prefixes.push_back(*block);
    }
  }
  for (const std::string_view name :
       {"private_ips_count", "secondary_private_ip_address_count", "ipv6_address_count",
        "ipv4_prefix_count", "ipv6_prefix_count"}) {
    if (fields.resource().is_new() && asks_for_more(fields, name)) whole = false;
  }
  interface.addresses_known = whole && has_v4;
}

void read_groups(const DeclaredFields& fields, std::string_view name, NetworkInterface& interface,
                 DeclaredSink& sink) {
  const ToldList<std::string> groups =
      left_open(fields, name) ? ToldList<std::string>{} : fields.ids(name);
  for (const std::string& group : groups.values) {
    add_link(sink, AddedLink::Kind::group_of_interface, interface.id, group, fields.resource());
  }
  if (!groups.whole) {
    add_link(sink, AddedLink::Kind::group_of_interface, interface.id, "", fields.resource());
  } else if (groups.values.empty()) {
    add_link(sink, AddedLink::Kind::default_group_of_interface, interface.id, "",
             fields.resource());
  }
}

void read_public_address(const DeclaredFields& fields, NetworkInterface& interface,
                         DeclaredSink& sink) {
  if (interface.addresses.empty()) return;
  Address& primary = interface.addresses.front();
  if (!primary.primary || primary.address.family() != IpFamily::v4) return;
  const Told<IpAddress> told = fields.address("public_ip", Severity::note);
  primary.public_ip = told.value;
  // Of what exists the state tells all. Of what is new it may get one, unless that is switched off.
  const Told<bool> asked = fields.flag("associate_public_ip_address", Severity::note);
  const bool may_get = !told && fields.resource().is_new();
  primary.may_be_public = may_get && asked.value.value_or(true);
  if (may_get && asked.value.value_or(false)) {
    add_link(sink, AddedLink::Kind::address_of_interface, interface.id, "", fields.resource());
  }
}

void build_network_interface(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  NetworkInterface interface;
  interface.id = resource.id;
  interface.name = fields.name();
  interface.subnet_id = fields.id("subnet_id", Severity::note);
  interface.kind = fields.text("interface_type", Severity::note).value.value_or("interface");
  interface.description = fields.text("description", Severity::note).value.value_or("");
  interface.source_dest_check =
      fields.flag("source_dest_check", Severity::note).value.value_or(true);
  interface.origin = resource.origin;
  read_addresses(fields, interface);
  read_groups(fields, sink.is_terraform() ? "security_groups" : "group_set", interface, sink);
  for (const DeclaredFields& attachment : fields.objects("attachment", Severity::note).values) {
    interface.instance_id = attachment.id("instance", Severity::note);
  }
  sink.draft.objects.interfaces.push_back(std::move(interface));
}

void build_interface_attachment(const DeclaredFields& fields, DeclaredSink& sink) {
  add_link(sink, AddedLink::Kind::instance_of_interface, fields.id("network_interface_id"),
           fields.id("instance_id"), fields.resource());
}

void build_interface_group(const DeclaredFields& fields, DeclaredSink& sink) {
  add_link(sink, AddedLink::Kind::group_of_interface, fields.id("network_interface_id"),
           fields.id("security_group_id"), fields.resource());
}

}  // namespace halfopen
