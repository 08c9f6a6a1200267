// SPDX-License-Identifier: Apache-2.0
// Gives up what a process does not need.
#pragma once

#include <string>

namespace halfopen {

/// No program that this one starts gets more rights than it has. Where it runs as root, it becomes
/// `nobody` for good, with no other groups. To be called once files are read and ports are bound,
/// before any thread starts. Returns what could not be given up, for a person; empty if nothing.
std::string give_up_privileges();

}  // namespace halfopen
