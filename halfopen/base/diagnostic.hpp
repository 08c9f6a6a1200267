// SPDX-License-Identifier: Apache-2.0
// What the user must know about the input: a stable code, a place, what is wrong, how to mend it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "halfopen/base/origin.hpp"

namespace halfopen {

enum class Severity : std::uint8_t { note, warning, error };

/// Stable numbers, printed as HOnnnn and documented in docs/formats.md; a number is never reused.
enum class DiagnosticCode : std::uint16_t {
  // 1xxx: an input could not be read, or not wholly
  unreadable_file = 1001,  ///< the file cannot be opened or read
  broken_json = 1002,      ///< not JSON, or cut off
  unknown_content = 1003,  ///< readable, but of no kind this version knows
  missing_id = 1004,       ///< an object without its id
  bad_cidr = 1005,         ///< an address block that is none
  bad_port_range = 1006,   ///< ports missing, outside 0-65535 or reversed
  bad_icmp = 1007,         ///< ICMP type or code missing or outside -1 to 255
  bad_protocol = 1008,     ///< no protocol number or name
  bad_rule_number = 1009,  ///< missing, outside 1 to 32766, or a reserved number
  bad_action = 1010,       ///< neither allow nor deny
  bad_direction = 1011,    ///< not known whether ingress or egress
  unknown_key = 1012,      ///< a key that may change the meaning of a rule
  unreadable_row = 1013,   ///< a line of a rule table that looks like a rule and is none
  more_pages = 1014,       ///< the export says that it goes on, and the rest is not here
  bad_directive = 1015,    ///< a line of a rule table that names an object wrongly
  wrong_type = 1016,       ///< a value of another JSON type than the API writes
  bad_flow_row = 1017,     ///< a row of a --flows table that cannot be read
  several_tables = 1018,   ///< a text holds more than one network ACL without naming them
  bad_group_peer = 1019,   ///< a security group rule that does not say who the other end is
  bad_route = 1020,        ///< a route without a readable destination, or without a target
  bad_address = 1021,      ///< an address that is none
  unknown_word = 1022,     ///< a state, type or mode that this version does not know
  // 2xxx: the objects contradict each other
  repeated_rule = 2001,              ///< the same row twice
  contradicting_rules = 2002,        ///< different rows under one number
  contradicting_object = 2003,       ///< one id, two different objects
  contradicting_association = 2004,  ///< one subnet, two network ACLs
  overlapping_subnets = 2005,        ///< two subnets of one VPC share addresses
  // 3xxx: a question that has no single answer
  depends_on_address = 3001,  ///< a flow between sets whose members fare differently
  // 4xxx: a policy file
  broken_yaml = 4001,           ///< not YAML, several documents, or text that YAML does not take
  unknown_policy_key = 4002,    ///< a key that no expectation has
  bad_policy_value = 4003,      ///< a word, service, client or type that does not belong there
  missing_policy_key = 4004,    ///< something that must be said is not
  repeated_policy_part = 4005,  ///< a key or a name that stands twice
  contradicting_policy = 4006,  ///< parts of an expectation that exclude each other
  // 5xxx: a template or plan
  unresolved_value = 5001,     ///< a value that the text does not tell
  by_reference = 5002,         ///< an id read from which resources an expression names
  bad_template = 5003,         ///< not the shape of a template, or a function used wrongly
  template_parameter = 5004,   ///< a parameter without a value, or a value without a parameter
  format_version = 5005,       ///< a plan or state of a format that this version does not know
  mixed_rules = 5006,          ///< rules of one network ACL inline and standalone
  default_acl_adopted = 5007,  ///< a plan deletes the rules of a default network ACL first
  provider_default = 5008,     ///< a default of the provider that makes the rule mean little
  outside_object = 5009,       ///< something is added to an object that is not loaded
  incomplete_plan = 5010,      ///< the plan says that it is not whole, or went wrong
  no_longer_managed = 5011,    ///< Terraform lets go of an object that stays in AWS
};

/// One finding about the input. `text` says what is wrong, `hint` how to mend it.
struct Diagnostic {
  DiagnosticCode code;
  Severity severity;
  Origin origin;
  std::string text;
  std::string hint;
};

using Diagnostics = std::vector<Diagnostic>;

/// "HO1002".
std::string to_string(DiagnosticCode code);

/// "note", "warning" or "error".
std::string_view to_string(Severity severity);

}  // namespace halfopen
