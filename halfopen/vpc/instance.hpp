// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "halfopen/base/origin.hpp"

namespace halfopen {

/// What runs behind network interfaces: an EC2 instance.
struct Instance {
  std::string id;
  std::string name;
  std::string subnet_id;
  std::string vpc_id;
  std::string state;     ///< running, stopped, …; may be empty
  std::string platform;  ///< "windows", or the text of PlatformDetails; may be empty
  std::vector<std::string> interface_ids;
  Origin origin;
};

}  // namespace halfopen
