// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/network_namespace.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace halfopen {
namespace {

constexpr const char* kOwnNamespace = "/proc/thread-self/ns/net";
constexpr const char* kNamedNamespaces = "/run/netns";

int open_own() { return open(kOwnNamespace, O_RDONLY | O_CLOEXEC); }

/// In the wrong namespace the next command would change the machine itself.
void return_or_die(int home) {
  if (setns(home, CLONE_NEWNET) != 0) std::abort();
  close(home);
}

}  // namespace

Result<NetworkNamespace> NetworkNamespace::create() {
  const int home = open_own();
  if (home < 0) return fail(std::string("network namespaces: ") + std::strerror(errno));
  if (unshare(CLONE_NEWNET) != 0) {
    const int problem = errno;
    close(home);
    return fail(std::string("a network namespace cannot be made: ") + std::strerror(problem),
                "run as root, on a kernel with network namespaces");
  }
  const int made = open_own();
  const int problem = errno;
  return_or_die(home);
  if (made < 0) return fail(std::string("network namespaces: ") + std::strerror(problem));
  return NetworkNamespace(made);
}

NetworkNamespace::~NetworkNamespace() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string NetworkNamespace::path() const {
  return "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(descriptor_);
}

Result<bool> NetworkNamespace::keep(const std::string& name) const {
  mkdir(kNamedNamespaces, 0755);
  const std::string place = std::string(kNamedNamespaces) + "/" + name;
  const int file = open(place.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
  if (file < 0) return fail(place + ": " + std::strerror(errno));
  close(file);
  if (mount(path().c_str(), place.c_str(), "none", MS_BIND, nullptr) != 0) {
    const int problem = errno;
    unlink(place.c_str());
    return fail(place + ": " + std::strerror(problem));
  }
  return true;
}

void NetworkNamespace::forget(const std::string& name) {
  const std::string place = std::string(kNamedNamespaces) + "/" + name;
  umount2(place.c_str(), MNT_DETACH);
  unlink(place.c_str());
}

InNamespace::InNamespace(const NetworkNamespace& there) : home_(open_own()) {
  if (home_ < 0 || setns(there.descriptor(), CLONE_NEWNET) != 0) std::abort();
}

InNamespace::~InNamespace() { return_or_die(home_); }

}  // namespace halfopen
