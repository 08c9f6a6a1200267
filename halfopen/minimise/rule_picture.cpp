// SPDX-License-Identifier: Apache-2.0
#include "halfopen/minimise/rule_picture.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace halfopen {
namespace {

using Row = NetworkAclEntry;

/// A column before what is not told apart is joined.
struct FineColumn {
  IpProtocol protocol;
  Selector selector = 0;
  PortRange ports{};
  std::int16_t type = Row::kEveryIcmp;
  std::int16_t code = Row::kEveryIcmp;
  bool rest_of_protocols = false;
  std::vector<bool> fate{};  ///< by colours: allowed

  bool rest_of_types() const { return type == Row::kEveryIcmp; }
};

bool has_messages(IpProtocol protocol, IpFamily family) {
  return protocol == kIcmp || (protocol == kIcmpV6 && family == IpFamily::v6);
}

/// The first number of 0 to 255 that is not in the set.
std::optional<std::uint8_t> unnamed(const std::set<std::int16_t>& named) {
  for (std::int16_t n = 0; n < 256; ++n) {
    if (!named.contains(n)) return static_cast<std::uint8_t>(n);
  }
  return std::nullopt;
}

void add_port_columns(std::span<const Row> rows, IpProtocol protocol,
                      std::vector<FineColumn>& columns) {
  std::set<std::uint32_t> bounds = {0};
  for (const Row& row : rows) {
    if (row.protocol != protocol.number) continue;
    bounds.insert(row.ports.first);
    bounds.insert(std::uint32_t{row.ports.last} + 1);
  }
  bounds.insert(65536);
  for (auto b = bounds.begin(); std::next(b) != bounds.end(); ++b) {
    FineColumn column{protocol};
    column.selector = static_cast<Selector>(*b);
    column.ports = {column.selector, static_cast<std::uint16_t>(*std::next(b) - 1)};
    columns.push_back(std::move(column));
  }
}

void add_message_columns(std::span<const Row> rows, IpProtocol protocol,
                         std::vector<FineColumn>& columns) {
  std::map<std::int16_t, std::set<std::int16_t>> codes;
  std::set<std::int16_t> types;
  for (const Row& row : rows) {
    if (row.protocol != protocol.number || row.icmp_type == Row::kEveryIcmp) continue;
    types.insert(row.icmp_type);
    codes[row.icmp_type];
    if (row.icmp_code != Row::kEveryIcmp) codes[row.icmp_type].insert(row.icmp_code);
  }
  const auto add = [&](std::uint8_t type, std::uint8_t code, std::int16_t named_type,
                       std::int16_t named_code) {
    FineColumn column{protocol, icmp_selector({type, code})};
    column.type = named_type;
    column.code = named_code;
    columns.push_back(std::move(column));
  };
  for (const auto& [type, named] : codes) {
    const auto number = static_cast<std::uint8_t>(type);
    for (const std::int16_t code : named) add(number, static_cast<std::uint8_t>(code), type, code);
    if (const auto rest = unnamed(named)) add(number, *rest, type, Row::kEveryIcmp);
  }
  if (const auto rest = unnamed(types)) add(*rest, 0, Row::kEveryIcmp, Row::kEveryIcmp);
}

std::vector<FineColumn> fine_columns(std::span<const Row> rows, IpFamily family) {
  std::set<std::int16_t> named;
  for (const Row& row : rows) {
    if (row.protocol != Row::kEveryProtocol) named.insert(row.protocol);
  }
  std::vector<FineColumn> columns;
  for (const std::int16_t number : named) {
    const IpProtocol protocol{static_cast<std::uint8_t>(number)};
    if (filters_ports(protocol)) {
      add_port_columns(rows, protocol, columns);
    } else if (has_messages(protocol, family)) {
      add_message_columns(rows, protocol, columns);
    } else {
      columns.push_back(FineColumn{protocol});
    }
  }
  if (const auto rest = unnamed(named)) {
    FineColumn column{IpProtocol{*rest}};
    column.rest_of_protocols = true;
    columns.push_back(std::move(column));
  }
  return columns;
}

/// Cuts the address space into the tree, and gives each leaf its fates.
class TreeDrawer {
 public:
  TreeDrawer(std::span<const Row> rows, std::vector<FineColumn>& columns, RulePicture& picture)
      : rows_(rows), columns_(columns), picture_(picture) {}

  void draw() {
    const CidrBlock all = CidrBlock::all(picture_.family);
    std::vector<std::uint32_t> over;  // rows whose block holds the node, in order
    picture_.nodes.emplace_back();
    draw(0, all, picture_.named, over, fates(over));
  }

