// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/rule_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "halfopen/ports/service_port.hpp"

namespace halfopen {
namespace {

using Words = std::vector<std::string>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_numeric(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

/// Lower case, without the commas that separate words.
Words words_of(std::string_view line) {
  Words words;
  std::string word;
  for (const char c : folded(line) + ' ') {
    if (c != ' ' && c != '\t') {
      word += c;
      continue;
    }
    while (word.size() > 1 && word.back() == ',') word.pop_back();
    if (!word.empty()) words.push_back(word);
    word.clear();
  }
  return words;
}

/// "1024 - 65535" and "1024 to 65535" become one word, "198.51.100.0 /24" too.
void join_parts(Words& words) {
  const auto erase = [&](std::size_t first, std::size_t count) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(first);
    words.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  };
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool dash = words[i] == "-" || words[i] == "to";
    if (dash && i + 1 < words.size() && is_numeric(words[i - 1]) && is_numeric(words[i + 1])) {
      words[i - 1] += '-' + words[i + 1];
      erase(i, 2);
    } else if (words[i].size() > 1 && words[i][0] == '/' && is_numeric(words[i].substr(1))) {
      words[i - 1] += words[i];
      erase(i, 1);
    }
  }
}

bool is_any(const std::string& word) { return word == "any" || word.starts_with("anywhere"); }

bool looks_like_address(const std::string& word) {
  const bool any_digit = std::any_of(word.begin(), word.end(), is_digit);
  return is_any(word) || word.find("::") != std::string::npos ||
         (any_digit &&
          (word.find('.') != std::string::npos || std::count(word.begin(), word.end(), ':') > 1));
}

bool looks_like_ports(const std::string& word) {
  return is_digit(word.front()) && std::all_of(word.begin(), word.end(), [](char c) {
           return is_digit(c) || c == '-' || c == ':' || c == ',';
         });
}

/// Words that say nothing of their own in a row.
bool is_filler(const std::string& word) {
  constexpr std::array<std::string_view, 12> kFillers = {"traffic", "custom", "rule",     "ipv4",
                                                         "ipv6",    "-",      "protocol", "port",
                                                         "ports",   "from",   "to",       "|"};
  return word.front() == '(' || std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

bool starts_comment(const std::string& word) {
  return word[0] == '#' || word[0] == '(' || word == "--" || word.starts_with("//");
}

/// Sorts words one by one; what a word can be depends on what is known already.
class WordSorter {
 public:
  explicit WordSorter(RuleCells cells) : cells_(std::move(cells)) {}

  void add(const std::string& word) {
    if (complete()) {
      tail_.push_back(word);
    } else if (take(word)) {
      return;
    } else if (at_label()) {
      label_ += (label_.empty() ? "" : " ") + word;  // "MS SQL": the console's Type is free text
    } else {
      strange_ += (strange_.empty() ? "" : " ") + word;
    }
  }

  RuleCells finish() {
    settle_numbers();
    if (cells_.ports.empty() && every_port_) cells_.ports = "all";
    const bool label_matters = cells_.type.empty() && cells_.protocol.empty();
    if (label_matters && !label_.empty()) {
      strange_ = label_ + (strange_.empty() ? "" : " ") + strange_;
    }
    // What was not understood stands where something is missing, so that the check names it.
    if (!strange_.empty()) {
      const bool no_what = cells_.protocol.empty() && cells_.type.empty();
      std::string& spoiled = cells_.cidr.empty()     ? cells_.cidr
                             : no_what               ? cells_.protocol
                             : cells_.ports.empty()  ? cells_.ports
                             : cells_.action.empty() ? cells_.action
                                                     : cells_.leftover;
      spoiled = strange_;
    }
    settle_tail();
    return cells_;
  }

 private:
  /// Nothing but words that mean nothing so far: the row's label.
  bool at_label() const {
    return cells_.type.empty() && cells_.protocol.empty() && cells_.cidr.empty() &&
           cells_.action.empty() && numbers_.empty();
  }

  bool complete() const {
    const bool named = !cells_.protocol.empty() && (!numbers_.empty() || cells_.protocol == "all");
    const bool numbered = cells_.protocol.empty() && numbers_.size() == 2;  // "allow 6 443"
    const bool what = !cells_.type.empty() || named || numbered;
    return what && !cells_.cidr.empty() && !cells_.action.empty();
  }

  /// False if the word is not understood here.
  bool take(const std::string& word) {
    if (parse_rule_action(word)) return set(cells_.action, word);
    if (looks_like_address(word)) return take_address(word);
    if (looks_like_ports(word)) {
      numbers_.push_back(word);
      return true;
    }
    if (word.find('/') != std::string::npos && take_pair(word)) return true;
    if (word == "all" || word == "ip" || word == "-1") {
      ++alls_;
      if (alls_ == 1) all_first_ = numbers_.empty();
      if (cells_.protocol.empty()) cells_.protocol = "all";
      return every_port_ = true;
    }
    if (find_service(cells_.type + ' ' + word) != nullptr) {  // "DNS (TCP)"
      cells_.type += ' ' + word;
      return true;
    }
    if (cells_.protocol == "icmp" && (word == "echo" || word == "request" || word == "reply")) {
      icmp_name_ += (icmp_name_.empty() ? "" : " ") + word;
      return true;
    }
    if (is_filler(word)) return true;
    if (word == "icmp" && cells_.protocol == "icmp") return true;  // "All ICMP - IPv4 ICMP All"
    if (parse_ip_protocol(word)) {
      const bool refines = cells_.protocol == "icmp" && parse_ip_protocol(word) == kIcmpV6;
      if (cells_.protocol.empty() || cells_.protocol == "all" || cells_.protocol == word ||
          refines) {
        cells_.protocol = word;
        return true;
      }
      return false;
    }
    return find_service(word) != nullptr && set(cells_.type, word);
  }

  bool take_address(const std::string& word) {
    if (cells_.cidr.empty()) return set(cells_.cidr, word);
    if (is_any(cells_.cidr) && numbers_.empty() && !every_port_) {
      every_port_ = true;  // "tcp any 0.0.0.0/0": the first any meant the ports
      cells_.cidr = word;
      return true;
    }
    cells_.cidr += ' ' + word;  // two addresses: which one counts is not known
    return true;
  }

  /// "tcp/443" and "443/tcp".
  bool take_pair(const std::string& word) {
    const std::size_t slash = word.find('/');
    std::string protocol = word.substr(0, slash);
    std::string port = word.substr(slash + 1);
    if (!parse_ip_protocol(protocol) || is_numeric(protocol)) protocol.swap(port);
    if (!parse_ip_protocol(protocol) || port.empty() || !looks_like_ports(port)) return false;
    numbers_.push_back(port);
    return set(cells_.protocol, protocol);
  }

  static bool set(std::string& cell, const std::string& word) {
    if (!cell.empty()) return false;
    cell = word;
    return true;
  }

  /// Which of the free numbers is the protocol, which the ports.
  void settle_numbers() {
    const auto first_is_protocol = [&] {
      if (numbers_.size() != 2 || !is_numeric(numbers_[0])) return false;
      if (cells_.protocol.empty() && cells_.type.empty()) return true;  // "allow 6 443"
      const auto number = parse_ip_protocol(numbers_[0]);
      const auto* service = find_service(cells_.type);
      const auto named = service != nullptr ? std::optional(service->protocol)
                                            : parse_ip_protocol(cells_.protocol);
      return number == named;  // "HTTPS 6 443", "Custom TCP 6 443"
    };
    const bool lone_protocol = numbers_.size() == 1 && cells_.protocol == "all" &&
                               cells_.type.empty() && alls_ == 1 &&
                               !all_first_;  // "Custom protocol 50 All"; "all 53" names a port
    if (lone_protocol || first_is_protocol()) {
      cells_.protocol = numbers_.front();
      numbers_.erase(numbers_.begin());
    }
    const bool icmp = cells_.protocol == "icmp" || cells_.protocol == "1";
    for (const std::string& number : numbers_) {
      cells_.ports += (cells_.ports.empty() ? "" : icmp ? ":" : " ") + number;
    }
    if (!icmp_name_.empty()) cells_.ports += (cells_.ports.empty() ? "" : " ") + icmp_name_;
  }

  /// Behind a complete row stands a comment; but an address or number right behind it belongs to
  /// the row, and another action with an address is another rule.
  void settle_tail() {
    if (tail_.empty() || starts_comment(tail_.front())) return;
    const std::string& next = tail_.front();
    if (looks_like_address(next) || looks_like_ports(next)) cells_.leftover = next;
    bool action = false;
    bool address = false;
    for (const std::string& word : tail_) {
      if (starts_comment(word)) break;
      action = action || parse_rule_action(word).has_value();
      address = address || looks_like_address(word);
    }
    cells_.second_rule = action && address;
  }

  RuleCells cells_;
  Words numbers_;
  Words tail_;
  std::string label_;
  std::string strange_;
  std::string icmp_name_;
  int alls_ = 0;
  bool all_first_ = false;  ///< the first "all" stood before any number
  bool every_port_ = false;
};

/// Takes a rule number off the front: "100", "100:", "#100", "Rule 100", "- 100", "* 100", "*".
std::optional<std::string> take_number(Words& words) {
  const bool bullet = words.size() > 1 && (words[0] == "-" || words[0] == "*" || words[0] == "+");
  if (bullet && is_digit(words[1].front())) words.erase(words.begin());
  if (words.size() > 1 && words[0] == "rule") words.erase(words.begin());
  if (words.size() < 3) return std::nullopt;
  std::string number = words[0];
  if (number.starts_with('#')) number.erase(0, 1);
  while (number.size() > 1 &&
         std::string_view(":.)").find(number.back()) != std::string_view::npos) {
    number.pop_back();
  }
  if (number != "*" && !is_numeric(number)) return std::nullopt;
  words.erase(words.begin());
  return number;
}

}  // namespace

std::optional<RuleCells> sort_words(std::string_view line) {
  Words words = words_of(line);
  RuleCells cells;
  if (words.size() > 1 && parse_direction_word(words[0])) {
    cells.direction = words[0];
    words.erase(words.begin());
  }
  const auto number = take_number(words);
  if (!number) return std::nullopt;
  cells.number = *number;
  join_parts(words);
  WordSorter sorter(std::move(cells));
  for (const std::string& word : words) sorter.add(word);
  return sorter.finish();
}

bool looks_like_rule(std::string_view line) {
  std::string plain(line);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '|' || c == ',' || c == ';'; }, ' ');
  const Words words = words_of(plain);
  bool action = false;
  bool what = false;
  for (const std::string& word : words) {
    if (parse_rule_action(word)) {
      action = true;
    } else {
      what = what || looks_like_address(word) || looks_like_ports(word) ||
             parse_ip_protocol(word) || find_service(word) != nullptr;
    }
  }
  return action && (what || words.size() == 1);
}

}  // namespace halfopen
