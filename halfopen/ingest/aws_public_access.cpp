// SPDX-License-Identifier: Apache-2.0
// VPC Block Public Access: the region's options and its exclusions.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "halfopen/ingest/aws_entry.hpp"
#include "halfopen/ingest/aws_objects.hpp"

namespace halfopen {
namespace {

std::optional<PublicAccess> access_of(const std::string& word) {
  if (word == "off" || word == "allow-bidirectional") return PublicAccess::open;
  if (word == "block-ingress" || word == "allow-egress") return PublicAccess::egress_only;
  if (word == "block-bidirectional") return PublicAccess::closed;
  return std::nullopt;
}

void unknown_mode(AwsContext& aws, const Origin& origin, const std::string& word) {
  aws.error(DiagnosticCode::unknown_word, origin,
            "the mode '" + word + "' of block public access is not known: it is left out",
            "off, block-ingress or block-bidirectional; of an exclusion allow-bidirectional or "
            "allow-egress");
}

/// True while the exclusion counts.
bool is_block_in_force(const std::string& state) {
  return state.empty() || state == "create-complete" || state.starts_with("update-");
}

}  // namespace

void read_public_access_options(AwsContext& aws) {
  PublicAccessBlock block;
  std::string mode;
  block.origin = aws.here();
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "AwsRegion")) block.region = aws.text();
    if (is_key(key, "InternetGatewayBlockMode")) mode = aws.word("Value");
  });
  const auto access = access_of(mode);
  if (!access) return unknown_mode(aws, block.origin, mode);
  block.access = *access;
  aws.objects().set_list(ObjectKind::public_access_blocks);
  aws.objects().public_access.push_back(std::move(block));
}

void read_public_access_exclusion(AwsContext& aws, const Origin& origin) {
  PublicAccessBlock block;
  std::string mode;
  std::string state;
  block.origin = origin;
  aws.each_member([&](std::string_view key) {
    if (is_key(key, "ResourceArn")) block.resource = aws.text();
    if (is_key(key, "InternetGatewayExclusionMode")) mode = aws.word("Value");
    if (is_key(key, "State")) state = aws.word("Value");
  });
  // arn:aws:ec2:REGION:ACCOUNT:subnet/subnet-1
  const std::size_t slash = block.resource.rfind('/');
  if (slash != std::string::npos) block.resource.erase(0, slash + 1);
  if (!is_block_in_force(state)) return;
  if (block.resource.empty()) return aws.missing_id(origin, "the resource of an exclusion");
  const auto access = access_of(mode);
  if (!access) return unknown_mode(aws, origin, mode);
  block.access = *access;
  aws.objects().public_access.push_back(std::move(block));
}

}  // namespace halfopen
