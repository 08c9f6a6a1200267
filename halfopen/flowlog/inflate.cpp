// SPDX-License-Identifier: Apache-2.0
#include "halfopen/flowlog/inflate.hpp"

#include "halfopen/flowlog/gzip.hpp"
#include "halfopen/flowlog/zstandard.hpp"

namespace halfopen {

std::unique_ptr<Inflater> inflater_for(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b")) return make_gzip_inflater();
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return make_zstandard_inflater();
  return nullptr;
}

}  // namespace halfopen
