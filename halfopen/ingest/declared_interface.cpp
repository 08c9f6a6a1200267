// SPDX-License-Identifier: Apache-2.0
// Network interfaces, and what joins them to instances and security groups.
#include <algorithm>
#include <string>
#include <utility>

#include "halfopen/ingest/declared_addresses.hpp"

namespace halfopen {
namespace {

using Address = NetworkInterface::Address;

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

/// True if the list holds objects, as CloudFormation writes lists of addresses.
bool holds_objects(const DeclaredFields& fields, std::string_view name) {
  const auto at = fields.find(name);
  return at &&
         std::any_of(fields.node(*at).items.begin(), fields.node(*at).items.end(),
                     [&](std::uint32_t item) { return fields.node(item).kind == NodeKind::map; });
}

/// A list of addresses as texts, or as objects with a member that holds them. False if it is not
/// wholly known.
bool add_list(const DeclaredFields& fields, std::string_view name, std::string_view member,
              NetworkInterface& interface) {
  if (!fields.has(name)) return true;
  if (!fields.tells(name)) return false;
  bool whole = true;
  if (!holds_objects(fields, name)) {
    const ToldList<std::string> texts = fields.ids(name, Severity::note);
    whole = texts.whole;
    for (const std::string& text : texts.values) {
      const auto address = parse_ip_address(text);
      if (address) add_address(interface, *address, false);
      whole = whole && address.has_value();
    }
    return whole;
  }
  const ToldList<DeclaredFields> found = fields.objects(name, Severity::note);
  whole = found.whole;
  for (const DeclaredFields& one : found.values) {
    const Told<IpAddress> address = one.address(member, Severity::note);
    whole = whole && address;
    const bool primary = one.flag("primary", Severity::note).value.value_or(false);
    if (address) add_address(interface, *address, primary);
  }
  return whole;
}

/// Blocks that are delegated to the interface; likewise.
bool add_prefixes(const DeclaredFields& fields, std::string_view name, std::string_view member,
                  NetworkInterface& interface) {
  if (!fields.has(name)) return true;
  if (!fields.tells(name)) return false;
  if (!holds_objects(fields, name)) {
    const ToldList<CidrBlock> blocks = fields.blocks(name, Severity::note);
    interface.prefixes.insert(interface.prefixes.end(), blocks.values.begin(), blocks.values.end());
    return blocks.whole;
  }
  const ToldList<DeclaredFields> found = fields.objects(name, Severity::note);
  bool whole = found.whole;
  for (const DeclaredFields& one : found.values) {
    const Told<CidrBlock> block = one.block(member, Severity::note);
    whole = whole && block;
    if (block) interface.prefixes.push_back(*block);
  }
  return whole;
}

bool asks_for_more(const DeclaredFields& fields, std::string_view name) {
  return fields.tells(name) && fields.number(name).value.value_or(0) > 0;
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
  return resource.starts_empty(name);
}

}  // namespace

void read_addresses(const DeclaredFields& fields, NetworkInterface& interface) {
  std::optional<IpAddress> primary;
  bool whole = true;
  for (const std::string_view name : {"private_ip", "private_ip_address"}) {
    if (fields.tells(name) && !primary) primary = fields.address(name).value;
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
    if (left_open(fields, name)) continue;
    whole = add_prefixes(fields, name, member, interface) && whole;
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
    sink.link(AddedLink::Kind::group_of_interface, interface.id, group, fields.resource());
  }
  if (!groups.whole) {
    sink.link(AddedLink::Kind::group_of_interface, interface.id, "", fields.resource());
  } else if (groups.values.empty()) {
    sink.link(AddedLink::Kind::default_group_of_interface, interface.id, "", fields.resource());
  }
}

void read_public_address(const DeclaredFields& fields, NetworkInterface& interface,
                         DeclaredSink& sink) {
  if (interface.addresses.empty()) return;
  Address& primary = interface.addresses.front();
  if (!primary.primary || primary.address.family() != IpFamily::v4) return;
  if (fields.tells("public_ip")) primary.public_ip = fields.address("public_ip").value;
  // Of what exists the state tells all. Of what is new it may get one, unless that is switched off.
  Told<bool> asked;
  if (fields.tells("associate_public_ip_address")) {
    asked = fields.flag("associate_public_ip_address");
  }
  const bool may_get = !primary.public_ip && fields.resource().is_new();
  primary.may_be_public = may_get && asked.value.value_or(true);
  if (may_get && asked.value.value_or(false)) {
    sink.link(AddedLink::Kind::address_of_interface, interface.id, "", fields.resource());
  }
}

void build_network_interface(const DeclaredFields& fields, DeclaredSink& sink) {
  const DeclaredResource& resource = fields.resource();
  NetworkInterface interface;
  interface.id = resource.id;
  interface.name = fields.name();
  interface.subnet_id = fields.id("subnet_id", Severity::note);
  interface.kind = "interface";
  if (fields.tells("interface_type")) {
    interface.kind = fields.text("interface_type").value.value_or("interface");
  }
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
  sink.link(AddedLink::Kind::instance_of_interface, fields.id("network_interface_id"),
            fields.id("instance_id"), fields.resource());
}

void build_interface_group(const DeclaredFields& fields, DeclaredSink& sink) {
  sink.link(AddedLink::Kind::group_of_interface, fields.id("network_interface_id"),
            fields.id("security_group_id"), fields.resource());
}

}  // namespace halfopen
