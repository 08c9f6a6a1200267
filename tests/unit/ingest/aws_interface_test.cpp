// SPDX-License-Identifier: Apache-2.0
// Network interfaces and instances.
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::joined;
using tests::load;
using tests::text_of;

const std::string kInterface =
    R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
  "InterfaceType": "interface", "Description": "primary", "RequesterId": "r", "SourceDestCheck": false, "DenyAllIgwTraffic": true,
  "Attachment": {"InstanceId": "i-1", "DeviceIndex": 0, "Status": "attached"}, "TagSet": [{"Key": "Name", "Value": "eth0"}],
  "Groups": [{"GroupId": "sg-1", "GroupName": "a"}, {"GroupId": "sg-2"}], "Association": {"PublicIp": "198.51.100.1"},
  "PrivateIpAddress": "10.0.0.5", "PrivateIpAddresses": [
   {"PrivateIpAddress": "10.0.0.6", "Primary": false, "Association": {"PublicIp": "198.51.100.2"}},
   {"PrivateIpAddress": "10.0.0.5", "Primary": true}],
  "Ipv6Addresses": [{"Ipv6Address": "2001:db8::5"}], "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.0/28"}],
  "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8:1::/80"}]}]})";

TEST_CASE("an interface with all its addresses, the primary one first") {
  const auto loaded = load(kInterface);
  CHECK(codes(loaded) == "");
  REQUIRE(loaded.snapshot.objects().interfaces.size() == 1);
  const NetworkInterface& read = loaded.snapshot.objects().interfaces[0];
  CHECK(text_of(read) == "10.0.0.5* (198.51.100.1) 10.0.0.6 (198.51.100.2) 2001:db8::5");
  CHECK(read.id == "eni-1");
  CHECK(read.name == "eth0");
  CHECK(read.subnet_id == "subnet-1");
  CHECK(read.vpc_id == "vpc-1");
  CHECK(read.kind == "interface");
  CHECK(read.description == "primary");
  CHECK(read.instance_id == "i-1");
  CHECK(read.requester_id == "r");
  CHECK(joined(read.group_ids) == "sg-1,sg-2");
  CHECK(read.prefixes.size() == 2);
  CHECK_FALSE(read.source_dest_check);
  CHECK(read.deny_internet_gateway);
  CHECK_FALSE(read.from_instance);
}

TEST_CASE(
    "forms that occur: one address only, the model's word for a NAT gateway, no list at all") {
  const auto loaded = load(
      R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "InterfaceType": "natGateway", "PrivateIpAddress": "10.0.0.5",
   "Association": {"PublicIp": "198.51.100.1"}}, {"NetworkInterfaceId": "eni-2", "Ipv6Addresses": ["2001:db8::1"]}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().interfaces;
  REQUIRE(read.size() == 2);
  CHECK(read[0].kind == "nat_gateway");
  CHECK(text_of(read[0]) == "10.0.0.5* (198.51.100.1)");
  CHECK(text_of(read[1]) == "2001:db8::1");
}

TEST_CASE("an address that is none is said and left out") {
  const auto loaded = load(
      R"({"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.999"},
   {"PrivateIpAddress": "10.0.0.5"}, 7], "Groups": "sg-1"}]})");
  CHECK(codes(loaded) == "HO1021@1 HO1016@2 HO1016@2");
  CHECK(text_of(loaded.snapshot.objects().interfaces.at(0)) == "10.0.0.5");
  CHECK(loaded.diagnostics[0].text.starts_with("eni-1: "));
}

const std::string kInstance =
    R"({"Reservations": [{"ReservationId": "r-1", "Instances": [{"InstanceId": "i-1", "SubnetId": "subnet-1",
  "VpcId": "vpc-1", "State": {"Code": 16, "Name": "running"}, "PlatformDetails": "Linux/UNIX", "PrivateIpAddress": "10.0.0.5",
  "Tags": [{"Key": "Name", "Value": "web"}], "SecurityGroups": [{"GroupId": "sg-1"}], "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1",
   "SubnetId": "subnet-1", "VpcId": "vpc-1", "SourceDestCheck": false, "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
   "PrivateIpAddress": "10.0.0.5", "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.5"}]}]}]}]})";

