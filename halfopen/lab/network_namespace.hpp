// SPDX-License-Identifier: Apache-2.0
// Network namespaces without names: they live as long as somebody holds them, and the kernel takes
// everything in them away when this process ends, however it ends.
#pragma once

#include <string>
#include <utility>

#include "halfopen/base/result.hpp"

namespace halfopen {

/// Owns a network namespace by a descriptor.
class NetworkNamespace {
 public:
  /// A new and empty one. Needs CAP_SYS_ADMIN; the calling thread stays where it is.
  static Result<NetworkNamespace> create();

  NetworkNamespace(NetworkNamespace&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  NetworkNamespace& operator=(NetworkNamespace&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;
  ~NetworkNamespace();

  int descriptor() const { return descriptor_; }

  /// A path by which another program may open it, while this process holds it.
  std::string path() const;

  /// Gives it a name that `ip netns` knows, so that it stays when this process ends.
  Result<bool> keep(const std::string& name) const;
  /// Takes a name away again.
  static void forget(const std::string& name);

 private:
  explicit NetworkNamespace(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

/// The calling thread stands in a namespace as long as this lives; what it opens and starts
/// meanwhile belongs there. Ends the process rather than leave the thread in the wrong place.
class InNamespace {
 public:
  explicit InNamespace(const NetworkNamespace& there);
  ~InNamespace();
  InNamespace(const InNamespace&) = delete;
  InNamespace& operator=(const InNamespace&) = delete;

 private:
  int home_;
};

}  // namespace halfopen
