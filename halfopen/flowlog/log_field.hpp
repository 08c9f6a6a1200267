// SPDX-License-Identifier: Apache-2.0
// The fields of VPC flow log records, versions 2 to 11 (VPC User Guide, flow log records).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace halfopen {

/// In the order of the documentation; version 2 first.
enum class LogField : std::uint8_t {
  version,
  account_id,
  interface_id,
  srcaddr,
  dstaddr,
  srcport,
  dstport,
  protocol,
  packets,
  bytes,
  start,
  end,
  action,
  log_status,
  vpc_id,
  subnet_id,
  instance_id,
  tcp_flags,
  type,
  pkt_srcaddr,
  pkt_dstaddr,
  region,
  az_id,
  sublocation_type,
  sublocation_id,
  pkt_src_aws_service,
  pkt_dst_aws_service,
  flow_direction,
  traffic_path,
  ecs_cluster_arn,
  ecs_cluster_name,
  ecs_container_instance_arn,
  ecs_container_instance_id,
  ecs_container_id,
  ecs_second_container_id,
  ecs_service_name,
  ecs_task_definition_arn,
  ecs_task_arn,
  ecs_task_id,
  reject_reason,
  resource_id,
  encryption_status,
  next_hop_interface_id,
  next_hop_subnet_id,
  next_hop_az_id,
  next_hop_vpc_id,
  next_hop_interface_type,
  interface_type,
  instance_tag,
  instance_tag_2,
  interface_tag,
  interface_tag_2,
  asg_tag,
  asg_tag_2,
};

inline constexpr std::size_t kLogFieldCount = static_cast<std::size_t>(LogField::asg_tag_2) + 1;

struct LogFieldRow {
  std::string_view name;  ///< as in header lines: "pkt-srcaddr"
  std::uint8_t version;   ///< of records that have it
};

/// Indexed by LogField.
std::span<const LogFieldRow> log_field_rows();

constexpr std::size_t log_field_index(LogField field) { return static_cast<std::size_t>(field); }

/// The field of a name, with `-` or `_` between its words, as columns of tables are spelled.
std::optional<LogField> find_log_field(std::string_view name);

}  // namespace halfopen
