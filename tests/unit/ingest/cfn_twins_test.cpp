// SPDX-License-Identifier: Apache-2.0
// One template written with short tags, with long forms in YAML, and in JSON: one meaning.
#include <doctest/doctest.h>

#include <random>

#include "cfn_evaluated.hpp"

using halfopen::tests::Evaluated;

namespace {

/// One expression in both spellings. JSON is YAML, too.
struct Spelt {
  std::string tagged;
  std::string json;
  bool is_call = false;
};

class Writer {
 public:
  explicit Writer(std::uint32_t seed) : random_(seed) {}

  Spelt value(int depth) {
    switch (depth <= 0 ? below(3) : below(14)) {
      case 0: return text(pick({"abc", "10.0.0.0/16", "8", "true", "", "a,b", "${Text}"}));
      case 1:
        return scalar("Ref", pick({"Text", "Open", "List", "Vpc", "Gone", "AWS::Region",
                                   "AWS::NoValue", "Nobody"}));
      case 2: return scalar("Fn::GetAtt", pick({"Vpc.CidrBlock", "Vpc.VpcId", "Net.Ipv6", "X.Y"}));
      case 3: return call("Fn::Join", {text(pick({"", "-", ","})), list(depth)});
      case 4: return call("Fn::Select", {text(pick({"0", "1", "7"})), value(depth - 1)});
      case 5: return call("Fn::Split", {text(pick({",", "."})), value(depth - 1)});
      case 6: return scalar("Fn::Sub", pick({"${Text}/${Vpc}", "${Open}", "${!Text}", "${List}"}));
      case 7:
        return call("Fn::If",
                    {text(pick({"Yes", "No", "Maybe"})), value(depth - 1), value(depth - 1)});
      case 8: return call("Fn::FindInMap", {text("Map"), value(depth - 1), text("k")});
      case 9: return call("Fn::Cidr", {value(depth - 1), text("2"), value(depth - 1)});
      case 10: return unary("Fn::Length", value(depth - 1));
      case 11: return unary("Fn::ImportValue", value(depth - 1));
      case 12: return list(depth);
      default: return map(depth);
    }
  }

 private:
  std::uint32_t below(std::uint32_t most) { return static_cast<std::uint32_t>(random_() % most); }
  std::string pick(std::initializer_list<const char*> words) {
    return *(words.begin() + below(static_cast<std::uint32_t>(words.size())));
  }

  static Spelt text(const std::string& word) { return {'"' + word + '"', '"' + word + '"', false}; }
  static std::string tag(const std::string& name) {
    return '!' + (name.starts_with("Fn::") ? name.substr(4) : name) + ' ';
  }
  static Spelt scalar(const std::string& name, const std::string& word) {
    return unary(name, text(word));
  }
  /// Two tags cannot stand on one value: behind a tag, a function is written long.
  static Spelt unary(const std::string& name, const Spelt& argument) {
    return {tag(name) + (argument.is_call ? argument.json : argument.tagged),
            "{\"" + name + "\": " + argument.json + '}', true};
  }
  static Spelt call(const std::string& name, const std::vector<Spelt>& parts) {
    return unary(name, joined(parts));
  }
  static Spelt joined(const std::vector<Spelt>& parts) {
    Spelt list{"[", "[", false};
    for (const Spelt& part : parts) {
      const char* const comma = list.json.size() == 1 ? "" : ", ";
      list.tagged += comma + part.tagged;
      list.json += comma + part.json;
    }
    return {list.tagged + ']', list.json + ']', false};
  }
  Spelt list(int depth) {
    std::vector<Spelt> parts;
    for (std::uint32_t i = below(4); i > 0; --i) parts.push_back(value(depth - 1));
    return joined(parts);
  }
  Spelt map(int depth) {
    const Spelt first = value(depth - 1);
    const Spelt second = value(depth - 1);
    return {"{\"a\": " + first.tagged + ", \"b\": " + second.tagged + '}',
            "{\"a\": " + first.json + ", \"b\": " + second.json + '}', false};
  }

  std::mt19937 random_;
};

std::string framed(const std::string& value) {
  return R"({"Parameters": {"Text": {"Type": "String", "Default": "abc"},
    "Open": {"Type": "String"}, "List": {"Type": "CommaDelimitedList", "Default": "x, y"}},
  "Mappings": {"Map": {"abc": {"k": "v"}, "8": {"k": ["p", "q"]}}},
  "Conditions": {"Yes": {"Fn::Equals": ["a", "a"]}, "No": {"Fn::Equals": ["a", "b"]},
    "Maybe": {"Fn::Equals": [{"Ref": "Open"}, "x"]}},
  "Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Net": {"Type": "AWS::EC2::Subnet"}, "Gone": {"Type": "T", "Condition": "No"},
    "R": {"Type": "T", "Properties": {"X":
)" + value +
         "\n}}}}\n";
}

/// The value, and what was said, without places.
std::string meaning(const std::string& text, bool json) {
  Evaluated read(text, {}, json);
  REQUIRE(read.sound());
  std::string found = read.property("R", "X");
  std::string said = read.said();
  for (std::size_t at = 0; at < said.size();) {
    const std::size_t end = said.find('\n', at);
    found += " !" + said.substr(said.find(": ", at) + 2, end - said.find(": ", at) - 2);
    at = end + 1;
  }
  return found;
}

}  // namespace

TEST_CASE("short tags, long forms and JSON mean the same") {
  std::size_t open = 0;
  std::size_t plain = 0;
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    const Spelt value = Writer(seed).value(4);
    INFO("seed " << seed << ": " << value.tagged);
    const std::string wanted = meaning(framed(value.json), true);
    CHECK(meaning(framed(value.json), false) == wanted);
    CHECK(meaning(framed(value.tagged), false) == wanted);
    (wanted.find_first_of("?<") == std::string::npos ? plain : open) += 1;
  }
  CHECK(open > 500);
  CHECK(plain > 500);
}
