// SPDX-License-Identifier: Apache-2.0
// The rows that check --flows writes.
#pragma once

#include <string>
#include <string_view>

#include "halfopen/analysis/check.hpp"
#include "halfopen/vpc/snapshot.hpp"

namespace halfopen {

/// The header line, with its newline.
std::string_view flow_csv_header();

/// Appends one row: the row's own text as it was read (the five columns), then verdict, request,
/// request_decided_by, reply, reply_decided_by. request and reply are allow, deny or empty;
/// decided_by is ACL/DIRECTION/RULE of the crossing that denied.
void append_flow_row(std::string& out, const Snapshot& snapshot, std::string_view row,
                     const FlowAnswer& answer);

}  // namespace halfopen
