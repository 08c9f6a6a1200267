// SPDX-License-Identifier: Apache-2.0
// Small worlds written as rule tables.
#pragma once

#include <string>
#include <vector>

#include "halfopen/analysis/check.hpp"
#include "halfopen/ingest/load.hpp"

namespace halfopen::tests {

/// A snapshot from texts, and questions against it.
class World {
 public:
  explicit World(const std::vector<std::string>& texts)
      : loaded_(load(texts)), model_(loaded_.snapshot) {}

  const Snapshot& snapshot() const { return loaded_.snapshot; }
  const Diagnostics& diagnostics() const { return loaded_.diagnostics; }
  CompiledSnapshot& model() { return model_; }

  std::vector<Connection> ask(const std::string& from, const std::string& to,
                              const std::string& services, const std::string& client = "") {
    CheckQuestion question;
    question.from = resolve_where(snapshot(), from).value();
    question.to = resolve_where(snapshot(), to).value();
    question.services = parse_services(services).value();
    if (!client.empty()) question.clients = {find_client_profile(client).value()};
    return check(model_, question).value();
  }

  /// The verdict of a question with one answer.
  std::string verdict(const std::string& from, const std::string& to, const std::string& services,
                      const std::string& client = "") {
    const auto answers = ask(from, to, services, client);
    return answers.size() == 1 ? std::string(to_string(answers[0].verdict))
                               : std::to_string(answers.size()) + " answers";
  }

 private:
  static Loader::Loaded load(const std::vector<std::string>& texts) {
    Loader loader;
    for (const std::string& text : texts) loader.add(SourceText("text", text), true);
    return std::move(loader).finish();
  }

  Loader::Loaded loaded_;
  CompiledSnapshot model_;
};

}  // namespace halfopen::tests
