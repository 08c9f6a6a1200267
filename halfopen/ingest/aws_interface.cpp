// SPDX-License-Identifier: Apache-2.0
// Network interfaces, alone and inside instances.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

using Address = NetworkInterface::Address;

/// {"PublicIp": …}; a carrier gateway's or an outpost's own address counts as one.
std::optional<IpAddress> read_public_ip(AwsContext& aws) {
  std::optional<IpAddress> found;
  aws.object([&](std::string_view key) {
    if (is_key(key, "PublicIp") || is_key(key, "CarrierIp")) {
      if (const auto address = aws.address()) found = address;
    }
  });
  return found;
}

class InterfaceReader {
 public:
  InterfaceReader(AwsContext& aws, const Origin& origin) : aws_(aws) { interface_.origin = origin; }

  NetworkInterface read() {
    aws_.each_member([&](std::string_view key) { member(key); });
    settle_addresses();
    return std::move(interface_);
  }

 private:
  void member(std::string_view key) {
    if (is_key(key, "NetworkInterfaceId")) {
      interface_.id = aws_.text();
    } else if (is_key(key, "SubnetId")) {
      interface_.subnet_id = aws_.text();
    } else if (is_key(key, "VpcId")) {
      interface_.vpc_id = aws_.text();
    } else if (is_key(key, "InterfaceType")) {
      const std::string kind = aws_.text();
      interface_.kind = kind == "natGateway" ? "nat_gateway" : kind;
    } else if (is_key(key, "Description")) {
      interface_.description = aws_.text();
    } else if (is_key(key, "RequesterId")) {
      interface_.requester_id = aws_.text();
    } else if (is_key(key, "TagSet") || is_key(key, "Tags")) {
      interface_.name = aws_.name_tag();
    } else if (is_key(key, "Groups")) {
      aws_.texts(interface_.group_ids, "GroupId");
    } else if (is_key(key, "SourceDestCheck")) {
      interface_.source_dest_check = aws_.flag(true);
    } else if (is_key(key, "DenyAllIgwTraffic")) {
      interface_.deny_internet_gateway = aws_.flag(false);
    } else if (is_key(key, "Attachment")) {
      attachment();
    } else {
      address_member(key);
    }
  }

  void attachment() {
    aws_.object([&](std::string_view key) {
      if (is_key(key, "InstanceId")) interface_.instance_id = aws_.text();
    });
  }

  void address_member(std::string_view key) {
    if (is_key(key, "PrivateIpAddress")) {
      primary_ = aws_.address();
    } else if (is_key(key, "Association")) {
      public_ip_ = read_public_ip(aws_);
    } else if (is_key(key, "PrivateIpAddresses")) {
      aws_.each_object([&](const Origin&) { private_address(); });
    } else if (is_key(key, "Ipv6Addresses")) {
      ipv6_addresses();
    } else if (is_key(key, "Ipv4Prefixes")) {
      aws_.blocks(interface_.prefixes, "Ipv4Prefix");
    } else if (is_key(key, "Ipv6Prefixes")) {
      aws_.blocks(interface_.prefixes, "Ipv6Prefix");
    }
  }

  void private_address() {
    std::optional<IpAddress> own;
    Address address;
    aws_.each_member([&](std::string_view key) {
      if (is_key(key, "PrivateIpAddress")) own = aws_.address();
      if (is_key(key, "Primary")) address.primary = aws_.flag(false);
      if (is_key(key, "Association")) address.public_ip = read_public_ip(aws_);
    });
    if (!own) return;
    address.address = *own;
    interface_.addresses.push_back(address);
  }

  void ipv6_addresses() {
    if (!aws_.json.enter_array()) return aws_.wrong_type("a list");
    while (aws_.json.next_element()) {
      if (aws_.json.kind() == JsonKind::null) continue;
      std::optional<IpAddress> own;
      if (aws_.json.kind() == JsonKind::object) {
        aws_.object([&](std::string_view key) {
          if (is_key(key, "Ipv6Address")) own = aws_.address();
        });
      } else {
        own = aws_.address();
      }
      if (own) interface_.addresses.push_back({*own, std::nullopt, false});
    }
  }

  /// The keys PrivateIpAddress and Association speak of the primary address, which is listed as
  /// well, as a rule.
  void settle_addresses() {
    auto& addresses = interface_.addresses;
    if (primary_) {
      auto known = std::find_if(addresses.begin(), addresses.end(), [&](const Address& address) {
        return address.address == *primary_;
      });
      if (known == addresses.end()) {
        known = addresses.insert(addresses.begin(), {*primary_, std::nullopt, true});
      }
      known->primary = true;
    }
    std::stable_sort(addresses.begin(), addresses.end(), [](const Address& a, const Address& b) {
      if (a.primary != b.primary) return a.primary;
      return a.address.family() < b.address.family();
    });
    if (public_ip_ && !addresses.empty() && addresses[0].primary && !addresses[0].public_ip) {
      addresses[0].public_ip = public_ip_;
    }
  }

