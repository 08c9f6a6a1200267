// SPDX-License-Identifier: Apache-2.0
#include "halfopen/ingest/declared_fields.hpp"

#include <charconv>
#include <utility>

namespace halfopen {
namespace {

constexpr char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_unknown(NodeKind kind) { return kind == NodeKind::symbol || kind == NodeKind::unresolved; }

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE" || text == "yes") return true;
  if (text == "false" || text == "False" || text == "FALSE" || text == "no") return false;
  return std::nullopt;
}

/// Whole numbers; a fraction of zeros ("443.0") is none.
std::optional<std::int64_t> parse_number(std::string_view text) {
  if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
    if (text.find_first_not_of('0', dot + 1) != std::string_view::npos) return std::nullopt;
    text = text.substr(0, dot);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

}  // namespace

bool same_key(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  for (;; ++i, ++j) {
    while (i < a.size() && a[i] == '_') ++i;
    while (j < b.size() && b[j] == '_') ++j;
    if (i >= a.size() || j >= b.size()) return i >= a.size() && j >= b.size();
    if (lower_letter(a[i]) != lower_letter(b[j])) return false;
  }
}

void UnresolvedValues::add(const DeclaredResource& resource, std::string_view attribute,
                           std::string_view reason, const Origin& origin, Severity severity,
                           std::string_view hint) {
  Group& group = groups_[{resource.type, std::string(attribute), std::string(reason)}];
  if (group.count++ == 0) {
    group.first = resource.address;
    group.hint = hint;
    group.origin = origin;
  }
  if (severity > group.severity) group.severity = severity;
}

void UnresolvedValues::report(Diagnostics& diagnostics) const {
  for (const auto& [key, group] : groups_) {
    const auto& [type, attribute, reason] = key;
    std::string text = group.first + ": " + attribute + " is not known: " + reason;
    if (group.count > 1) text += " (and " + std::to_string(group.count - 1) + " more " + type + ')';
    diagnostics.push_back({DiagnosticCode::unresolved_value, group.severity, group.origin,
                           std::move(text),
                           group.hint.empty() ? "what hangs on it is unknown" : group.hint});
  }
}

std::optional<std::uint32_t> DeclaredFields::find(std::string_view name) const {
  const DocumentNode& map = document_->at(map_);
  if (map.kind != NodeKind::map) return std::nullopt;
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    if (!same_key(document_->at(map.items[i]).text, name)) continue;
    if (document_->at(map.items[i + 1]).kind == NodeKind::null) return std::nullopt;
    return map.items[i + 1];
  }
  return std::nullopt;
}

bool DeclaredFields::tells(std::string_view name) const {
  const auto at = find(name);
  return at && !is_unknown(document_->at(*at).kind);
}

void DeclaredFields::complain(DiagnosticCode code, Severity severity, const Origin& origin,
                              std::string what, std::string hint) const {
  diagnostics_->push_back(
      {code, severity, origin, resource_->address + ": " + std::move(what), std::move(hint)});
}

void DeclaredFields::note_unknown(std::string_view name, const DocumentNode& node,
                                  Severity severity) const {
  const std::string reason =
      node.kind == NodeKind::symbol ? node.text + " has no value here" : node.text;
  unresolved_->add(*resource_, name, reason, node.origin, severity, node.tag);
}

void DeclaredFields::wrong_form(std::string_view name, const DocumentNode& node,
                                std::string_view wanted) const {
  const std::string value = node.kind == NodeKind::text ? " '" + node.text + "'" : "";
  complain(DiagnosticCode::wrong_type, Severity::error, node.origin,
           std::string(name) + value + " is not " + std::string(wanted) + ": it is left out",
           "write " + std::string(wanted));
}

template <class T, class Parse>
Told<T> DeclaredFields::parsed(std::string_view name, Severity severity, Parse parse) const {
  const auto at = find(name);
  if (!at) return {};
  const DocumentNode& value = document_->at(*at);
  if (is_unknown(value.kind)) {
    note_unknown(name, value, severity);
    return {std::nullopt, true};
  }
  if (value.kind == NodeKind::text && value.text.empty()) return {};
  std::optional<T> read;
  if (value.kind == NodeKind::text) read = parse(value);
  return {std::move(read), !read.has_value()};
}

Told<std::string> DeclaredFields::text(std::string_view name, Severity severity) const {
  const auto found = parsed<std::string>(
      name, severity, [](const DocumentNode& value) { return std::optional(value.text); });
  const auto at = find(name);
  if (found.unknown && !is_unknown(document_->at(*at).kind)) {
    wrong_form(name, document_->at(*at), "a text");
  }
  return found;
}

Told<bool> DeclaredFields::flag(std::string_view name, Severity severity) const {
  return parsed<bool>(name, severity, [&](const DocumentNode& value) {
    const auto read = parse_flag(value.text);
    if (!read) wrong_form(name, value, "true or false");
    return read;
  });
}

Told<std::int64_t> DeclaredFields::number(std::string_view name, Severity severity) const {
  return parsed<std::int64_t>(name, severity, [&](const DocumentNode& value) {
    const auto read = parse_number(value.text);
    if (!read) wrong_form(name, value, "a whole number");
    return read;
  });
}