 private:
  /// `inside`: the named blocks within `block`, itself first if it is named.
  void draw(std::uint32_t node, const CidrBlock& block, std::span<const CidrBlock> inside,
            const std::vector<std::uint32_t>& over, std::uint32_t colours) {
    picture_.nodes[node].block = block;
    if (!inside.empty() && inside.front() == block) {
      std::vector<std::uint32_t> more = over;
      for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].cidr == block) more.push_back(i);
      }
      std::sort(more.begin(), more.end());
      const std::uint32_t own = fates(more);
      draw_halves(node, block, inside.subspan(1), more, own);
    } else {
      draw_halves(node, block, inside, over, colours);
    }
  }

  void draw_halves(std::uint32_t node, const CidrBlock& block, std::span<const CidrBlock> inside,
                   const std::vector<std::uint32_t>& over, std::uint32_t colours) {
    picture_.nodes[node].colours = colours;
    if (inside.empty()) return;
    const int length = block.prefix_length() + 1;
    const int width = address_width(block.family());
    const CidrBlock low(block.address(), length);
    const CidrBlock high(
        IpAddress(block.family(), block.first() | (AddressBits{1} << (width - length))), length);
    const auto middle = std::find_if(inside.begin(), inside.end(),
                                     [&](const CidrBlock& b) { return b.first() >= high.first(); });
    const auto lows = static_cast<std::size_t>(middle - inside.begin());
    const auto first_child = static_cast<std::uint32_t>(picture_.nodes.size());
    picture_.nodes.emplace_back();
    draw(first_child, low, inside.first(lows), over, colours);
    const auto second_child = static_cast<std::uint32_t>(picture_.nodes.size());
    picture_.nodes.emplace_back();
    draw(second_child, high, inside.subspan(lows), over, colours);
    const PictureNode& a = picture_.nodes[first_child];
    const PictureNode& b = picture_.nodes[second_child];
    if (a.is_leaf() && b.is_leaf() && a.colours == b.colours) {
      picture_.nodes[node].colours = a.colours;
      picture_.nodes.resize(first_child);
    } else {
      picture_.nodes[node].low = first_child;
      picture_.nodes[node].high = second_child;
    }
  }

  /// First match of every column among the rows `over`; equal fates have one index.
  std::uint32_t fates(const std::vector<std::uint32_t>& over) {
    std::vector<bool> fate(columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      for (const std::uint32_t i : over) {
        const auto selectors = matched_selectors(rows_[i], columns_[c].protocol);
        if (!selectors || !selectors->contains(columns_[c].selector)) continue;
        fate[c] = rows_[i].action == RuleAction::allow;
        break;
      }
    }
    const auto [known, is_new] =
        index_.emplace(fate, static_cast<std::uint32_t>(picture_.colours.size()));
    if (is_new) {
      for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].fate.push_back(fate[c]);
      picture_.colours.push_back(std::move(fate));
    }
    return known->second;
  }

  std::span<const Row> rows_;
  std::vector<FineColumn>& columns_;
  RulePicture& picture_;
  std::map<std::vector<bool>, std::uint32_t> index_;
};

/// Fates of leaves only: nodes that were joined or cut further do not count.
void keep_fates_of_leaves(std::vector<FineColumn>& columns, const RulePicture& picture) {
  std::vector<bool> used(picture.colours.size());
  for (const PictureNode& node : picture.nodes) {
    if (node.is_leaf()) used[node.colours] = true;
  }
  for (FineColumn& column : columns) {
    std::vector<bool> fate;
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (used[i]) fate.push_back(column.fate[i]);
    }
    column.fate = std::move(fate);
  }
}

/// Joins columns that are not told apart, one protocol after the other.
class ColumnJoiner {
 public:
  ColumnJoiner(std::vector<FineColumn> fine, IpFamily family, RulePicture& picture)
      : fine_(std::move(fine)), family_(family), picture_(picture) {
    picture_.has_rest = !fine_.empty() && fine_.back().rest_of_protocols;
  }

  /// The kept columns' indices among the fine ones.
  std::vector<std::size_t> join() {
    for (std::size_t begin = 0; begin < fine_.size();) {
      std::size_t end = begin;
      while (end < fine_.size() && fine_[end].protocol == fine_[begin].protocol) ++end;
      join_protocol(begin, end);
      begin = end;
    }
    const Run all{0, static_cast<std::uint32_t>(kept_.size() - 1)};
    for (PictureColumn& column : picture_.columns) column.shapes.push_back(RuleShape{all});
    if (picture_.has_rest) {
      const std::size_t rest = 256 - protocols_;
      picture_.columns.back().selectors = 65536.0 * static_cast<double>(rest);
      picture_.exact_below = std::min(picture_.exact_below, rest);
    }
    return kept_;
  }

