// SPDX-License-Identifier: Apache-2.0
// The English of practice, all in one place. Figures and rules come from facts, never from here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "halfopen/practice/practice_question.hpp"

namespace halfopen {
struct LabLoss;
struct LabOpening;
}  // namespace halfopen

namespace halfopen::words {

/// "Only that network ACLs know nothing of ..." : a true sentence about an error of thought; empty
/// for an id that is not known.
std::string_view misconception(std::string_view id);

/// The title of a topic: "Order of rules".
std::string_view topic_title(PracticeTopic topic);

/// "outbound 110: ALLOW TCP 1024-65535 to 0.0.0.0/0".
std::string rule(const NetworkAclEntry& row);

/// The same with the ACL before it where the scene has several; edits are joined by "and".
std::string edits(const PracticeScene& scene, const std::vector<PracticeEdit>& edits);

/// " Somebody made inbound rule 90 with --protocol -1 --port-range From=53,To=53 (AWS CLI).": a
/// sentence for each row whose ports no table can show; empty without such rows.
std::string told_ports(const std::vector<NetworkAclEntry>& rows);

/// "outbound rule 200 of acl-web".
std::string place(const PracticeScene& scene, const PracticePlace& place);

/// "HTTPS is half-open: the request arrives, but ...": the fact as a sentence.
std::string fact(const PracticeScene& scene, const PracticeFact& fact);

/// "SSH and HTTPS", "HTTPS only", "none of them".
std::string working_set(const std::vector<std::string>& labels,
                        const std::vector<std::size_t>& works);

/// "The client gets an answer, whatever port it picks": a verdict as an option.
std::string verdict_option(Verdict verdict);

/// "11,848 of 28,232".
std::string share(std::uint32_t open, std::uint32_t total);

/// "A, B and C".
std::string list(const std::vector<std::string>& items);

/// "203.0.113.9" or "10.1.2.3 in subnet-web".
std::string host(const PracticeScene& scene, const PracticeHost& host);

/// Who guards what: a sentence a subnet.
std::string guards(const PracticeScene& scene);

/// "tcp/443" as people say it: "TCP 443".
std::string service(const Service& service);

/// The type column of the console: "HTTPS", "Custom TCP", "All traffic".
std::string row_type(const NetworkAclEntry& row);
/// The columns protocol and ports: "TCP", "1024-65535".
std::string row_protocol(const NetworkAclEntry& row);
std::string row_ports(const NetworkAclEntry& row);

/// What is broken, as users report it.
std::string lab_story(const PracticeScene& scene, const PracticeFact& lost);

/// The three hints: the connection, the list, the row.
std::string hint_connection(const std::string& label, const PracticeFact& lost);
std::string hint_list(const std::string& label, const std::string& acl, Direction direction,
                      const PracticeFact& lost);
std::string hint_row(const std::string& acl, const std::string& kind, const NetworkAclEntry& row,
                     bool added);

/// Why an account is no repair.
std::string subnet_changed(const std::string& subnet);
std::string subnet_without_acl(const std::string& subnet);
std::string more_subnets();
std::string unreadable_rule(const std::string& acl, Direction direction, const std::string& label);
std::string not_judged();
std::string opened(const PracticeScene& scene, const LabOpening& opening);
std::string lost(const PracticeScene& scene, const LabLoss& loss);
std::string over_quota(const std::string& acl, std::size_t used, std::size_t limit);

/// A goal of the lab: who, to whom, what, and what shall become of it.
std::string goal(const PracticeScene& scene, const PracticeProbe& probe);

}  // namespace halfopen::words
