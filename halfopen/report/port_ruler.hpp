// SPDX-License-Identifier: Apache-2.0
// The number line of client ports as a picture in text.
#pragma once

#include <span>
#include <string>

#include "halfopen/analysis/connection.hpp"
#include "halfopen/report/style.hpp"

namespace halfopen {

/// Lines, each ending in a newline: a scale 0-65535, a bar (`#` open, `.` closed, `+` some of the
/// cell open, `?` unknown), and a bracket for each distinct profile range with its count. Fits into
/// style.width columns.
std::string port_ruler(const ReplyLeg& reply, std::span<const ProfileShare> profiles,
                       const Style& style);

}  // namespace halfopen
