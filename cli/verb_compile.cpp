// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "cli/question.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"
#include "halfopen/lab/nft_file.hpp"
#include "halfopen/report/compile_report.hpp"

namespace halfopen::cli {
namespace {

/// The subnet of that id, or of that name.
Result<std::uint32_t> subnet_called(const Snapshot& snapshot, const std::string& text) {
  const std::string_view wanted = snapshot.id_of(text);
  for (const bool by_name : {false, true}) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < snapshot.subnets().size(); ++i) {
      const Subnet& subnet = snapshot.subnets()[i];
      if ((by_name ? subnet.name : subnet.id) == wanted) found.push_back(i);
    }
    if (found.size() == 1) return found.front();
    if (!found.empty()) {
      return fail("--subnet: several subnets are called '" + text + "'", "use an id");
    }
  }
  return fail("--subnet: no loaded subnet is called '" + text + "'",
              "write SUBNET=DEVICE with the id or name of a subnet");
}

/// SUBNET=DEVICE: the port with the ACL that guards the subnet.
Result<NftPort> port_of_subnet(const Snapshot& snapshot, const std::string& text,
                               std::string& subnet_id) {
  const std::size_t equals = text.rfind('=');  // an address of Terraform may hold one, too
  if (equals == std::string::npos) {
    return fail("--subnet: '" + text + "' names no device", "write SUBNET=DEVICE");
  }
  const auto subnet = subnet_called(snapshot, text.substr(0, equals));
  if (!subnet) return tl::unexpected<Error>(subnet.error());
  subnet_id = snapshot.subnets()[*subnet].id;
  const AclBinding& binding = snapshot.binding(*subnet);
  if (!binding.known()) {
    return fail("--subnet: which network ACL guards " + subnet_id + " is not known",
                "load all network ACLs of its VPC, or name one by --acl");
  }
  return NftPort{text.substr(equals + 1), binding.acl};
}

struct PortList {
  std::vector<NftPort> ports;
  std::vector<CompiledPort> named;
};

/// The ports that the options name; without any, the one that is told when the ruleset is loaded.
Result<PortList> port_list(const Snapshot& snapshot, const Options& options) {
  PortList list;
  const auto add = [&](NftPort port, std::string subnet) {
    list.named.push_back({snapshot.acls()[port.acl].id(), port.device, std::move(subnet)});
    list.ports.push_back(std::move(port));
  };
  for (const std::string& text : options.places) {
    std::string subnet;
    auto port = port_of_subnet(snapshot, text, subnet);
    if (!port) return tl::unexpected<Error>(port.error());
    add(std::move(*port), std::move(subnet));
  }
  if (!list.ports.empty()) return list;
  const auto acl = only_acl_of(snapshot, options);
  if (!acl) return tl::unexpected<Error>(acl.error());
  add({options.device.empty() ? std::string(kNftPortVariable) : options.device, *acl}, "");
  return list;
}

/// Says why there is no ruleset. Diagnostics have no document to stand in.
int refuse_ruleset(const Options& options, const Inputs& inputs, const Error& error) {
  if (options.format == Format::json) {
    Options plain = options;
    plain.format = Format::text;
    tell_diagnostics(plain, inputs);
  }
  return refuse(error);
}

}  // namespace

int run_compile(const Options& options) {
  const Inputs inputs = read_inputs(options, options.inputs);
  if (!inputs.any_read) return refuse({"no input could be read", ""});
  const Loader::Loaded& loaded = inputs.loaded;
  const auto list = port_list(loaded.snapshot, options);
  if (!list) return refuse_ruleset(options, inputs, list.error());
  const auto ruleset = nft_file(loaded.snapshot.acls(), list->ports);
  if (!ruleset) return refuse_ruleset(options, inputs, ruleset.error());
  const bool written =
      write_out(options.format == Format::json
                    ? compile_json(*ruleset, list->named, loaded.diagnostics, loaded.sources)
                    : *ruleset);
  return written ? kClean : refuse({"the output cannot be written", ""});
}

}  // namespace halfopen::cli
