// SPDX-License-Identifier: Apache-2.0
// Short names for findings that stay the same from run to run.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace halfopen {

/// 16 hex digits of the 64-bit FNV-1a hash: equal texts have equal fingerprints on every machine.
/// Not for secrets.
std::string fingerprint(std::string_view text);

/// Tells equal fingerprints apart by counting them: "0123456789abcdef", then "0123456789abcdef:2".
class FingerprintCounter {
 public:
  std::string next(std::string_view text);

 private:
  std::map<std::string, unsigned> known_;
};

}  // namespace halfopen
