// SPDX-License-Identifier: Apache-2.0
#include "cli/review_files.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "cli/atomic_file.hpp"
#include "cli/input_files.hpp"
#include "halfopen/ingest/baseline_file.hpp"

namespace halfopen::cli {
namespace {

/// The lines of files, read when they are first asked for.
class Lines {
 public:
  std::optional<std::string> text_of(const ReviewPlace& place) {
    if (place.file == "stdin" || place.line == 0) return std::nullopt;
    auto known = files_.find(place.file);
    if (known == files_.end()) known = files_.emplace(place.file, read(place.file)).first;
    const auto& [text, starts] = known->second;
    if (place.line > starts.size()) return std::nullopt;
    const std::size_t start = starts[place.line - 1];
    const std::size_t end = text.find('\n', start);
    // A whole export in one line says nothing about a rule.
    constexpr std::size_t kMost = 4096;
    const std::size_t length = std::min(end, text.size()) - start;
    return length > kMost ? std::nullopt : std::optional(text.substr(start, length));
  }

 private:
  struct File {
    std::string text;
    std::vector<std::size_t> starts;
  };

  static File read(const std::string& path) {
    File file;
    auto text = read_text(path);
    if (!text) return file;
    file.text = std::move(*text);
    for (std::size_t at = 0; at < file.text.size();) {
      file.starts.push_back(at);
      const std::size_t end = file.text.find('\n', at);
      if (end == std::string::npos) break;
      at = end + 1;
    }
    return file;
  }

  std::map<std::string, File> files_;
};

}  // namespace

Result<bool> apply_baseline(Review& review, const Options& options, bool whole) {
  if (options.baseline.empty()) return true;
  auto text = read_whole(options.baseline);
  if (!text) {
    return fail(options.baseline + ": " + text.error().what,
                "write it with --write-baseline " + options.baseline);
  }
  const BaselineFile file = read_baseline_file(SourceText(options.baseline, std::move(*text)));
  if (!file.problems.empty()) {
    std::string all;
    for (const std::string& problem : file.problems) {
      all += (all.empty() ? "" : "\n") + options.baseline + ':' + problem;
    }
    return fail(all, "write it anew with --write-baseline");
  }
  if (file.baseline.verb != review.verb) {
    return fail(options.baseline + ": this is a baseline of `halfopen " + file.baseline.verb +
                    "`, not of `halfopen " + review.verb + '`',
                "give the one that --write-baseline of this verb wrote");
  }
  compare_with(review, file.baseline);
  if (!whole) review.stale.clear();
  return true;
}

Result<bool> keep_baseline(Review& review, const Options& options) {
  if (options.write_baseline.empty()) return true;
  const Baseline baseline = baseline_of(review);
  auto written = write_whole(options.write_baseline, baseline_json(baseline));
  if (!written) return fail("--write-baseline: " + written.error().what);
  review.stale.clear();
  compare_with(review, baseline);
  return true;
}

void read_review_lines(Review& review, const Options& options) {
  if (options.format != Format::sarif && options.format != Format::github) return;
  Lines lines;
  read_lines(review, [&](const ReviewPlace& place) { return lines.text_of(place); });
}

}  // namespace halfopen::cli
