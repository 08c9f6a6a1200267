// SPDX-License-Identifier: Apache-2.0
// What every fuzzer of an input asks about the whole account that it loaded.
#pragma once

#include "ask_all.hpp"

namespace halfopen::fuzz {

/// Runs matrix, exposure, lint, diff, minimise and fix with their reports, and checks what must
/// hold whatever the input: a snapshot does not differ from itself, a shorter list behaves the
/// same, an offered fix works. Large accounts are left out.
void ask_account(const Snapshot& snapshot, const SourceNames& sources,
                 const Diagnostics& diagnostics, Picker& picker);

}  // namespace halfopen::fuzz
