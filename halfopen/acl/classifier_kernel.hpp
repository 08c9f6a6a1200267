// SPDX-License-Identifier: Apache-2.0
// One way of classifying, compiled for one rule list.
#pragma once

#include <cstddef>
#include <cstdint>

#include "halfopen/acl/packet_columns.hpp"

namespace halfopen {

/// Immutable once made; safe to use from several threads.
class ClassifierKernel {
 public:
  ClassifierKernel() = default;
  ClassifierKernel(const ClassifierKernel&) = delete;
  ClassifierKernel& operator=(const ClassifierKernel&) = delete;
  virtual ~ClassifierKernel() = default;

  /// Writes the answer of each packet to `answers`, which has room for columns.count. No
  /// allocation.
  virtual void classify(const PacketColumns& columns, std::uint32_t* answers) const = 0;

  /// Bytes of the tables that classify() may touch.
  virtual std::size_t table_bytes() const = 0;
};

}  // namespace halfopen
