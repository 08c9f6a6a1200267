// SPDX-License-Identifier: Apache-2.0
// Reads what the `describe-*` commands of the AWS CLI print.
#pragma once

#include <cstdint>

#include "halfopen/base/diagnostic.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/snapshot_draft.hpp"

namespace halfopen {

/// What became of an input.
enum class ReadOutcome : std::uint8_t {
  read,        ///< understood, wholly or with diagnostics
  not_ours,    ///< readable, but of no kind that this reader knows; nothing was added
  unreadable,  ///< broken; nothing was added, and a diagnostic says so
};

/// Adds the objects of a JSON text to `draft`: all of them, or none if the text is broken.
/// Accepted: `{"NetworkAcls": […]}` with or without NextToken, bare arrays and single objects,
/// several documents in a row (JSON lines, joined pages), a recorded envelope
/// `{"status_code", "data": {…}}`, lists under any name if the keys of their elements tell what
/// they are, items of AWS Config, several kinds in one text, keys that start with a small letter,
/// nulls for absent keys, tags as list or map. Other AWS lists are noted in `not_judged`. One pass,
/// no tree: the cost is that of reading the bytes. Objects under no telling name are looked through
/// for their keys first, which passes over them twice.
ReadOutcome read_aws_describe(const SourceText& source, std::uint32_t source_index,
                              SnapshotDraft& draft, Diagnostics& diagnostics);

}  // namespace halfopen
