// SPDX-License-Identifier: Apache-2.0
// Target groups: the list, the health of the targets, the attributes.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

std::uint16_t read_port(AwsContext& aws) {
  const auto number = aws.number();
  return number && *number >= 0 && *number <= 65535 ? static_cast<std::uint16_t>(*number) : 0;
}

/// {"Target": {"Id", "Port", "AvailabilityZone"}, "TargetHealth": {"State"}}
void read_target(AwsContext& aws, const Origin& origin, TargetGroup& group) {
  TargetGroup::Target target;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "TargetHealth")) target.health = aws.word("State");
    if (!is_key(key, "Target")) return;
    aws.object([&](std::string_view inner) {
      if (is_key(inner, "Id")) target.id = aws.text();
      if (is_key(inner, "Port")) target.port = read_port(aws);
      if (is_key(inner, "AvailabilityZone")) target.zone = aws.text();
    });
  });
  if (target.id.empty()) return aws.missing_id(origin, "a target");
  group.targets.push_back(std::move(target));
}

std::optional<bool> truth(const std::string& value) {
  if (value == "true") return true;
  if (value == "false") return false;
  return std::nullopt;  // "use_load_balancer_configuration"
}

/// [{"Key": …, "Value": …}]
void read_attributes(AwsContext& aws, TargetGroup& group) {
  aws.each_object([&](const Origin&) {
    std::string name;
    std::string value;
    aws.each_member([&](std::string_view key) {
      if (is_key(key, "Key")) name = aws.text();
      if (is_key(key, "Value")) value = aws.text();
    });
    if (name == "preserve_client_ip.enabled") group.preserve_client_ip = truth(value);
    if (name == "load_balancing.cross_zone.enabled") group.cross_zone = truth(value);
  });
}

class TargetGroupReader {
 public:
  TargetGroupReader(AwsContext& aws, const Origin& origin) : aws_(aws) { group_.origin = origin; }

  void read() {
    const std::size_t before = aws_.diagnostics.size();
    aws_.each_member([&](std::string_view key) {
      if (!description(key)) piece(key);
    });
    aws_.name_diagnostics(before, group_.id);
    if (group_.id.empty()) return aws_.missing_id(group_.origin, "a target group");
    aws_.objects().target_groups.push_back(std::move(group_));
  }

 private:
  /// Members of `describe-target-groups`.
  bool description(std::string_view key) {
    if (is_key(key, "TargetGroupName")) {
      group_.name = aws_.text();
    } else if (is_key(key, "VpcId")) {
      group_.vpc_id = aws_.text();
    } else if (is_key(key, "TargetType")) {
      type();
    } else if (is_key(key, "Protocol")) {
      group_.protocol = aws_.text();
    } else if (is_key(key, "Port")) {
      group_.port = read_port(aws_);
    } else if (is_key(key, "HealthCheckPort")) {
      if (aws_.json.string() != "traffic-port") group_.health_port = read_port(aws_);
    } else if (is_key(key, "HealthCheckProtocol")) {
      group_.health_protocol = aws_.text();
    } else {
      return false;
    }
    group_.described = true;
    return true;
  }

  void piece(std::string_view key) {
    if (is_key(key, "TargetGroupArn")) {
      group_.id = aws_.text();
    } else if (is_key(key, "Attributes")) {
      read_attributes(aws_, group_);
    } else if (is_key(key, "TargetHealthDescriptions")) {
      group_.targets_known =
          aws_.each_object([&](const Origin& origin) { read_target(aws_, origin, group_); });
      aws_.objects().set_list(ObjectKind::target_health);
    }
  }

  void type() {
    const std::string word = aws_.word("Value");
    if (word == "ip") group_.kind = TargetGroup::Kind::ip;
    if (word == "lambda") group_.kind = TargetGroup::Kind::lambda;
    if (word == "alb") group_.kind = TargetGroup::Kind::alb;
    if (word == "instance" || group_.kind != TargetGroup::Kind::instance) return;
    aws_.error(DiagnosticCode::unknown_word, group_.origin,
               "the target type '" + word + "' is not known: it is taken as instance",
               "known types are instance, ip, lambda and alb");
  }

  AwsContext& aws_;
  TargetGroup group_;
};

}  // namespace

void read_target_group(AwsContext& aws, const Origin& origin) {
  TargetGroupReader(aws, origin).read();
}

}  // namespace halfopen