 private:
  void join_protocol(std::size_t begin, std::size_t end) {
    const std::size_t first = kept_.size();
    if (filters_ports(fine_[begin].protocol) && !fine_[begin].rest_of_protocols) {
      join_ports(begin, end);
    } else if (has_messages(fine_[begin].protocol, family_) && !fine_[begin].rest_of_protocols) {
      join_messages(begin, end);
    } else {
      keep(begin);
    }
    if (fine_[begin].rest_of_protocols) return;
    const bool is_rest = picture_.has_rest && kept_.size() - first == 1 &&
                         fine_[kept_[first]].fate == fine_.back().fate;
    if (is_rest) {
      kept_.resize(first);
      picture_.columns.resize(first);
      return;
    }
    ++protocols_;
    const Run run{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(kept_.size() - 1)};
    RuleShape whole{run, fine_[begin].protocol.number};
    for (std::size_t c = first; c < kept_.size(); ++c) {
      picture_.columns[c].protocol_columns = run;
      picture_.columns[c].shapes.push_back(whole);
    }
  }

  PictureColumn& keep(std::size_t fine) {
    kept_.push_back(fine);
    PictureColumn column{fine_[fine].protocol, fine_[fine].selector, fine_[fine].ports};
    return picture_.columns.emplace_back(std::move(column));
  }

  void join_ports(std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      if (c == begin || fine_[c].fate != fine_[c - 1].fate) keep(c).has_ports = true;
      PictureColumn& column = picture_.columns.back();
      column.ports.last = fine_[c].ports.last;
      column.selectors = column.ports.size();
    }
  }

  void join_messages(std::size_t begin, std::size_t end) {
    const std::size_t first = kept_.size();
    const bool rest_of_types = fine_[end - 1].rest_of_types();
    std::size_t types = 0;
    for (std::size_t a = begin; a < end && !fine_[a].rest_of_types();) {
      std::size_t b = a;
      while (b < end && fine_[b].type == fine_[a].type) ++b;
      const std::size_t kept = kept_.size();
      join_type(a, b);
      if (rest_of_types && kept_.size() - kept == 1 &&
          fine_[kept_[kept]].fate == fine_[end - 1].fate) {
        kept_.resize(kept);
        picture_.columns.resize(kept);
      } else {
        ++types;
      }
      a = b;
    }
    if (!rest_of_types) return;
    if (kept_.size() > first) picture_.exact_below = std::min(picture_.exact_below, 256 - types);
    keep(end - 1).selectors = 256.0 * static_cast<double>(256 - types);
  }

  void join_type(std::size_t begin, std::size_t end) {
    const std::size_t first = kept_.size();
    const bool rest_of_codes = fine_[end - 1].code == Row::kEveryIcmp;
    for (std::size_t c = begin; c < end; ++c) {
      const bool is_rest = rest_of_codes && c == end - 1;
      if (!is_rest && rest_of_codes && fine_[c].fate == fine_[end - 1].fate) continue;
      const std::size_t codes = kept_.size() - first;
      PictureColumn& column = keep(c);
      column.selectors = is_rest ? static_cast<double>(256 - codes) : 1.0;
      if (is_rest && codes != 0) {
        picture_.exact_below = std::min(picture_.exact_below, 256 - codes);
      }
      if (is_rest) continue;
      const auto at = static_cast<std::uint32_t>(kept_.size() - 1);
      column.shapes.push_back({{at, at}, fine_[c].protocol.number, fine_[c].type, fine_[c].code});
    }
    const Run run{static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(kept_.size() - 1)};
    for (std::size_t c = first; c < kept_.size(); ++c) {
      picture_.columns[c].shapes.push_back({run, fine_[begin].protocol.number, fine_[begin].type});
    }
  }

  std::vector<FineColumn> fine_;
  IpFamily family_;
  RulePicture& picture_;
  std::vector<std::size_t> kept_;
  std::size_t protocols_ = 0;  ///< told apart from the rest
};

}  // namespace

RulePicture draw_rules(std::span<const NetworkAclEntry> rows, IpFamily family) {
  RulePicture picture;
  picture.family = family;
  picture.named.reserve(rows.size());
  for (const Row& row : rows) picture.named.push_back(row.cidr);
  std::sort(picture.named.begin(), picture.named.end());
  picture.named.erase(std::unique(picture.named.begin(), picture.named.end()), picture.named.end());
  std::vector<FineColumn> fine = fine_columns(rows, family);
  TreeDrawer(rows, fine, picture).draw();
  keep_fates_of_leaves(fine, picture);
  const std::vector<std::size_t> kept = ColumnJoiner(std::move(fine), family, picture).join();
  for (std::vector<bool>& colours : picture.colours) {
    std::vector<bool> joined;
    joined.reserve(kept.size());
    for (const std::size_t c : kept) joined.push_back(colours[c]);
    colours = std::move(joined);
  }
  return picture;
}

}  // namespace halfopen
