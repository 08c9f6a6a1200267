// SPDX-License-Identifier: Apache-2.0
// Addresses of Terraform and references in its expressions, cut into steps.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace halfopen {

/// `aws_subnet` and `private[0]` of `aws_subnet.private[0]`. The key is `[0]` or `["name"]` in one
/// fixed spelling, so that equal keys are equal texts; empty if none was written. A second index
/// in a row is a step without a name.
struct TerraformStep {
  std::string name;
  std::string key;

  friend bool operator==(const TerraformStep&, const TerraformStep&) = default;
};

/// Cuts an address or reference. Nothing if it is none. Linear.
std::optional<std::vector<TerraformStep>> parse_terraform_address(std::string_view text);

/// The steps from `first` up to `end`, joined by dots.
std::string to_address(const std::vector<TerraformStep>& steps, std::size_t first, std::size_t end);

/// `PATH.NAME`, or the name alone in the root module.
std::string joined_address(const std::string& path, const std::string& name);

/// `[0]` for a number, `["name"]` for a text: the key of an instance as the JSON tells it.
std::string instance_key(std::string_view value, bool is_number);

/// True if a key comes before another: numbers by value, then texts.
bool key_before(std::string_view a, std::string_view b);

/// Module address and instance keys removed: `module.net[0].aws_vpc.a["x"]` is
/// `module.net.aws_vpc.a`. The text itself if it is no address.
std::string without_keys(std::string_view address);

}  // namespace halfopen
