// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ports/service_port.hpp"

#include <algorithm>

namespace halfopen {
namespace {

constexpr ServicePortRow kServicePortRows[] = {
#include "service_port_rows.inc"
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

std::span<const ServicePortRow> service_port_rows() { return kServicePortRows; }

const ServicePortRow* find_service(std::string_view name) {
  for (const ServicePortRow& row : kServicePortRows) {
    if (std::equal(name.begin(), name.end(), row.name.begin(), row.name.end(),
                   [](char a, char b) { return lower(a) == b; })) {
      return &row;
    }
  }
  return nullptr;
}

std::vector<const ServicePortRow*> services_in(const PortSet& ports, IpProtocol protocol) {
  std::vector<const ServicePortRow*> found;
  for (const ServicePortRow& row : service_port_rows()) {
    if (row.is_primary && row.protocol == protocol && ports.contains(row.port)) {
      found.push_back(&row);
    }
  }
  return found;
}

}  // namespace halfopen
