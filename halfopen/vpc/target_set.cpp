// SPDX-License-Identifier: Apache-2.0
#include "halfopen/vpc/target_set.hpp"

#include <algorithm>
#include <utility>

namespace halfopen {
namespace {

/// Gathers the targets of one listener.
class TargetReader {
 public:
  TargetReader(const Snapshot& snapshot, std::uint32_t balancer, const Listener& listener)
      : snapshot_(snapshot),
        number_(balancer),
        balancer_(snapshot.objects().load_balancers[balancer]),
        listener_(listener) {}

  TargetSet read() {
    if (balancer_.kind == LoadBalancer::Kind::classic) {
      read_instances();
    } else {
      for (const std::string& id : listener_.target_groups) read_group(id);
    }
    tell_apart();
    return std::move(set_);
  }

 private:
  void note(std::string code, std::string text) {
    set_.notes.push_back({std::move(code), std::move(text)});
  }

  void leave_out(std::string code, std::string text) {
    set_.left_out = true;
    note(std::move(code), std::move(text));
  }

  void read_instances() {
    if (!balancer_.instance_ids.empty()) {
      note("HEALTH_CHECK_NOT_KNOWN",
           "the health check of the Classic load balancer " + balancer_.name + " is not judged");
    }
    for (const std::string& id : balancer_.instance_ids) {
      BalancerTarget target;
      target.label = id;
      target.port = listener_.instance_port.value_or(listener_.port);
      set_cross_zone(target, std::nullopt);
      if (place_instance(target, id)) add(std::move(target));
    }
  }

  void read_group(const std::string& id) {
    const TargetGroup* group = snapshot_.topology().target_group(id);
    if (group == nullptr || !group->described) {
      leave_out("TARGET_GROUP_NOT_LOADED",
                "the target group " + id + " is not loaded: its targets are not judged");
      return;
    }
    const std::string& name = group->name.empty() ? group->id : group->name;
    if (group->kind == TargetGroup::Kind::lambda) {
      leave_out("LAMBDA_TARGET", "behind " + name +
                                     " stands a function: the load balancer calls it through the "
                                     "Lambda service, and no filter is asked");
      return;
    }
    if (!group->targets_known) {
      leave_out("TARGETS_NOT_LOADED",
                "the targets of " + name + " are not loaded: they are not judged");
      return;
    }
    for (const TargetGroup::Target& target : group->targets) read_target(*group, name, target);
  }

  void read_target(const TargetGroup& group, const std::string& name,
                   const TargetGroup::Target& from) {
    BalancerTarget target;
    target.label = from.id;
    target.zone = from.zone == "all" ? "" : from.zone;
    target.port = from.port != 0 ? from.port : group.port;
    target.health_port = group.health_port.value_or(target.port);
    set_cross_zone(target, group.cross_zone);
    set_keeps_client(target, group, name);
    if (!place(target, group, from)) return;
    if (!from.health.empty() && from.health != "healthy") {
      note("TARGET_NOT_HEALTHY",
           from.id + " of " + name + " is " + from.health + ": it is judged all the same");
    }
    add(std::move(target));
  }

  /// On for Application Load Balancers, off for Network Load Balancers; a target group may say
  /// otherwise (Elastic Load Balancing User Guide, cross-zone load balancing). How a Classic one
  /// begins depends on what made it: all ways are judged.
  void set_cross_zone(BalancerTarget& target, std::optional<bool> of_group) const {
    const auto said = of_group ? of_group : balancer_.cross_zone;
    target.cross_zone = said.value_or(balancer_.kind != LoadBalancer::Kind::network);
    target.by_default = !said && balancer_.kind != LoadBalancer::Kind::application;
  }

  /// User Guide for Network Load Balancers, client IP preservation.
  void set_keeps_client(BalancerTarget& target, const TargetGroup& group, const std::string& name) {
    if (balancer_.kind != LoadBalancer::Kind::network) return;
    const bool by_choice = group.protocol == "TCP" || group.protocol == "TLS";
    const bool by_address = group.kind == TargetGroup::Kind::ip;
    target.keeps_client = by_choice ? group.preserve_client_ip.value_or(!by_address) : true;
    if (!by_choice || group.preserve_client_ip) return;
    note(target.keeps_client ? "ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED"
                             : "ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED",
         "the attributes of " + name + " are not loaded: its targets are taken to see " +
             (target.keeps_client ? "the client's address" : "the load balancer's address"));
  }

