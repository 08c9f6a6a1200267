// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/diagram_kernel.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "halfopen/acl/diagram_walk.hpp"

namespace halfopen {
namespace {

constexpr std::size_t kPacketBatch = 128;  // packets that go in step
using BatchWords = std::array<std::uint32_t, kPacketBatch>;

DiagramWalk diagram_walk([[maybe_unused]] SimdMethod method) {
#if defined(__x86_64__)
  if (method == SimdMethod::avx512) return walk_diagram_avx512;
  if (method == SimdMethod::avx2) return walk_diagram_avx2;
#endif
  return walk_diagram_scalar;
}

/// Puts a number of each packet twice into 32 bits.
template <class T>
void put_twice(const T* column, std::size_t count, std::uint32_t shift, BatchWords& words) {
  for (std::size_t i = 0; i < count; ++i) {
    words[i] = (static_cast<std::uint32_t>(column[i]) >> shift & 0xffffU) * 0x10001U;
  }
}

/// The numbers of a batch that diagrams ask for.
class BatchParts {
 public:
  BatchParts(const PacketColumns& batch, std::uint32_t parts) {
    for (std::size_t part = 0; part < kHeaderParts; ++part) {
      if ((parts >> part & 1U) != 0) put(static_cast<HeaderPart>(part), batch, words_[part]);
    }
  }
  const std::uint32_t* words(HeaderPart part) const {
    return words_[static_cast<std::size_t>(part)].data();
  }

 private:
  static void put(HeaderPart part, const PacketColumns& batch, BatchWords& words) {
    switch (part) {
      case HeaderPart::protocol: put_twice(batch.protocols, batch.count, 0, words); break;
      case HeaderPart::selector: put_twice(batch.selectors, batch.count, 0, words); break;
      case HeaderPart::source_port: put_twice(batch.source_ports, batch.count, 0, words); break;
      case HeaderPart::source_high: put_twice(batch.sources, batch.count, 16, words); break;
      case HeaderPart::source_low: put_twice(batch.sources, batch.count, 0, words); break;
      case HeaderPart::destination_high:
        put_twice(batch.destinations, batch.count, 16, words);
        break;
      case HeaderPart::destination_low: put_twice(batch.destinations, batch.count, 0, words); break;
    }
  }

  std::array<BatchWords, kHeaderParts> words_;
};

/// The diagram of one list.
class DiagramTables {
 public:
  explicit DiagramTables(std::vector<DiagramStage> stages)
      : stages_(diagram_lines(std::move(stages))) {}

  /// A bit for each part that is asked for.
  std::uint32_t parts() const {
    std::uint32_t parts = 0;
    for (const DiagramLines& stage : stages_) parts |= 1U << static_cast<unsigned>(stage.part);
    return parts;
  }
  std::size_t bytes() const {
    std::size_t bytes = 0;
    for (const DiagramLines& stage : stages_) bytes += stage.lines.size() * sizeof(DiagramLine);
    return bytes;
  }

  void classify(const BatchParts& parts, std::size_t count, DiagramWalk walk,
                std::uint32_t* answers) const {
    std::fill_n(answers, count, 0U);
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const bool ahead = i + 1 < stages_.size() && stages_[i + 1].lines.size() > kNearLines;
      walk({&stages_[i], ahead ? stages_[i + 1].lines.data() : nullptr,
            parts.words(stages_[i].part), answers, count});
    }
  }

 private:
  static constexpr std::size_t kNearLines = 4096;  // 256 KiB: asking ahead is not worth it

  std::vector<DiagramLines> stages_;
};

class DiagramKernel final : public ClassifierKernel {
 public:
  DiagramKernel(DiagramTables tables, SimdMethod method)
      : tables_(std::move(tables)), parts_(tables_.parts()), walk_(diagram_walk(method)) {}

  void classify(const PacketColumns& columns, std::uint32_t* answers) const override {
    for (std::size_t base = 0; base < columns.count; base += kPacketBatch) {
      const PacketColumns batch = columns.part(base, kPacketBatch);
      tables_.classify(BatchParts(batch, parts_), batch.count, walk_, answers + base);
    }
  }

  std::size_t table_bytes() const override { return tables_.bytes(); }

 private:
  DiagramTables tables_;
  std::uint32_t parts_;
  DiagramWalk walk_;
};

/// Several lists whose answers are places in the whole list: the lowest place decides.
class SplitDiagramKernel final : public ClassifierKernel {
 public:
  SplitDiagramKernel(std::vector<DiagramTables> lists, std::vector<std::uint32_t> answers,
                     SimdMethod method)
      : lists_(std::move(lists)), answers_(std::move(answers)), walk_(diagram_walk(method)) {
    for (const DiagramTables& list : lists_) parts_ |= list.parts();
  }

  void classify(const PacketColumns& columns, std::uint32_t* answers) const override {
    for (std::size_t base = 0; base < columns.count; base += kPacketBatch) {
      classify_batch(columns.part(base, kPacketBatch), answers + base);
    }
  }

  std::size_t table_bytes() const override {
    std::size_t bytes = answers_.size() * sizeof(std::uint32_t);
    for (const DiagramTables& list : lists_) bytes += list.bytes();
    return bytes;
  }

