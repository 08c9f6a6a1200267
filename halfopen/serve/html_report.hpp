// SPDX-License-Identifier: Apache-2.0
// One self-contained file of page, engine, inputs and question.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "halfopen/analysis/question.hpp"
#include "halfopen/base/result.hpp"
#include "halfopen/serve/loaded_sources.hpp"

namespace halfopen {

/// What the page opens with. Parts of the question may be empty; the page asks for both families.
struct HtmlSession {
  std::span<const NamedText> sources;
  QuestionWords question;
  std::optional<std::uint16_t> client_port;
};

/// Inputs that are larger together make a file that browsers are slow to open.
inline constexpr std::size_t kMostHtmlBytes = std::size_t{20} << 20;

/// The page with the session in its empty block `halfopen-session`. Nothing in the inputs can end
/// the block. Fails if the inputs are too large, or if the page has no such block.
Result<std::string> html_report(std::string_view page, const HtmlSession& session);

}  // namespace halfopen