Told<CidrBlock> DeclaredFields::block(std::string_view name, Severity severity) const {
  return parsed<CidrBlock>(name, severity, [&](const DocumentNode& value) {
    const auto read = parse_cidr_block(value.text);
    if (read) return std::optional(*read);
    complain(DiagnosticCode::bad_cidr, Severity::error, value.origin,
             std::string(name) + ": " + read.error().what, read.error().hint);
    return std::optional<CidrBlock>{};
  });
}

Told<IpAddress> DeclaredFields::address(std::string_view name, Severity severity) const {
  return parsed<IpAddress>(name, severity, [&](const DocumentNode& value) {
    const auto read = parse_ip_address(value.text);
    if (read) return std::optional(*read);
    complain(DiagnosticCode::bad_address, Severity::error, value.origin,
             std::string(name) + ": " + read.error().what, read.error().hint);
    return std::optional<IpAddress>{};
  });
}

ToldList<CidrBlock> DeclaredFields::blocks(std::string_view name, Severity severity) const {
  ToldList<CidrBlock> found;
  const auto at = find(name);
  if (!at) return found;
  found.present = true;
  const DocumentNode& list = document_->at(*at);
  const auto take = [&](const DocumentNode& value) {
    if (is_unknown(value.kind)) {
      note_unknown(name, value, severity);
      found.whole = false;
      return;
    }
    if (value.kind == NodeKind::null || (value.kind == NodeKind::text && value.text.empty()))
      return;
    const auto block = parse_cidr_block(value.text);
    if (value.kind == NodeKind::text && block) {
      found.values.push_back(*block);
      return;
    }
    wrong_form(name, value, "an address block");
    found.whole = false;
  };
  if (list.kind != NodeKind::list) {
    take(list);
    return found;
  }
  for (const std::uint32_t item : list.items) take(document_->at(item));
  return found;
}

const std::string& DeclaredFields::one_name(const std::string& id) const {
  const auto known = other_names_->find(id);
  return known == other_names_->end() ? id : known->second;
}

std::string DeclaredFields::id(std::string_view name, Severity severity) const {
  const auto at = find(name);
  if (!at) return {};
  const DocumentNode& value = document_->at(*at);
  switch (value.kind) {
    case NodeKind::text:
    case NodeKind::symbol: return one_name(value.text);
    case NodeKind::unresolved: note_unknown(name, value, severity); return {};
    case NodeKind::null:
    case NodeKind::list:
    case NodeKind::map: break;
  }
  wrong_form(name, value, "an id");
  return {};
}

ToldList<std::string> DeclaredFields::ids(std::string_view name, Severity severity) const {
  ToldList<std::string> found;
  const auto at = find(name);
  if (!at) return found;
  found.present = true;
  const DocumentNode& list = document_->at(*at);
  const auto take = [&](const DocumentNode& value) {
    if ((value.kind == NodeKind::text || value.kind == NodeKind::symbol) && !value.text.empty()) {
      found.values.push_back(one_name(value.text));
      return;
    }
    found.whole = false;
    if (value.kind == NodeKind::unresolved) {
      note_unknown(name, value, severity);
    } else if (value.kind == NodeKind::null) {
      unresolved_->add(*resource_, name, "an element of the list", value.origin, severity);
    } else {
      wrong_form(name, value, "a list of ids");
    }
  };
  if (list.kind == NodeKind::symbol) {  // a list under one name: how many it holds is not known
    note_unknown(name, list, severity);
    found.whole = false;
    return found;
  }
  if (list.kind != NodeKind::list) {
    take(list);
    return found;
  }
  for (const std::uint32_t item : list.items) take(document_->at(item));
  return found;
}

ToldList<DeclaredFields> DeclaredFields::objects(std::string_view name, Severity severity) const {
  ToldList<DeclaredFields> found;
  const auto at = find(name);
  if (!at) return found;
  found.present = true;
  const DocumentNode& list = document_->at(*at);
  const auto take = [&](std::uint32_t index) {
    const DocumentNode& value = document_->at(index);
    if (value.kind == NodeKind::map) {
      found.values.push_back(
          {*document_, *resource_, index, *unresolved_, *other_names_, *diagnostics_});
      return;
    }
    if (value.kind == NodeKind::null) return;
    found.whole = false;
    if (is_unknown(value.kind)) {
      note_unknown(name, value, severity);
    } else {
      wrong_form(name, value, "a list of objects");
    }
  };
  if (list.kind != NodeKind::list) {
    take(*at);
    return found;
  }
  for (const std::uint32_t item : list.items) take(item);
  return found;
}

std::string DeclaredFields::name() const {
  for (const std::string_view key : {"tags", "tags_all"}) {
    const auto at = find(key);
    if (!at) continue;
    const DocumentNode& tags = document_->at(*at);
    if (tags.kind == NodeKind::map) {
      const auto value = document_->member(*at, "Name");
      if (value && document_->at(*value).kind == NodeKind::text) return document_->at(*value).text;
    } else if (tags.kind == NodeKind::list) {
      for (const std::uint32_t tag : tags.items) {
        const auto tag_key = document_->member(tag, "Key");
        const auto value = document_->member(tag, "Value");
        if (tag_key && value && document_->at(*tag_key).text == "Name" &&
            document_->at(*value).kind == NodeKind::text) {
          return document_->at(*value).text;
        }
      }
    }
  }
  return resource_->address;
}

}  // namespace halfopen
