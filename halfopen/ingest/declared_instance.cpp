// SPDX-License-Identifier: Apache-2.0
// Instances with the interfaces that they bring along, and elastic IP addresses.
#include <string>
#include <utility>

#include "halfopen/ingest/declared_addresses.hpp"

namespace halfopen {
namespace {

/// Makes the instances of one resource.
class DeclaredInstanceReader {
 public:
  DeclaredInstanceReader(const DeclaredFields& fields, DeclaredSink& sink)
      : fields_(fields), sink_(sink) {}

  void read() {
    const DeclaredResource& resource = fields_.resource();
    instance_.id = resource.id;
    instance_.name = fields_.name();
    instance_.subnet_id = fields_.id("subnet_id", Severity::note);
    instance_.origin = resource.origin;
    for (const std::string_view name :
         {"network_interface", "primary_network_interface", "network_interfaces"}) {
      if (resource.starts_empty(name)) continue;
      for (const DeclaredFields& one : fields_.objects(name, Severity::note).values) attach(one);
    }
    if (!any_) {
      std::string id;
      const auto own = fields_.find("primary_network_interface_id");
      if (own && fields_.node(*own).kind == NodeKind::text) id = fields_.node(*own).text;
      make_interface(fields_, id.empty() ? instance_.id : id,
                     sink_.is_terraform() ? "vpc_security_group_ids" : "security_group_ids");
    }
    sink_.draft.objects.instances.push_back(std::move(instance_));
  }

 private:
  /// An interface that exists by itself, or one that is made with the instance.
  void attach(const DeclaredFields& one) {
    any_ = true;
    const std::string existing = one.id("network_interface_id", Severity::note);
    if (!existing.empty()) {
      instance_.interface_ids.push_back(existing);
      sink_.link(AddedLink::Kind::instance_of_interface, existing, instance_.id,
                 fields_.resource());
      return;
    }
    const std::string index = one.text("device_index", Severity::note).value.value_or("0");
    const std::string id = index == "0" ? instance_.id : instance_.id + " interface " + index;
    make_interface(one, id, "group_set");
  }

  void make_interface(const DeclaredFields& from, const std::string& id, std::string_view groups) {
    NetworkInterface interface;
    interface.id = id;
    interface.name = instance_.name;
    interface.subnet_id = from.id("subnet_id", Severity::note);
    interface.kind = "interface";
    interface.instance_id = instance_.id;
    interface.source_dest_check =
        from.flag("source_dest_check", Severity::note).value.value_or(true);
    interface.origin = fields_.resource().origin;
    read_addresses(from, interface);
    read_public_address(from, interface, sink_);
    read_groups(from, groups, interface, sink_);
    if (instance_.subnet_id.empty()) instance_.subnet_id = interface.subnet_id;
    if (!interface.addresses_known && interface.addresses.empty()) {
      fields_.complain(DiagnosticCode::unresolved_value, Severity::note, interface.origin,
                       "its address is not known before it exists: it is not judged by itself",
                       "ask about its subnet");
    }
    instance_.interface_ids.push_back(interface.id);
    sink_.draft.objects.interfaces.push_back(std::move(interface));
  }

  const DeclaredFields& fields_;
  DeclaredSink& sink_;
  Instance instance_;
  bool any_ = false;
};

/// The public address of an elastic IP address that the text declares; empty if it is not known.
std::string allocated(const std::string& allocation, const DeclaredSink& sink) {
  const Document& document = *sink.declaration.document;
  for (const DeclaredResource& resource : sink.declaration.resources) {
    if (resource.id != allocation) continue;
    const auto at = document.member(resource.fields, "public_ip");
    if (at && document.at(*at).kind == NodeKind::text) return document.at(*at).text;
  }
  return {};
}

}  // namespace

void build_instance(const DeclaredFields& fields, DeclaredSink& sink) {
  DeclaredInstanceReader(fields, sink).read();
}

/// An address, or the association of one.
void build_elastic_address(const DeclaredFields& fields, DeclaredSink& sink) {
  std::string owner;
  for (const std::string_view name :
       {"network_interface", "network_interface_id", "instance", "instance_id"}) {
    const auto at = fields.find(name);
    const bool told =
        at && fields.node(*at).kind == NodeKind::text && !fields.node(*at).text.empty();
    if (owner.empty() && told) owner = fields.id(name, Severity::note);
  }
  if (owner.empty()) return;
  std::string address;
  for (const std::string_view name : {"public_ip", "eip"}) {
    const auto at = fields.find(name);
    const bool told = at && fields.node(*at).kind == NodeKind::text;
    if (address.empty() && told) address = fields.node(*at).text;
  }
  if (address.empty()) address = allocated(fields.id("allocation_id", Severity::note), sink);
  sink.link(AddedLink::Kind::address_of_interface, owner, address, fields.resource());
}

}  // namespace halfopen
