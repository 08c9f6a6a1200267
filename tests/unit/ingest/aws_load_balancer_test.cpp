// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/unit/ingest/loaded.hpp"
#include "tests/unit/ingest/objects_text.hpp"

namespace halfopen {
namespace {

using tests::codes;
using tests::joined;
using tests::load;

const std::string kArn = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/nlb/1";
const std::string kBalancers = R"({"LoadBalancers": [{"LoadBalancerArn": ")" + kArn +
                               R"(", "LoadBalancerName": "nlb", "DNSName": "nlb.example",
  "Type": "network", "Scheme": "internet-facing", "VpcId": "vpc-1", "State": {"Code": "active"}, "SecurityGroups": ["sg-1"],
  "AvailabilityZones": [{"ZoneName": "eu-west-1a", "SubnetId": "subnet-1", "LoadBalancerAddresses": [{"IpAddress": "198.51.100.1",
   "PrivateIPv4Address": "10.0.0.9"}]}, {"ZoneName": "eu-west-1b", "SubnetId": "subnet-2", "LoadBalancerAddresses": []}]},
  {"LoadBalancerArn": "arn:a", "Type": "application", "Scheme": "internal", "State": {"Code": "failed"}, "AvailabilityZones": []}]})";

TEST_CASE("load balancers, with attributes that come on their own") {
  const std::string attributes =
      R"([{"LoadBalancerArn": ")" + kArn +
      R"(", "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]}])";
  for (const std::string& text : {kBalancers + attributes, attributes + kBalancers}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    const auto& read = loaded.snapshot.objects().load_balancers;
    REQUIRE(read.size() == 2);
    CHECK(read[0].kind == LoadBalancer::Kind::network);
    CHECK(read[0].id == kArn);
    CHECK(read[0].name == "nlb");
    CHECK(read[0].dns_name == "nlb.example");
    CHECK(read[0].vpc_id == "vpc-1");
    CHECK((read[0].internet_facing && read[0].active && read[0].described));
    CHECK(joined(read[0].group_ids) == "sg-1");
    REQUIRE(read[0].nodes.size() == 2);
    CHECK(read[0].nodes[0].zone == "eu-west-1a");
    CHECK(read[0].nodes[0].subnet_id == "subnet-1");
    CHECK(read[0].nodes[0].addresses.size() == 2);
    CHECK(read[0].cross_zone == true);
    CHECK(read[1].kind == LoadBalancer::Kind::application);
    CHECK((!read[1].internet_facing && !read[1].active && !read[1].cross_zone));
  }
}

TEST_CASE("listeners: transport, targets, and what does not forward") {
  const auto loaded = load(R"([{"LoadBalancerArn": "lb", "Listeners": [
   {"ListenerArn": "l-1", "LoadBalancerArn": "lb", "Port": 443, "Protocol": "HTTPS", "DefaultActions": [{"Type": "authenticate-oidc"},
     {"Type": "forward", "TargetGroupArn": "tg-1", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": "tg-1", "Weight": 1}, {"TargetGroupArn": "tg-2"}]}}]},
   {"ListenerArn": "l-2", "LoadBalancerArn": "lb", "Port": 80, "Protocol": "HTTP", "DefaultActions": [{"Type": "redirect"}]},
   {"ListenerArn": "l-3", "LoadBalancerArn": "lb", "Port": 53, "Protocol": "TCP_UDP", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "tg-3"}]},
   {"ListenerArn": "l-4", "LoadBalancerArn": "x:loadbalancer/gwy/g/1", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "tg-4"}]}]}]
  {"LoadBalancerListeners": [{"ListenerArn": "l-5", "LoadBalancerArn": "lb", "Port": 514, "Protocol": "UDP", "DefaultActions": []}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().listeners;
  REQUIRE(read.size() == 5);
  CHECK((read[0].port == 443 && read[0].tcp && !read[0].udp && read[0].forwards &&
         read[0].rules_beyond));
  CHECK(joined(read[0].target_groups) == "tg-1,tg-2");
  CHECK((!read[1].forwards && read[1].target_groups.empty()));
  CHECK((read[2].tcp && read[2].udp && !read[2].rules_beyond));
  CHECK((read[3].port == 0 && !read[3].tcp && !read[3].udp && read[3].forwards));
  CHECK((read[4].port == 514 && read[4].udp && !read[4].tcp));
  CHECK(loaded.snapshot.objects().has_list(ObjectKind::listeners));
}

TEST_CASE("a load balancer without listeners says so") {
  const auto none = load(R"([{"LoadBalancerArn": "lb", "Listeners": []}])");
  CHECK(codes(none) == "");
  CHECK(none.snapshot.objects().has_list(ObjectKind::listeners));
  const auto wrapped = load(R"({"LoadBalancerListeners": [{"LoadBalancerArn": "lb", "Listeners": [
    {"ListenerArn": "l", "LoadBalancerArn": "lb", "Port": 80, "Protocol": "HTTP", "DefaultActions": []}]}]})");
  CHECK(codes(wrapped) == "");
  CHECK(wrapped.snapshot.objects().listeners.size() == 1);
}