 private:
  void classify_batch(const PacketColumns& batch, std::uint32_t* answers) const {
    const BatchParts parts(batch, parts_);
    BatchWords first;
    lists_[0].classify(parts, batch.count, walk_, first.data());
    for (std::size_t list = 1; list < lists_.size(); ++list) {
      BatchWords places;
      lists_[list].classify(parts, batch.count, walk_, places.data());
      for (std::size_t i = 0; i < batch.count; ++i) first[i] = std::min(first[i], places[i]);
    }
    for (std::size_t i = 0; i < batch.count; ++i) answers[i] = answers_[first[i]];
  }

  std::vector<DiagramTables> lists_;
  std::vector<std::uint32_t> answers_;  ///< by place; the last: no match
  DiagramWalk walk_;
  std::uint32_t parts_ = 0;
};

/// Lists by the addresses that their rules leave open: both, the destination, neither or the
/// source. Answers are places in `list`; where none matches, the place behind the last.
std::array<Ipv4RuleList, 3> lists_by_wildcards(const Ipv4RuleList& list) {
  std::array<Ipv4RuleList, 3> lists;
  const auto count = static_cast<std::uint32_t>(list.rules.size());
  for (Ipv4RuleList& part : lists) part.otherwise = count;
  for (std::uint32_t place = 0; place < count; ++place) {
    Ipv4Rule rule = list.rules[place];
    rule.answer = place;
    const std::size_t part = rule.destination.mask != 0 ? 2 : (rule.source.mask != 0 ? 1 : 0);
    lists[part].rules.push_back(rule);
  }
  return lists;
}

std::unique_ptr<ClassifierKernel> split_diagram_kernel(const Ipv4RuleList& list, SimdMethod method,
                                                       std::size_t most_edges) {
  std::vector<DiagramTables> tables;
  for (const Ipv4RuleList& part : lists_by_wildcards(list)) {
    if (part.rules.empty()) continue;
    auto stages = diagram_stages(part, most_edges);
    if (!stages) return nullptr;
    tables.emplace_back(std::move(*stages));
  }
  std::vector<std::uint32_t> answers;
  for (const Ipv4Rule& rule : list.rules) answers.push_back(rule.answer);
  answers.push_back(list.otherwise);
  return std::make_unique<SplitDiagramKernel>(std::move(tables), std::move(answers), method);
}

/// How large a diagram may get before the list is cut; 0 if it is cut at once. Where hardly a rule
/// leaves an address open, cutting would not make it smaller.
std::size_t edges_of_one(const Ipv4RuleList& list) {
  constexpr std::size_t kUsual = 300'000;
  constexpr std::size_t kEdgesOfARule = 100;
  constexpr std::size_t kMany = 4000;
  const auto open = static_cast<std::size_t>(std::count_if(
      list.rules.begin(), list.rules.end(),
      [](const Ipv4Rule& rule) { return rule.source.mask == 0 || rule.destination.mask == 0; }));
  if (open * 32 < list.rules.size()) return std::max(kUsual, kEdgesOfARule * list.rules.size());
  return list.rules.size() > kMany ? 0 : kUsual;
}

std::uint32_t end_at(const DiagramLine* node, std::size_t index) {
  std::uint16_t end = 0;
  const auto* const bytes = reinterpret_cast<const std::byte*>(node);
  __builtin_memcpy(&end, bytes + sizeof end * index, sizeof end);
  return end;
}

/// How many of the node's ends are below the value: by halving, without branches, as ends beyond
/// the last are the greatest. `ends` is a power of two, or kShortEnds.
std::size_t ends_below_scalar(const DiagramLine* node, std::size_t ends, std::uint32_t value) {
  std::size_t below = 0;
  if (ends == kShortEnds) {
    for (std::size_t i = 0; i < kShortEnds; ++i) below += end_at(node, i) < value ? 1U : 0U;
    return below;
  }
  for (std::size_t step = ends / 2; step != 0; step /= 2) {
    below += end_at(node, below + step - 1) < value ? step : 0;
  }
  return below + (end_at(node, below) < value ? 1U : 0U);
}

}  // namespace

void walk_diagram_scalar(const DiagramStep& step) {
  if (step.stage->layout == NodeLayout::table) {
    walk_diagram_table(step);
    return;
  }
  const std::size_t lines = end_lines(step.stage->layout);
  const std::size_t ends = lines == 0 ? kShortEnds : 32 * lines;
  for (std::size_t i = 0; i < step.count; ++i) {
    const DiagramLine* const node = step.stage->lines.data() + step.cursors[i];
    step.cursors[i] = diagram_child(node, ends * sizeof(std::uint16_t),
                                    ends_below_scalar(node, ends, step.values[i] & 0xffff));
  }
}

std::unique_ptr<ClassifierKernel> diagram_kernel(const Ipv4RuleList& list, SimdMethod method) {
  constexpr std::size_t kMostEdges = 4'000'000;
  if (const std::size_t most = edges_of_one(list); most != 0) {
    if (auto stages = diagram_stages(list, most)) {
      return std::make_unique<DiagramKernel>(DiagramTables(std::move(*stages)), method);
    }
  }
  return split_diagram_kernel(list, method, kMostEdges);
}

}  // namespace halfopen
