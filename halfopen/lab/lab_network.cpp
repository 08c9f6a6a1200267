// SPDX-License-Identifier: Apache-2.0
#include "halfopen/lab/lab_network.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "halfopen/lab/nft_counters.hpp"
#include "halfopen/system/child_process.hpp"

namespace halfopen {
namespace {

/// Runs a program in a namespace, with a text on its stdin.
Result<std::string> run_in(const NetworkNamespace& there, const std::vector<std::string>& words,
                           const std::string& input) {
  const InNamespace inside(there);
  auto output = run_child(words, {}, input);
  if (!output) {
    return fail(words.front() + " cannot be started: " + output.error().what,
                "install iproute2 and nftables");
  }
  if (output->exit_code != 0) {
    const std::string said = output->error.substr(0, output->error.find('\n'));
    return fail(words.front() + " failed: " + said);
  }
  return std::move(output->out);
}

Result<bool> set(const NetworkNamespace& there, const std::string& name, const std::string& value) {
  const InNamespace inside(there);
  const std::string path = "/proc/sys/" + name;
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) {
    // A kernel without IPv6 has none of its settings.
    if (errno == ENOENT && name.starts_with("net/ipv6/")) return true;
    return fail(path + ": " + std::strerror(errno));
  }
  const bool written =
      write(file, value.data(), value.size()) == static_cast<ssize_t>(value.size());
  const int problem = errno;
  close(file);
  return written ? Result<bool>(true) : fail(path + ": " + std::strerror(problem));
}

Result<bool> set_up(const std::vector<NodeScript>& scripts,
                    const std::vector<NetworkNamespace>& nodes) {
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    for (const auto& [name, value] : scripts[i].settings) {
      if (auto done = set(nodes[i], name, value); !done) return done;
    }
  }
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    if (scripts[i].wire.empty()) continue;
    if (auto out = run_in(nodes[i], {"ip", "-batch", "-"}, scripts[i].wire); !out) {
      return tl::unexpected<Error>(out.error());
    }
  }
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    if (auto out = run_in(nodes[i], {"ip", "-batch", "-"}, scripts[i].commands); !out) {
      return tl::unexpected<Error>(out.error());
    }
    if (scripts[i].rules.empty()) continue;
    if (auto out = run_in(nodes[i], {"nft", "-f", "-"}, scripts[i].rules); !out) {
      return tl::unexpected<Error>(out.error());
    }
  }
  return true;
}

}  // namespace

Result<LabNetwork> LabNetwork::build(const Snapshot& snapshot, LabPlan plan,
                                     const PortRange& client, PlantedLabFault fault) {
  std::vector<NetworkNamespace> nodes;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    auto made = NetworkNamespace::create();
    if (!made) return tl::unexpected<Error>(made.error());
    nodes.push_back(std::move(*made));
  }
  const auto scripts = lab_scripts(
      snapshot, plan, client, [&](std::uint32_t node) { return nodes[node].path(); }, fault);
  if (!scripts) return tl::unexpected<Error>(scripts.error());
  if (auto done = set_up(*scripts, nodes); !done) return tl::unexpected<Error>(done.error());
  return LabNetwork(std::move(plan), std::move(nodes));
}

Result<std::vector<RuleCount>> LabNetwork::counts() const {
  std::vector<RuleCount> all;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const LabNode::Kind kind = plan_.nodes[i].kind;
    if (kind != LabNode::Kind::router && !plan_.nodes[i].groups) continue;
    const auto listing = run_in(nodes_[i], {"nft", "-j", "list", "ruleset"}, "");
    if (!listing) return tl::unexpected<Error>(listing.error());
    auto counters = read_nft_counters(*listing);
    if (!counters) return tl::unexpected<Error>(counters.error());
    for (NftCounter& counter : *counters) {
      all.push_back({i, std::move(counter.comment), counter.packets});
    }
  }
  return all;
}

Result<std::vector<std::string>> LabNetwork::keep(const std::string& prefix) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::string name = prefix + "-" + plan_.nodes[i].name;
    if (auto kept = nodes_[i].keep(name); !kept) {
      for (const std::string& made : names) NetworkNamespace::forget(made);
      return fail("the lab cannot be kept: " + kept.error().what,
                  "if an earlier one stands there: ip netns del " + name);
    }
    names.push_back(name);
  }
  return names;
}

Result<bool> lab_is_possible() {
  const char* hint = "run as root on Linux 5.16 or later, with iproute2 and nftables installed";
  auto there = NetworkNamespace::create();
  if (!there) return fail(there.error().what, hint);
  const auto wired =
      run_in(*there, {"ip", "-batch", "-"}, "link add name lab0 type veth peer name lab1\n");
  if (!wired) return fail(wired.error().what, hint);
  const auto ruled =
      run_in(*there, {"nft", "-f", "-"},
             "table netdev t {\n  chain c {\n    type filter hook egress device lab0 "
             "priority 0; policy accept;\n  }\n}\n");
  if (!ruled) return fail(ruled.error().what, hint);
  return true;
}

}  // namespace halfopen