  bool place(BalancerTarget& target, const TargetGroup& group, const TargetGroup::Target& from) {
    switch (group.kind) {
      case TargetGroup::Kind::instance: return place_instance(target, from.id);
      case TargetGroup::Kind::ip: return place_address(target, group, from.id);
      case TargetGroup::Kind::alb: return place_balancer(target, from.id);
      case TargetGroup::Kind::lambda: break;
    }
    return false;
  }

  bool place_instance(BalancerTarget& target, const std::string& id) {
    const Topology& topology = snapshot_.topology();
    const NetworkInterface* interface = topology.interface_of(id);
    const auto subnet = interface ? topology.subnet(interface->subnet_id) : std::nullopt;
    if (!subnet || interface->addresses.empty()) {
      leave_out("TARGET_NOT_LOADED", "the target " + id +
                                         " or its subnet is not loaded: the way to it is not "
                                         "judged");
      return false;
    }
    const auto primary =
        std::find_if(interface->addresses.begin(), interface->addresses.end(),
                     [](const NetworkInterface::Address& address) { return address.primary; });
    target.address =
        (primary == interface->addresses.end() ? interface->addresses.front() : *primary).address;
    target.place = {Location::Kind::subnet, *subnet};
    return true;
  }

  bool place_address(BalancerTarget& target, const TargetGroup& group, const std::string& text) {
    const auto address = parse_ip_address(text);
    if (!address) {
      leave_out("TARGET_NOT_LOADED", "the target " + text + " is no address: it is not judged");
      return false;
    }
    target.address = *address;
    const auto holders = snapshot_.subnets_at(*address);
    if (holders.empty()) return true;
    const std::string& vpc = group.vpc_id.empty() ? balancer_.vpc_id : group.vpc_id;
    const auto own = std::find_if(holders.begin(), holders.end(), [&](std::uint32_t subnet) {
      return snapshot_.subnets()[subnet].vpc_id == vpc;
    });
    target.place = {Location::Kind::subnet, own == holders.end() ? holders.front() : *own};
    return true;
  }

  bool place_balancer(BalancerTarget& target, const std::string& id) {
    target.balancer = snapshot_.topology().load_balancer(id);
    if (target.balancer && !snapshot_.topology().nodes(*target.balancer).empty()) return true;
    leave_out("TARGET_NOT_LOADED",
              "the load balancer " + id + " is a target and not loaded: it is not judged");
    return false;
  }

  void add(BalancerTarget target) {
    const bool inside = target.place.kind == Location::Kind::subnet;
    const bool has_zone = !target.zone.empty();
    if (inside) {
      const Subnet& subnet = snapshot_.subnets()[target.place.index];
      if (!has_zone) target.zone = subnet.zone;
    }
    const auto nodes = snapshot_.topology().nodes(number_);
    const bool enabled =
        target.zone.empty() || std::any_of(nodes.begin(), nodes.end(), [&](const auto& node) {
          return node.zone.empty() || node.zone == target.zone;
        });
    if (inside && !enabled) {
      leave_out("ELB_INSTALLED_AZ_RESTRICTION", target.label + " stands in " + target.zone +
                                                    ", where " + balancer_.name +
                                                    " has no node: it gets no connections");
      return;
    }
    set_.targets.push_back(std::move(target));
  }

  /// One id may be there with several ports.
  void tell_apart() {
    auto& targets = set_.targets;
    std::vector<bool> several;
    for (const BalancerTarget& one : targets) {
      several.push_back(std::count_if(targets.begin(), targets.end(), [&](const auto& other) {
                          return other.label == one.label;
                        }) > 1);
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (several[i]) targets[i].label += ':' + std::to_string(targets[i].port);
    }
  }

  const Snapshot& snapshot_;
  std::uint32_t number_;
  const LoadBalancer& balancer_;
  const Listener& listener_;
  TargetSet set_;
};

}  // namespace

TargetSet targets_of(const Snapshot& snapshot, std::uint32_t balancer, const Listener& listener) {
  return TargetReader(snapshot, balancer, listener).read();
}

bool is_served_from(const BalancerTarget& target, const std::string& zone) {
  return target.cross_zone || target.zone.empty() || zone.empty() || target.zone == zone;
}

}  // namespace halfopen
