// SPDX-License-Identifier: Apache-2.0
#include "generate_export.hpp"

#include <string_view>

namespace halfopen::bench {
namespace {

CidrBlock random_block(Dice& dice, IpFamily family) {
  if (dice.below(3) == 0) return CidrBlock::all(family);
  if (family == IpFamily::v4) {
    const AddressBits bits = (AddressBits{10} << 24) | (dice.bits() & 0xffffffU);
    return {IpAddress(family, bits), static_cast<int>(16 + dice.below(17))};
  }
  const AddressBits bits = (AddressBits{0x2600'1f14} << 96) | (AddressBits{dice.bits()} << 64);
  return {IpAddress(family, bits), static_cast<int>(32 + 4 * dice.below(9))};
}

PortRange random_ports(Dice& dice) {
  constexpr PortRange kUsual[] = {{443, 443},     {80, 80},       {22, 22},      {1024, 65535},
                                  {32768, 60999}, {49152, 65535}, {3306, 3306},  {5432, 5432},
                                  {8080, 8089},   {53, 53},       {30000, 32767}};
  const std::uint32_t pick = dice.below(12);
  if (pick < 11) return kUsual[pick];
  const auto port = static_cast<std::uint16_t>(dice.below(65000));
  return {port, static_cast<std::uint16_t>(port + dice.below(500))};
}

NetworkAclEntry random_entry(Dice& dice, Direction direction, IpFamily family, RuleNumber number) {
  NetworkAclEntry entry;
  entry.number = number;
  entry.direction = direction;
  entry.action = dice.below(5) == 0 ? RuleAction::deny : RuleAction::allow;
  entry.cidr = random_block(dice, family);
  const std::uint32_t kind = dice.below(10);
  if (kind < 7) {
    entry.protocol = kTcp.number;
    entry.ports = random_ports(dice);
  } else if (kind < 9) {
    entry.protocol = kUdp.number;
    entry.ports = random_ports(dice);
  } else {
    entry.protocol = family == IpFamily::v4 ? kIcmp.number : kIcmpV6.number;
    entry.icmp_type = static_cast<std::int16_t>(family == IpFamily::v4 ? 8 : 128);
  }
  return entry;
}

/// JSON as the AWS CLI indents it: four blanks a level, keys in alphabetical order.
class ExportWriter {
 public:
  explicit ExportWriter(std::uint32_t seed) : dice_(seed) {}

  std::string write(std::size_t bytes) {
    text_.reserve(bytes + 65536);
    open("{");
    open("\"NetworkAcls\": [");
    while (text_.size() < bytes) acl();
    close("]");
    close("}");
    text_ += '\n';
    return std::move(text_);
  }

 private:
  void line(std::string_view content) {
    if (!text_.empty() && text_.back() != '\n') text_ += needs_comma_ ? ",\n" : "\n";
    text_.append(4 * depth_, ' ');
    text_ += content;
    needs_comma_ = true;
  }
  void open(std::string_view content) {
    line(content);
    needs_comma_ = false;
    ++depth_;
  }
  void close(std::string_view bracket) {
    --depth_;
    if (needs_comma_) {  // an empty list stays on its line
      text_ += '\n';
      text_.append(4 * depth_, ' ');
    }
    text_ += bracket;
    needs_comma_ = true;
  }
  void member(std::string_view key, std::string_view value) {
    line('"' + std::string(key) + "\": " + std::string(value));
  }
  void quoted(std::string_view key, std::string_view value) {
    member(key, '"' + std::string(value) + '"');
  }

  /// "acl-0" and sixteen more hexadecimal digits, as EC2 makes them.
  std::string id(const std::string& prefix) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = prefix + "-0";
    for (int i = 0; i < 16; ++i) text += kDigits[dice_.below(16)];
    return text;
  }

  void acl() {
    const std::string acl_id = id("acl");
    open("{");
    open("\"Associations\": [");
    for (std::uint32_t i = dice_.below(4); i > 0; --i) {
      open("{");
      quoted("NetworkAclAssociationId", id("aclassoc"));
      quoted("NetworkAclId", acl_id);
      quoted("SubnetId", id("subnet"));
      close("}");
    }
    close("]");
    entries();
    member("IsDefault", dice_.below(10) == 0 ? "true" : "false");
    quoted("NetworkAclId", acl_id);
    open("\"Tags\": [");
    open("{");
    quoted("Key", "Name");
    quoted("Value", "team-" + std::to_string(dice_.below(500)) + "-private");
    close("}");
    close("]");
    quoted("VpcId", id("vpc"));
    quoted("OwnerId", "111122223333");
    close("}");
  }

  void entries() {
    const std::size_t each = (20 + dice_.below(21)) / 4;  // of a direction and family
    open("\"Entries\": [");
    for (const Direction direction : {Direction::egress, Direction::ingress}) {
      for (const IpFamily family : {IpFamily::v4, IpFamily::v6}) {
        const RuleNumber first = family == IpFamily::v4 ? 100 : 105;
        for (const auto& row : random_entries(dice_, direction, family, each, first)) entry(row);
        NetworkAclEntry last;
        last.number = family == IpFamily::v4 ? 32767 : 32768;
        last.direction = direction;
        last.cidr = CidrBlock::all(family);
        entry(last);
      }
    }
    close("]");
  }

  void entry(const NetworkAclEntry& row) {
    const bool v6 = row.cidr.family() == IpFamily::v6;
    open("{");
    if (!v6) quoted("CidrBlock", to_string(row.cidr));
    member("Egress", row.direction == Direction::egress ? "true" : "false");
    if (row.icmp_type != NetworkAclEntry::kEveryIcmp) {
      open("\"IcmpTypeCode\": {");
      member("Code", std::to_string(row.icmp_code));
      member("Type", std::to_string(row.icmp_type));
      close("}");
    }
    if (v6) quoted("Ipv6CidrBlock", to_string(row.cidr));
    if (row.protocol == kTcp.number || row.protocol == kUdp.number) {
      open("\"PortRange\": {");
      member("From", std::to_string(row.ports.first));
      member("To", std::to_string(row.ports.last));
      close("}");
    }
    quoted("Protocol", std::to_string(row.protocol));
    quoted("RuleAction", to_string(row.action));
    member("RuleNumber", std::to_string(row.number));
    close("}");
  }

  Dice dice_;
  std::string text_;
  std::size_t depth_ = 0;
  bool needs_comma_ = false;
};

}  // namespace

std::vector<NetworkAclEntry> random_entries(Dice& dice, Direction direction, IpFamily family,
                                            std::size_t count, RuleNumber first) {
  std::vector<NetworkAclEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = first + static_cast<RuleNumber>(10 * i);
    entries.push_back(random_entry(dice, direction, family, number));
  }
  return entries;
}

std::string generate_export(std::size_t bytes, std::uint32_t seed) {
  return ExportWriter(seed).write(bytes);
}

}  // namespace halfopen::bench