TEST_CASE("target groups, their health and attributes by ARN") {
  const std::string described =
      R"({"TargetGroups": [{"TargetGroupArn": "tg-1", "TargetGroupName": "web", "Protocol": "TCP", "Port": 8080,
    "VpcId": "vpc-1", "TargetType": "ip", "HealthCheckPort": "traffic-port", "HealthCheckProtocol": "TCP"},
    {"TargetGroupArn": "tg-2", "TargetType": "instance", "Protocol": "HTTP", "Port": 80, "HealthCheckPort": "8081"}]})";
  const std::string health =
      R"([{"TargetGroupArn": "tg-1", "TargetHealthDescriptions": [{"HealthCheckPort": "80",
    "Target": {"Id": "10.0.0.5", "Port": 8080, "AvailabilityZone": "eu-west-1a"}, "TargetHealth": {"State": "unhealthy", "Reason": "x"}}]}])";
  const std::string attributes =
      R"([{"TargetGroupArn": "tg-1", "Attributes": [{"Key": "preserve_client_ip.enabled", "Value": "false"},
    {"Key": "load_balancing.cross_zone.enabled", "Value": "use_load_balancer_configuration"}]}])";
  for (const std::string& text : {described + health + attributes, attributes + described + health,
                                  health + attributes + described}) {
    const auto loaded = load(text);
    CHECK(codes(loaded) == "");
    const auto& read = loaded.snapshot.objects().target_groups;
    REQUIRE(read.size() == 2);
    CHECK((read[0].id == "tg-1" && read[0].name == "web" && read[0].vpc_id == "vpc-1"));
    CHECK((read[0].kind == TargetGroup::Kind::ip && read[0].protocol == "TCP"));
    CHECK((read[0].port == 8080 && !read[0].health_port && read[0].described));
    CHECK(read[0].preserve_client_ip == false);
    CHECK_FALSE(read[0].cross_zone.has_value());
    REQUIRE(read[0].targets.size() == 1);
    CHECK(read[0].targets_known);
    CHECK(read[0].targets[0].id == "10.0.0.5");
    CHECK((read[0].targets[0].port == 8080 && read[0].targets[0].health == "unhealthy"));
    CHECK(read[0].targets[0].zone == "eu-west-1a");
    CHECK(read[1].health_port == std::uint16_t{8081});
    CHECK_FALSE(read[1].targets_known);
    CHECK(loaded.snapshot.objects().has_list(ObjectKind::target_health));
  }
}

TEST_CASE("the layout of Batfish's snapshots") {
  const auto loaded = load(
      R"({"LoadBalancerTargetHealth": [{"TargetGroupArn": "tg-1", "TargetHealthDescriptions": []}]}
  {"LoadBalancerAttributes": [{"LoadBalancerArn": "x:loadbalancer/net/a/1", "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "false"}]}]})");
  CHECK(codes(loaded) == "");
  CHECK(loaded.snapshot.objects().target_groups.at(0).targets_known);
  CHECK_FALSE(loaded.snapshot.objects().target_groups[0].described);
  CHECK(loaded.snapshot.objects().load_balancers.at(0).kind == LoadBalancer::Kind::network);
  CHECK(loaded.snapshot.objects().load_balancers[0].cross_zone == false);
  CHECK_FALSE(loaded.snapshot.objects().load_balancers[0].described);
}

TEST_CASE("Classic load balancers") {
  const auto loaded = load(
      R"({"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "DNSName": "d", "Scheme": "internet-facing", "VPCId": "vpc-1",
    "Subnets": ["subnet-1"], "AvailabilityZones": ["eu-west-1a"], "SecurityGroups": ["sg-1"], "Instances": [{"InstanceId": "i-1"}],
    "ListenerDescriptions": [{"Listener": {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8080}, "PolicyNames": []}]}]})");
  CHECK(codes(loaded) == "");
  const auto& read = loaded.snapshot.objects().load_balancers;
  REQUIRE(read.size() == 1);
  CHECK((read[0].kind == LoadBalancer::Kind::classic && read[0].id == "old"));
  CHECK((read[0].vpc_id == "vpc-1" && read[0].internet_facing));
  CHECK(joined(read[0].instance_ids) + joined(read[0].group_ids) == "i-1sg-1");
  CHECK((read[0].nodes.size() == 1 && read[0].nodes[0].subnet_id == "subnet-1"));
  REQUIRE(loaded.snapshot.objects().listeners.size() == 1);
  CHECK(loaded.snapshot.objects().listeners[0].load_balancer == "old");
  CHECK(loaded.snapshot.objects().listeners[0].port == 80);
  CHECK(loaded.snapshot.objects().listeners[0].instance_port == std::uint16_t{8080});
}

TEST_CASE("words and ports that are not known are said") {
  CHECK(
      codes(load(
          R"({"Listeners": [{"ListenerArn": "l", "LoadBalancerArn": "lb", "Protocol": "TCP", "DefaultActions": []}]})")) ==
      "HO1006@1");
  CHECK(
      codes(load(
          R"({"Listeners": [{"ListenerArn": "l", "LoadBalancerArn": "lb", "Port": 1, "Protocol": "SMOKE", "DefaultActions": []}]})")) ==
      "HO1022@1");
  CHECK(codes(load(R"({"LoadBalancers": [{"LoadBalancerArn": "lb", "Type": "odd"}]})")) ==
        "HO1022@1");
  CHECK(codes(load(R"({"TargetGroups": [{"TargetGroupArn": "t", "TargetType": "odd"}]})")) ==
        "HO1022@1");
}

}  // namespace
}  // namespace halfopen