TEST_CASE("an instance and the interfaces in it") {
  const auto loaded = load(kInstance);
  CHECK(codes(loaded) == "");
  const CloudObjects& objects = loaded.snapshot.objects();
  REQUIRE(objects.instances.size() == 1);
  CHECK(objects.instances[0].name == "web");
  CHECK(objects.instances[0].state == "running");
  CHECK(objects.instances[0].platform == "Linux/UNIX");
  CHECK(joined(objects.instances[0].interface_ids) == "eni-1");
  REQUIRE(objects.interfaces.size() == 1);
  CHECK(objects.interfaces[0].from_instance);
  CHECK(objects.interfaces[0].instance_id == "i-1");
  CHECK(objects.has_list(ObjectKind::instances));
  CHECK_FALSE(objects.has_list(ObjectKind::network_interfaces));
}

TEST_CASE("the interface's own list and the instance are joined, in any order") {
  for (const std::string& text : {kInstance + kInterface, kInterface + kInstance}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    REQUIRE(loaded.snapshot.objects().interfaces.size() == 1);
    CHECK_FALSE(loaded.snapshot.objects().interfaces[0].from_instance);
    CHECK(loaded.snapshot.objects().interfaces[0].addresses.size() == 3);
    CHECK(joined(loaded.snapshot.objects().instances.at(0).interface_ids) == "eni-1");
  }
}

TEST_CASE("Windows, by either key") {
  for (const char* key : {R"("Platform": "Windows")", R"("Platform": "windows")",
                          R"("PlatformDetails": "Windows with SQL Server")"}) {
    const auto loaded = load(R"({"Reservations": [{"Instances": [{"InstanceId": "i-1", )" +
                             std::string(key) + "}]}]}");
    CHECK(loaded.snapshot.objects().instances.at(0).platform == "windows");
  }
}

TEST_CASE("an instance that lists no interfaces gets one, until the true one is known") {
  const std::string plain =
      R"({"Instances": [{"InstanceId": "i-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
    "PrivateIpAddress": "10.0.0.5", "PublicIpAddress": "198.51.100.1", "SecurityGroups": [{"GroupId": "sg-1"}]}]})";
  const auto alone = load(plain);
  CHECK(codes(alone) == "");
  REQUIRE(alone.snapshot.objects().interfaces.size() == 1);
  const NetworkInterface& made = alone.snapshot.objects().interfaces[0];
  CHECK(made.id == "i-1");
  CHECK(text_of(made) == "10.0.0.5* (198.51.100.1)");
  CHECK(joined(made.group_ids) == "sg-1");
  CHECK(made.from_instance);
  CHECK(joined(alone.snapshot.objects().instances.at(0).interface_ids) == "i-1");
  const auto both = load(plain + kInterface);
  REQUIRE(both.snapshot.objects().interfaces.size() == 1);
  CHECK(both.snapshot.objects().interfaces[0].id == "eni-1");
  CHECK(joined(both.snapshot.objects().instances.at(0).interface_ids) == "eni-1");
}

TEST_CASE("subnets know zone, public addresses and DNS64") {
  const auto loaded = load(
      R"({"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "eu-west-1a",
   "MapPublicIpOnLaunch": true, "EnableDns64": true}, {"SubnetId": "subnet-2", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}]})");
  CHECK(codes(loaded) == "");
  CHECK(loaded.snapshot.subnets()[0].zone == "eu-west-1a");
  CHECK(loaded.snapshot.subnets()[0].assigns_public);
  CHECK(loaded.snapshot.subnets()[0].dns64);
  CHECK(loaded.snapshot.subnets()[1].zone == "");
  CHECK_FALSE(loaded.snapshot.subnets()[1].assigns_public);
}

TEST_CASE("objects of other services are not taken for ours") {
  const auto loaded = load(
      R"({"Addresses": [{"AllocationId": "a", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.5", "SubnetId": "s"}],
   "AutoScalingGroups": [{"AutoScalingGroupName": "g", "Instances": [{"InstanceId": "i-1"}]}],
   "CacheClusters": [{"CacheClusterId": "c", "SecurityGroups": [{"SecurityGroupId": "sg-1", "Status": "active"}]}],
   "services": [{"loadBalancers": [{"targetGroupArn": "t", "containerName": "c"}]}], "InstanceStatuses": [{"InstanceId": "i-1"}]})");
  CHECK(codes(loaded) == "");
  CHECK(loaded.snapshot.objects().instances.empty());
  CHECK(loaded.snapshot.objects().interfaces.empty());
  CHECK(loaded.snapshot.objects().security_groups.empty());
  CHECK(loaded.snapshot.objects().load_balancers.empty());
  CHECK(loaded.snapshot.objects().listed.none());
}

}  // namespace
}  // namespace halfopen
