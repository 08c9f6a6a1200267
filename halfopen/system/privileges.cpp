// SPDX-License-Identifier: Apache-2.0
#include "halfopen/system/privileges.hpp"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace halfopen {
namespace {

/// `nobody` on every Linux distribution (systemd, UID/GID ranges). Not looked up: that would load
/// modules and read files as root.
constexpr uid_t kNobody = 65534;

std::string reason() { return std::strerror(errno); }

}  // namespace

std::string give_up_privileges() {
  std::string kept;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) kept = "no_new_privs: " + reason();
  if (geteuid() != 0) return kept;
  const bool given_up = setgroups(0, nullptr) == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
                        setresuid(kNobody, kNobody, kNobody) == 0;
  if (!given_up) kept += (kept.empty() ? "" : "; ") + ("root: " + reason());
  return kept;
}

}  // namespace halfopen
