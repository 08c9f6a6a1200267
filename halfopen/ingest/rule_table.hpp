// SPDX-License-Identifier: Apache-2.0
// Reads a network ACL as plain text: the console's table, a wiki page, an exam question.
#pragma once

#include <cstdint>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/aws_describe.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// Adds the network ACLs of a text to `draft`. The text is lines: directives (`acl: ID`, `name:`,
/// `vpc: ID [CIDR…]`, `subnet: ID [CIDR…]`, `default: yes`), section titles (Inbound, Outbound, in
/// any decoration), headers, and rows with columns (by `|` or tab) or as words. Lines that hold no
/// rule are left out; a line that looks like a rule and cannot be read is a diagnostic, and what it
/// may match is unknown. An ACL without an `acl:` line is named after the input. Full grammar:
/// docs/formats.md.
ReadOutcome read_rule_table(const SourceText& source, std::uint32_t source_index,
                            SnapshotDraft& draft, Diagnostics& diagnostics);

}  // namespace halfopen
