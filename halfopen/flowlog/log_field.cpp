// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/log_field.hpp"

#include <algorithm>

namespace halfopen {
namespace {

constexpr LogFieldRow kLogFieldRows[] = {
    {"version", 2},
    {"account-id", 2},
    {"interface-id", 2},
    {"srcaddr", 2},
    {"dstaddr", 2},
    {"srcport", 2},
    {"dstport", 2},
    {"protocol", 2},
    {"packets", 2},
    {"bytes", 2},
    {"start", 2},
    {"end", 2},
    {"action", 2},
    {"log-status", 2},
    {"vpc-id", 3},
    {"subnet-id", 3},
    {"instance-id", 3},
    {"tcp-flags", 3},
    {"type", 3},
    {"pkt-srcaddr", 3},
    {"pkt-dstaddr", 3},
    {"region", 4},
    {"az-id", 4},
    {"sublocation-type", 4},
    {"sublocation-id", 4},
    {"pkt-src-aws-service", 5},
    {"pkt-dst-aws-service", 5},
    {"flow-direction", 5},
    {"traffic-path", 5},
    {"ecs-cluster-arn", 7},
    {"ecs-cluster-name", 7},
    {"ecs-container-instance-arn", 7},
    {"ecs-container-instance-id", 7},
    {"ecs-container-id", 7},
    {"ecs-second-container-id", 7},
    {"ecs-service-name", 7},
    {"ecs-task-definition-arn", 7},
    {"ecs-task-arn", 7},
    {"ecs-task-id", 7},
    {"reject-reason", 8},
    {"resource-id", 9},
    {"encryption-status", 10},
    {"next-hop-interface-id", 11},
    {"next-hop-subnet-id", 11},
    {"next-hop-az-id", 11},
    {"next-hop-vpc-id", 11},
    {"next-hop-interface-type", 11},
    {"interface-type", 11},
    {"instance-tag", 11},
    {"instance-tag-2", 11},
    {"interface-tag", 11},
    {"interface-tag-2", 11},
    {"asg-tag", 11},
    {"asg-tag-2", 11},
};
static_assert(std::size(kLogFieldRows) == kLogFieldCount);

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return x == y || (x == '-' && y == '_'); });
}

}  // namespace

std::span<const LogFieldRow> log_field_rows() { return kLogFieldRows; }

std::optional<LogField> find_log_field(std::string_view name) {
  for (std::size_t i = 0; i < kLogFieldCount; ++i) {
    if (same_name(kLogFieldRows[i].name, name)) return static_cast<LogField>(i);
  }
  return std::nullopt;
}

}  // namespace halfopen
