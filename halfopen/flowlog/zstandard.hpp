// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "halfopen/flowlog/inflate.hpp"

namespace halfopen {

std::unique_ptr<Inflater> make_zstandard_inflater();

}  // namespace halfopen
