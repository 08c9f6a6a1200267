// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/declared_objects.hpp"

#include <algorithm>

namespace halfopen {
namespace {

struct DeclaredKind {
  std::string_view terraform;
  std::string_view cloudformation;
  DeclaredBuilder build;
};

// clang-format off
constexpr DeclaredKind kKinds[] = {
  {"aws_vpc",                             "AWS::EC2::VPC",                         build_vpc},
  {"aws_default_vpc",                     "",                                      build_vpc},
  {"aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock",                build_vpc_block},
  {"aws_vpc_ipv6_cidr_block_association", "",                                      build_vpc_block},
  {"aws_subnet",                          "AWS::EC2::Subnet",                      build_subnet},
  {"aws_default_subnet",                  "",                                      build_subnet},
  {"",                                    "AWS::EC2::SubnetCidrBlock",             build_subnet_block},
  {"aws_network_acl",                     "AWS::EC2::NetworkAcl",                  build_network_acl},
  {"aws_default_network_acl",             "",                                      build_default_network_acl},
  {"aws_network_acl_rule",                "AWS::EC2::NetworkAclEntry",             build_network_acl_rule},
  {"aws_network_acl_association",         "AWS::EC2::SubnetNetworkAclAssociation", build_acl_association},
};
// clang-format on

const DeclaredKind* kind_of(std::string_view type) {
  if (type.empty()) return nullptr;
  const auto* const found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const DeclaredKind& kind) {
        return kind.terraform == type || kind.cloudformation == type;
      });
  return found == std::end(kKinds) ? nullptr : found;
}

}  // namespace

bool is_modelled_type(std::string_view type) { return kind_of(type) != nullptr; }

void build_objects(const Declaration& declaration, SnapshotDraft& draft, Diagnostics& diagnostics) {
  UnresolvedValues unresolved;
  DeclaredSink sink{declaration, draft, diagnostics, unresolved};
  for (const DeclaredResource& resource : declaration.resources) {
    const DeclaredKind* const kind = kind_of(resource.type);
    if (kind == nullptr) continue;
    if (resource.id != resource.address) draft.aliases.emplace_back(resource.address, resource.id);
    kind->build({*declaration.document, resource, resource.fields, unresolved, diagnostics}, sink);
  }
  unresolved.report(diagnostics);
}

}  // namespace halfopen
