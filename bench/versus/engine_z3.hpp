// SPDX-License-Identifier: Apache-2.0
// Z3: a theorem prover over bit vectors. It answers with a yes, a no or one witness, not with sets.
#pragma once

#include "engine.hpp"

namespace halfopen::bench {

class Z3Engine : public Engine {
 public:
  std::string name() const override { return "Z3"; }
  std::optional<Answer> permit_set(const Questions& questions) override;
  std::optional<Answer> equality(const Questions& questions) override;
  std::optional<Answer> shadowed(const Questions& questions) override;
  std::optional<Answer> half_open(const Questions& questions) override;
};

}  // namespace halfopen::bench
