// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "halfopen/vpc/attach.hpp"

namespace halfopen {
namespace {

NetworkInterface::Address* primary_v4(NetworkInterface& interface) {
  for (NetworkInterface::Address& own : interface.addresses) {
    if (own.primary && own.address.family() == IpFamily::v4) return &own;
  }
  return nullptr;
}

/// What hangs on single interfaces: instances, public addresses, the subnet's habit of giving them.
class InterfaceAttacher {
 public:
  explicit InterfaceAttacher(SnapshotDraft& draft)
      : draft_(draft),
        interfaces_(draft.objects.interfaces),
        by_id_(index_of(interfaces_)),
        subnets_(index_of(draft.subnets)) {}

  void attach() {
    for (const AddedLink& link : draft_.additions.links) {
      if (link.kind != AddedLink::Kind::instance_of_interface) continue;
      if (NetworkInterface* own = find(link.owner_id)) own->instance_id = link.member_id;
    }
    ask_subnets();
    for (const AddedLink& link : draft_.additions.links) {
      if (link.kind == AddedLink::Kind::address_of_interface) give_address(link);
    }
  }

 private:
  /// By its own id, or the first one of an instance.
  NetworkInterface* find(const std::string& id) {
    const auto own = by_id_.find(id);
    if (own != by_id_.end()) return &interfaces_[own->second];
    const auto of = std::find_if(interfaces_.begin(), interfaces_.end(), [&](const auto& one) {
      return !id.empty() && one.instance_id == id;
    });
    return of == interfaces_.end() ? nullptr : &*of;
  }

  /// A subnet that is known to give no public addresses gives none.
  void ask_subnets() {
    for (NetworkInterface& interface : interfaces_) {
      NetworkInterface::Address* own = primary_v4(interface);
      const auto subnet = subnets_.find(interface.subnet_id);
      if (own == nullptr || !own->may_be_public || subnet == subnets_.end()) continue;
      own->may_be_public = draft_.subnets[subnet->second].assigns_public;
    }
  }

  void give_address(const AddedLink& link) {
    NetworkInterface* interface = find(link.owner_id);
    NetworkInterface::Address* own = interface == nullptr ? nullptr : primary_v4(*interface);
    if (own == nullptr) return;
    const auto address = parse_ip_address(link.member_id);
    if (address) own->public_ip = *address;
    own->may_be_public = !own->public_ip;
  }

  SnapshotDraft& draft_;
  std::vector<NetworkInterface>& interfaces_;
  IdIndex by_id_;
  IdIndex subnets_;
};

}  // namespace

void attach_gateways(SnapshotDraft& draft, OutsideObjects& outside) {
  CloudObjects& objects = draft.objects;
  const IdIndex subnets = index_of(draft.subnets);
  const auto fill_vpc = [&](auto& list) {
    for (auto& object : list) {
      const auto subnet = subnets.find(object.subnet_id);
      if (!object.vpc_id.empty() || subnet == subnets.end()) continue;
      object.vpc_id = draft.subnets[subnet->second].vpc_id;
    }
  };
  fill_vpc(objects.interfaces);
  fill_vpc(objects.instances);
  fill_vpc(objects.nat_gateways);
  const IdIndex gateways = index_of(objects.gateways);
  InterfaceAttacher(draft).attach();
  std::vector<std::string> somewhere;  // attached to a VPC that is not known
  for (const AddedLink& link : draft.additions.links) {
    if (link.kind != AddedLink::Kind::gateway_of_vpc) continue;
    const auto gateway = gateways.find(link.owner_id);
    if (gateway == gateways.end()) {
      if (!link.owner_id.empty()) {
        outside.add(link.owner_id, "a VPC", "describe-internet-gateways or describe-vpn-gateways",
                    link.origin);
      }
      continue;
    }
    if (link.member_id.empty()) somewhere.push_back(link.owner_id);
    auto& vpcs = objects.gateways[gateway->second].vpc_ids;
    if (std::find(vpcs.begin(), vpcs.end(), link.member_id) == vpcs.end()) {
      vpcs.push_back(link.member_id);
    }
  }
  // Such a gateway counts as not loaded: that it is attached to no VPC would be a guess.
  std::erase_if(objects.gateways, [&](const Gateway& gateway) {
    return std::find(somewhere.begin(), somewhere.end(), gateway.id) != somewhere.end();
  });
}

}  // namespace halfopen