  AwsContext& aws_;
  NetworkInterface interface_;
  std::optional<IpAddress> primary_;
  std::optional<IpAddress> public_ip_;
};

class InstanceReader {
 public:
  InstanceReader(AwsContext& aws, const Origin& origin) : aws_(aws) { instance_.origin = origin; }

  void read() {
    const std::size_t before = aws_.diagnostics.size();
    aws_.each_member([&](std::string_view key) { member(key); });
    aws_.name_diagnostics(before, instance_.id);
    if (instance_.id.empty()) return aws_.missing_id(instance_.origin, "an instance");
    if (windows_) instance_.platform = "windows";
    for (NetworkInterface& interface : interfaces_) {
      if (interface.id.empty()) {
        aws_.missing_id(interface.origin, instance_.id + ": a network interface");
      } else {
        keep(std::move(interface));
      }
    }
    if (interfaces_.empty() && address_ && !instance_.subnet_id.empty()) make_interface();
    aws_.objects().instances.push_back(std::move(instance_));
  }

 private:
  void member(std::string_view key) {
    if (is_key(key, "InstanceId")) {
      instance_.id = aws_.text();
    } else if (is_key(key, "SubnetId")) {
      instance_.subnet_id = aws_.text();
    } else if (is_key(key, "VpcId")) {
      instance_.vpc_id = aws_.text();
    } else if (is_key(key, "State")) {
      instance_.state = aws_.word("Name");
    } else if (is_key(key, "Platform")) {
      windows_ = windows_ || aws_.word("Value") == "windows";
    } else if (is_key(key, "PlatformDetails")) {
      instance_.platform = aws_.text();
      windows_ = windows_ || instance_.platform.starts_with("Windows");
    } else if (is_key(key, "Tags")) {
      instance_.name = aws_.name_tag();
    } else if (is_key(key, "NetworkInterfaces")) {
      aws_.each_object([&](const Origin& origin) {
        interfaces_.push_back(InterfaceReader(aws_, origin).read());
      });
    } else {
      address_member(key);
    }
  }

  void address_member(std::string_view key) {
    if (is_key(key, "PrivateIpAddress")) {
      address_ = aws_.address();
    } else if (is_key(key, "PublicIpAddress")) {
      public_ip_ = aws_.address();
    } else if (is_key(key, "Ipv6Address")) {
      ipv6_ = aws_.address();
    } else if (is_key(key, "SecurityGroups")) {
      aws_.texts(group_ids_, "GroupId");
    } else if (is_key(key, "SourceDestCheck")) {
      source_dest_check_ = aws_.flag(true);
    }
  }

  void keep(NetworkInterface interface) {
    interface.from_instance = true;
    interface.instance_id = instance_.id;
    instance_.interface_ids.push_back(interface.id);
    aws_.objects().interfaces.push_back(std::move(interface));
  }

  /// The export shows no interfaces, but what the only or first one of them has.
  void make_interface() {
    NetworkInterface interface;
    interface.id = instance_.id;
    interface.name = instance_.name;
    interface.subnet_id = instance_.subnet_id;
    interface.vpc_id = instance_.vpc_id;
    interface.kind = "interface";
    interface.addresses.push_back({*address_, public_ip_, true});
    if (ipv6_) interface.addresses.push_back({*ipv6_, std::nullopt, false});
    interface.group_ids = std::move(group_ids_);
    interface.source_dest_check = source_dest_check_;
    interface.origin = instance_.origin;
    keep(std::move(interface));
  }

  AwsContext& aws_;
  Instance instance_;
  std::vector<NetworkInterface> interfaces_;
  std::optional<IpAddress> address_;
  std::optional<IpAddress> public_ip_;
  std::optional<IpAddress> ipv6_;
  std::vector<std::string> group_ids_;
  bool source_dest_check_ = true;
  bool windows_ = false;
};

}  // namespace

void read_network_interface(AwsContext& aws, const Origin& origin) {
  const std::size_t before = aws.diagnostics.size();
  NetworkInterface interface = InterfaceReader(aws, origin).read();
  aws.name_diagnostics(before, interface.id);
  if (interface.id.empty()) return aws.missing_id(origin, "a network interface");
  aws.objects().interfaces.push_back(std::move(interface));
}

void read_instance(AwsContext& aws, const Origin& origin) { InstanceReader(aws, origin).read(); }

void read_reservation(AwsContext& aws, const Origin& /*origin*/) {
  aws.each_member([&](std::string_view key) {
    if (!is_key(key, "Instances")) return;
    aws.each_object([&](const Origin& at) { read_instance(aws, at); });
  });
}

}  // namespace halfopen
