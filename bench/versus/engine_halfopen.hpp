// SPDX-License-Identifier: Apache-2.0
// This library.
#pragma once

#include "engine.hpp"
#include "halfopen/space/header_space.hpp"

namespace halfopen::bench {

/// The choice of a field order is part of the time.
class HalfopenEngine : public Engine {
 public:
  std::string name() const override { return "halfopen::space"; }
  std::optional<Answer> permit_set(const Questions& questions) override;
  std::optional<Answer> equality(const Questions& questions) override;
  std::optional<Answer> shadowed(const Questions& questions) override;
  std::optional<Answer> half_open(const Questions& questions) override;

 private:
  Answer size_of(const HeaderSpace& set) const;
};

}  // namespace halfopen::bench
