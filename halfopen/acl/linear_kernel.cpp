// SPDX-License-Identifier: Apache-2.0
#include "halfopen/acl/linear_kernel.hpp"

#include <utility>

namespace halfopen {
namespace {

/// A packet as numbers; a column that is not there has any value, as no rule looks at it.
struct Ipv4Header {
  std::uint32_t source;
  std::uint32_t destination;
  std::uint16_t source_port;
  std::uint16_t selector;
  std::uint8_t protocol;
};

template <class T>
T value_at(const T* column, std::size_t index) {
  return column == nullptr ? T{0} : column[index];
}

Ipv4Header header_at(const PacketColumns& columns, std::size_t i) {
  return {value_at(columns.sources, i), value_at(columns.destinations, i),
          value_at(columns.source_ports, i), value_at(columns.selectors, i),
          value_at(columns.protocols, i)};
}

bool passes(const AddressTest& test, std::uint32_t address) {
  return ((address ^ test.value) & test.mask) == 0;
}

bool matches(const Ipv4Rule& rule, const Ipv4Header& header) {
  return passes(rule.source, header.source) && passes(rule.destination, header.destination) &&
         rule.selectors.contains(header.selector) &&
         rule.source_ports.contains(header.source_port) &&
         (rule.any_protocol || rule.protocol == header.protocol);
}

class LinearKernel final : public ClassifierKernel {
 public:
  explicit LinearKernel(Ipv4RuleList list) : list_(std::move(list)) {}

  void classify(const PacketColumns& columns, std::uint32_t* answers) const override {
    for (std::size_t i = 0; i < columns.count; ++i) {
      const Ipv4Header header = header_at(columns, i);
      answers[i] = list_.otherwise;
      for (const Ipv4Rule& rule : list_.rules) {
        if (!matches(rule, header)) continue;
        answers[i] = rule.answer;
        break;
      }
    }
  }

  std::size_t table_bytes() const override { return list_.rules.size() * sizeof(Ipv4Rule); }

 private:
  Ipv4RuleList list_;
};

}  // namespace

std::unique_ptr<ClassifierKernel> linear_kernel(Ipv4RuleList list) {
  return std::make_unique<LinearKernel>(std::move(list));
}

}  // namespace halfopen
