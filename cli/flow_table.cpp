// SPDX-License-Identifier: Apache-2.0
#include "cli/flow_table.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include "halfopen/net/port_range.hpp"

namespace halfopen::cli {
namespace {

constexpr std::string_view kHint =
    "write from,to,protocol,client_port,server_port, such as 10.0.1.5,10.0.2.9,tcp,40000,443";

std::string_view bare(std::string_view field) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!field.empty() && space(field.front())) field.remove_prefix(1);
  while (!field.empty() && space(field.back())) field.remove_suffix(1);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = field.substr(1, field.size() - 2);
  }
  return field;
}

/// The five fields; false if there are more or fewer.
bool split(std::string_view line, std::array<std::string_view, 5>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == fields.size())) return false;
    fields[i] = bare(line.substr(0, comma));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  return true;
}

Result<ServiceSpec> service_of(std::string_view protocol, std::string_view port) {
  const std::size_t slash = protocol.find('/');
  const auto known = parse_ip_protocol(protocol.substr(0, slash));
  if (!known) return fail("'" + std::string(protocol) + "' is not a protocol", std::string(kHint));
  ServiceSpec spec{*known, std::nullopt, ""};
  if (is_icmp(*known)) {
    spec.icmp = slash == std::string_view::npos ? "echo" : std::string(protocol.substr(slash + 1));
    const auto message = parse_icmp_message(spec.icmp, IpFamily::v4);
    if (!message) return tl::unexpected<Error>(message.error());
    return spec;
  }
  if (slash != std::string_view::npos) {
    return fail("'" + std::string(protocol) + "' is not a protocol", std::string(kHint));
  }
  if (port.empty() && !filters_ports(*known)) return spec;
  const auto number = parse_port(port);
  if (!number) return fail("server_port: " + number.error().what, std::string(kHint));
  spec.port = *number;
  return spec;
}

}  // namespace

Result<FlowRow> parse_flow_row(std::string_view line) {
  std::array<std::string_view, 5> fields;
  if (!split(line, fields)) return fail("a row has five fields", std::string(kHint));
  FlowRow row;
  row.from = fields[0];
  row.to = fields[1];
  if (row.from.empty() || row.to.empty()) return fail("an end is missing", std::string(kHint));
  auto service = service_of(fields[2], fields[4]);
  if (!service) return tl::unexpected<Error>(service.error());
  row.service = std::move(*service);
  if (fields[3].empty() && !filters_ports(row.service.protocol)) return row;
  const auto port = parse_port(fields[3]);
  if (!port) return fail("client_port: " + port.error().what, std::string(kHint));
  row.client_port = *port;
  return row;
}

bool is_flow_header(std::string_view line) {
  std::string plain;
  for (const char c : line) {
    if (c == ' ' || c == '"' || c == '\r' || c == '\t') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  if (plain.starts_with("\xef\xbb\xbf")) plain.erase(0, 3);
  return plain == kFlowHeader;
}

Result<LineStream> LineStream::open(const std::string& path) {
  if (path == "-") return LineStream(stdin);
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return fail(path + " cannot be opened: " + std::strerror(errno));
  return LineStream(file);
}

bool LineStream::next(std::string_view& line) {
  constexpr std::size_t kChunk = std::size_t{1} << 18;
  std::size_t searched = begin_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos || (ended_ && begin_ < buffer_.size())) {
      const std::size_t stop = std::min(end, buffer_.size());
      line = std::string_view(buffer_).substr(begin_, stop - begin_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      begin_ = std::min(stop + 1, buffer_.size());
      ++line_number_;
      return true;
    }
    if (ended_) return false;
    buffer_.erase(0, begin_);
    begin_ = 0;
    searched = buffer_.size();
    buffer_.resize(searched + kChunk);
    const std::size_t got = std::fread(buffer_.data() + searched, 1, kChunk, file_.get());
    buffer_.resize(searched + got);
    ended_ = got == 0;
  }
}

}  // namespace halfopen::cli
