// SPDX-License-Identifier: Apache-2.0
#include "peer_rte_acl.hpp"

#include <dlfcn.h>
#include <rte_acl.h>
#include <rte_eal.h>
#include <rte_malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>

namespace halfopen::bench {
namespace {

constexpr std::size_t kLargePage = 2U << 20U;

std::set<void*>& large_blocks() {
  static std::set<void*> blocks;
  return blocks;
}

void* large_block(std::size_t size) {
  const std::size_t rounded = (size + kLargePage - 1) / kLargePage * kLargePage;
  void* const block = std::aligned_alloc(kLargePage, rounded);
  if (block == nullptr) return nullptr;
  madvise(block, rounded, MADV_HUGEPAGE);
  std::memset(block, 0, rounded);
  large_blocks().insert(block);
  return block;
}

}  // namespace
}  // namespace halfopen::bench

// Without huge pages of its own, DPDK's memory is of small pages. These two stand before DPDK's
// and give large tables transparent huge pages, which made rte_acl a quarter faster on large lists.
extern "C" void* rte_zmalloc_socket(const char* type, std::size_t size, unsigned align,
                                    int socket) {
  using Function = void* (*)(const char*, std::size_t, unsigned, int);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "rte_zmalloc_socket"));
  if (size < halfopen::bench::kLargePage / 2) return real(type, size, align, socket);
  return halfopen::bench::large_block(size);
}

extern "C" void rte_free(void* block) {
  using Function = void (*)(void*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "rte_free"));
  if (halfopen::bench::large_blocks().erase(block) != 0) {
    std::free(block);
  } else {
    real(block);
  }
}

