// SPDX-License-Identifier: Apache-2.0
// A set of inputs that was read, and what questions about it need.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "halfopen/analysis/compiled_snapshot.hpp"
#include "halfopen/ingest/load.hpp"
#include "halfopen/ingest/source_text.hpp"
#include "halfopen/vpc/planned_change.hpp"

namespace halfopen {

/// An input as a request brings it.
struct NamedText {
  std::string name;
  std::string text;

  friend bool operator==(const NamedText&, const NamedText&) = default;
};

/// What was read from a set of inputs. Immutable after it was made, so that several sessions may
/// share it.
struct LoadedSources {
  Loader::Loaded loaded;
  bool any_read = false;  ///< some input was understood
  bool has_plan = false;  ///< some input is a Terraform plan, which has two sides
  /// The inputs themselves, in order, to be read once more together with others; empty if they are
  /// not kept.
  std::vector<NamedText> texts;
};

/// Reads inputs of any kind. Never fails: what is wrong becomes diagnostics. Linear in the texts.
LoadedSources read_sources(std::vector<NamedText> texts, PlanSide side = PlanSide::after);

/// Loaded inputs with the compiled forms of their rule lists. Not for several threads at once.
class Account {
 public:
  explicit Account(std::shared_ptr<const LoadedSources> sources)
      : sources_(std::move(sources)), model_(sources_->loaded.snapshot) {}

  const LoadedSources& sources() const { return *sources_; }
  const Loader::Loaded& loaded() const { return sources_->loaded; }
  const Snapshot& snapshot() const { return sources_->loaded.snapshot; }
  CompiledSnapshot& model() { return model_; }

 private:
  std::shared_ptr<const LoadedSources> sources_;
  CompiledSnapshot model_;
};

}  // namespace halfopen
