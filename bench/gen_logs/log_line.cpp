// SPDX-License-Identifier: Apache-2.0
#include "log_line.hpp"

#include <algorithm>
#include <charconv>

namespace halfopen::bench {
namespace {

void append_number(std::string& text, std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  text.append(digits, end);
}

void append_address(std::string& text, const IpAddress& address) {
  if (address.family() == IpFamily::v6) {
    text += to_string(address);
    return;
  }
  const auto bits = static_cast<std::uint32_t>(address.bits());
  for (int shift = 24; shift >= 0; shift -= 8) {
    append_number(text, (bits >> static_cast<unsigned>(shift)) & 0xffU);
    if (shift > 0) text += '.';
  }
}

void append_or_dash(std::string& text, const std::string& value) {
  text += value.empty() ? "-" : value;
}

/// Fields that every record has, NODATA as well.
bool stands_always(LogField field) {
  switch (field) {
    case LogField::version:
    case LogField::account_id:
    case LogField::interface_id:
    case LogField::start:
    case LogField::end:
    case LogField::log_status:
    case LogField::vpc_id:
    case LogField::subnet_id:
    case LogField::instance_id:
    case LogField::region:
    case LogField::az_id: return true;
    default: return false;
  }
}

}  // namespace

Result<LineWriter> LineWriter::make(const std::string& format,
                                    const std::vector<LogInterface>& interfaces) {
  LineWriter writer(interfaces);
  unsigned version = 2;
  const auto add = [&](std::string name, std::optional<LogField> field) {
    if (field) {
      version = std::max<unsigned>(version, log_field_rows()[log_field_index(*field)].version);
    }
    writer.names_.push_back(std::move(name));
    writer.fields_.push_back(field);
  };
  if (format == "v5" || format == "default") {
    const unsigned most = format == "v5" ? 5 : 2;
    for (std::size_t i = 0; i < kLogFieldCount; ++i) {
      const LogFieldRow& row = log_field_rows()[i];
      if (row.version <= most) add(std::string(row.name), static_cast<LogField>(i));
    }
  } else {
    const auto parsed = LogFormat::parse(format);
    if (!parsed) return tl::unexpected<Error>(parsed.error());
    for (const std::string& name : parsed->names()) add(name, find_log_field(name));
  }
  writer.version_ = std::to_string(version);
  return writer;
}

std::string LineWriter::header() const {
  std::string text;
  for (const std::string& name : names_) text += (text.empty() ? "" : " ") + name;
  return text + '\n';
}

bool LineWriter::has(LogField field) const {
  return std::find(fields_.begin(), fields_.end(), field) != fields_.end();
}

void LineWriter::append(std::string& text, const LogLine& line) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i > 0) text += ' ';
    const auto field = fields_[i];
    if (!field || (line.status != FlowStatus::ok && !stands_always(*field))) {
      text += '-';
    } else {
      append_field(text, *field, line);
    }
  }
  text += '\n';
}

void LineWriter::append_field(std::string& text, LogField field, const LogLine& line) const {
  const LogInterface& own = interfaces_[line.interface];
  switch (field) {
    case LogField::version: text += version_; break;
    case LogField::account_id: text += "123456789012"; break;
    case LogField::interface_id: text += own.id; break;
    case LogField::srcaddr: append_address(text, line.seen_source); break;
    case LogField::dstaddr: append_address(text, line.seen_destination); break;
    case LogField::srcport: append_number(text, line.source_port); break;
    case LogField::dstport: append_number(text, line.destination_port); break;
    case LogField::protocol: append_number(text, line.protocol.number); break;
    case LogField::packets: append_number(text, line.packets); break;
    case LogField::bytes: append_number(text, line.bytes); break;
    case LogField::start: append_number(text, static_cast<std::uint64_t>(line.start)); break;
    case LogField::end: append_number(text, static_cast<std::uint64_t>(line.end)); break;
    case LogField::action: text += line.rejected ? "REJECT" : "ACCEPT"; break;
    case LogField::log_status:
      text += line.status == FlowStatus::ok        ? "OK"
              : line.status == FlowStatus::no_data ? "NODATA"
                                                   : "SKIPDATA";
      break;
    case LogField::vpc_id: append_or_dash(text, own.vpc_id); break;
    case LogField::subnet_id: append_or_dash(text, own.subnet_id); break;
    case LogField::instance_id: append_or_dash(text, own.instance_id); break;
    case LogField::tcp_flags: append_number(text, line.protocol == kTcp ? line.flags : 0U); break;
    case LogField::type: text += to_string(line.source.family()); break;
    case LogField::pkt_srcaddr: append_address(text, line.source); break;
    case LogField::pkt_dstaddr: append_address(text, line.destination); break;
    case LogField::region: text += "eu-west-1"; break;
    case LogField::az_id: text += "euw1-az1"; break;
    case LogField::flow_direction: text += line.egress ? "egress" : "ingress"; break;
    case LogField::traffic_path: text += line.egress ? '1' : '-'; break;
    default: text += '-'; break;
  }
}

}  // namespace halfopen::bench