namespace halfopen::bench {
namespace {

constexpr std::size_t kFields = 5;
RTE_ACL_RULE_DEF(PeerRule, kFields);

/// Fields must begin with one byte; then follow groups of four bytes.
rte_acl_field_def field(std::uint8_t type, std::uint8_t size, std::uint8_t index,
                        std::uint8_t group, std::size_t offset) {
  rte_acl_field_def def{};
  def.type = type;
  def.size = size;
  def.field_index = index;
  def.input_index = group;
  def.offset = static_cast<std::uint32_t>(offset);
  return def;
}

std::vector<rte_acl_field_def> field_defs(bool both_ends) {
  using Wire = PacketTrace::Wire;
  std::vector<rte_acl_field_def> defs;
  std::uint8_t group = 0;
  const auto add = [&](std::uint8_t type, std::uint8_t size, std::size_t offset) {
    const auto index = static_cast<std::uint8_t>(defs.size());
    defs.push_back(field(type, size, index, group, offset));
  };
  add(RTE_ACL_FIELD_TYPE_BITMASK, 1, offsetof(Wire, protocol));
  ++group;
  add(RTE_ACL_FIELD_TYPE_MASK, 4, offsetof(Wire, source));
  if (both_ends) {
    ++group;
    add(RTE_ACL_FIELD_TYPE_MASK, 4, offsetof(Wire, destination));
  }
  ++group;
  add(RTE_ACL_FIELD_TYPE_RANGE, 2, offsetof(Wire, source_port));
  add(RTE_ACL_FIELD_TYPE_RANGE, 2, offsetof(Wire, destination_port));
  return defs;
}

PeerRule peer_rule(const HeaderBox& box, std::size_t index, std::size_t count, bool both_ends) {
  PeerRule rule{};
  rule.data.category_mask = 1;
  rule.data.priority = static_cast<std::int32_t>(count - index);
  rule.data.userdata = static_cast<std::uint32_t>(index + 1);
  std::size_t at = 0;
  rule.field[at].value.u8 = box.protocol ? box.protocol->number : std::uint8_t{0};
  rule.field[at++].mask_range.u8 = box.protocol ? 0xff : 0;
  for (const CidrBlock* block : {&box.source, &box.destination}) {
    if (block == &box.destination && !both_ends) continue;
    rule.field[at].value.u32 = static_cast<std::uint32_t>(block->first());
    rule.field[at++].mask_range.u32 = static_cast<std::uint32_t>(block->prefix_length());
  }
  for (const PortRange* range : {&box.source_ports, &box.selectors}) {
    rule.field[at].value.u16 = range->first;
    rule.field[at++].mask_range.u16 = range->last;
  }
  return rule;
}

struct Method {
  enum rte_acl_classify_alg value;
  const char* name;
};
constexpr std::array<Method, 4> kMethods = {{{RTE_ACL_CLASSIFY_AVX512X32, "avx512x32"},
                                             {RTE_ACL_CLASSIFY_AVX512X16, "avx512x16"},
                                             {RTE_ACL_CLASSIFY_AVX2, "avx2"},
                                             {RTE_ACL_CLASSIFY_SCALAR, "scalar"}}};

}  // namespace

bool start_dpdk(const char* program) {
  const std::array<const char*, 9> words = {program,
                                            "--no-huge",
                                            "--no-pci",
                                            "--no-shconf",
                                            "--no-telemetry",
                                            "--lcores=0@(0-1)",
                                            "-m6000",
                                            "--force-max-simd-bitwidth=512",
                                            "--log-level=error"};
  std::vector<std::string> copies(words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& copy : copies) arguments.push_back(copy.data());
  arguments.push_back(nullptr);
  return rte_eal_init(static_cast<int>(words.size()), arguments.data()) >= 0;
}

struct RteAcl::State {
  rte_acl_ctx* context = nullptr;
  const Method* method = nullptr;
  std::string error;
};

RteAcl::RteAcl(const Rules& rules, bool both_ends) : state_(std::make_unique<State>()) {
  const auto defs = field_defs(both_ends);
  static int number = 0;
  const std::string name = "list" + std::to_string(number++);
  rte_acl_param param{};
  param.name = name.c_str();
  param.socket_id = -1;
  param.rule_size = static_cast<std::uint32_t>(RTE_ACL_RULE_SZ(defs.size()));
  param.max_rule_num = static_cast<std::uint32_t>(rules.size());
  state_->context = rte_acl_create(&param);
  if (state_->context == nullptr) {
    state_->error = "rte_acl_create failed";
    return;
  }
  std::vector<char> packed(param.rule_size * rules.size());  // rules of fewer fields are shorter
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const PeerRule rule = peer_rule(rules[i].box, i, rules.size(), both_ends);
    std::memcpy(packed.data() + i * param.rule_size, &rule, param.rule_size);
  }
  int code = rte_acl_add_rules(
      state_->context, reinterpret_cast<const rte_acl_rule*>(packed.data()), param.max_rule_num);
  rte_acl_config config{};
  config.num_categories = 1;
  config.num_fields = static_cast<std::uint32_t>(defs.size());
  std::copy(defs.begin(), defs.end(), config.defs);
  if (code == 0) code = rte_acl_build(state_->context, &config);
  if (code != 0) {
    state_->error = std::strerror(-code);
    return;
  }
  state_->method = std::find_if(kMethods.begin(), kMethods.end(), [this](const Method& method) {
    return rte_acl_set_ctx_classify(state_->context, method.value) == 0;
  });
}

RteAcl::~RteAcl() { rte_acl_free(state_->context); }

bool RteAcl::is_built() const { return state_->method != nullptr; }
const std::string& RteAcl::error() const { return state_->error; }
const char* RteAcl::method() const { return state_->method->name; }

void RteAcl::classify(const std::vector<const std::uint8_t*>& packets,
                      std::uint32_t* answers) const {
  constexpr std::size_t kBurst = 256;
  for (std::size_t i = 0; i < packets.size(); i += kBurst) {
    const auto count = static_cast<std::uint32_t>(std::min(kBurst, packets.size() - i));
    rte_acl_classify(state_->context, const_cast<const std::uint8_t**>(packets.data() + i),
                     answers + i, count, 1);
  }
}

}  // namespace halfopen::bench
