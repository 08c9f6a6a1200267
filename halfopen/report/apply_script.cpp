// SPDX-License-Identifier: Apache-2.0
#include "halfopen/report/apply_script.hpp"

#include <fmt/core.h>

#include <optional>

#include "halfopen/report/apply_words.hpp"
#include "halfopen/report/edit_commands.hpp"
#include "halfopen/report/shell_word.hpp"

namespace halfopen {
namespace {

constexpr std::string_view kHead = R"sh(#!/usr/bin/env bash
# Written by `halfopen plan-apply`: one API call a step, in an order whose states are judged below.
#
#   bash THIS_FILE               make the calls; stops and rolls back when something is not as expected
#   bash THIS_FILE rollback [N]  undo the first N calls (all of them), last one first; N as in the
#                                last "step N of M made", and one more if a call may be under way
#
# HUP, INT and TERM (Ctrl-C) stop it and roll back; while it rolls back they are ignored.
# It needs the AWS CLI with ec2:DescribeNetworkAcls and the permissions of the calls below. To ask
# EC2 whether you may make a call, add --dry-run to it by hand: it answers DryRunOperation.
# HALFOPEN_TRIES (5) and HALFOPEN_PAUSE (2 seconds): how often and how long to wait for EC2 to tell.
set -eu

made=0
unsure=0
tries=${HALFOPEN_TRIES:-5}
pause=${HALFOPEN_PAUSE:-2}

say() { printf '%s\n' "$*" >&2 || :; }

# as_is ACL EGRESS NUMBER KIND WANTED: is the entry as wanted? `absent`: there is none.
as_is() {
  case "$4" in
    ports) fields='RuleAction,Protocol,CidrBlock||Ipv6CidrBlock,PortRange.From,PortRange.To' ;;
    icmp) fields='RuleAction,Protocol,CidrBlock||Ipv6CidrBlock,IcmpTypeCode.Type,IcmpTypeCode.Code' ;;
    *) fields='RuleAction,Protocol,CidrBlock||Ipv6CidrBlock' ;;
  esac
  found=$(aws ec2 describe-network-acls --network-acl-ids "$1" --output text \
    --query "NetworkAcls[0].Entries[?Egress==\`$2\` && RuleNumber==\`$3\`].[$fields]") || return 2
  found=$(printf '%s' "$found" | tr '\t' ' ')
  [ "${found:-absent}" = "$5" ]
}

# expect ACL EGRESS NUMBER KIND WANTED: the same, with patience.
expect() {
  attempt=1
  while ! as_is "$@"; do
    if [ "$attempt" -ge "$tries" ]; then
      say "$1, egress $2, rule $3: expected '$5', found '${found:-absent}'"
      return 1
    fi
    attempt=$((attempt + 1))
    sleep "$pause"
  done
}

# take_back ACL EGRESS NUMBER KIND BEFORE KIND AFTER COMMAND...
# A read may be stale: AFTER is undone as soon as it is seen once, BEFORE must be seen every time.
take_back() {
  reads=0
  failures=0
  strange=
  while :; do
    code=0
    as_is "$1" "$2" "$3" "$6" "$7" || code=$?
    if [ "$code" -eq 0 ]; then break; fi
    if [ "$code" -eq 1 ]; then
      code=0
      as_is "$1" "$2" "$3" "$4" "$5" || code=$?
    fi
    case "$code" in
      0) reads=$((reads + 1)) ;;
      1)
        reads=$((reads + 1))
        strange=${found:-absent}
        ;;
      *) failures=$((failures + 1)) ;;
    esac
    if [ "$failures" -ge "$tries" ]; then
      say "rollback: $1, egress $2, rule $3: its state cannot be read, so nothing was done to it"
      return 1
    fi
    if [ "$reads" -ge "$tries" ]; then
      if [ -z "$strange" ]; then return 0; fi
      say "rollback: $1, egress $2, rule $3 was changed by somebody else: '$strange'"
      return 1
    fi
    sleep "$pause"
  done
  set -- "$1" "$2" "$3" "$4" "$5" "${@:8}"
  if ! "${@:6}" >/dev/null; then
    say "rollback: $1, egress $2, rule $3: the call that undoes it failed"
    return 1
  fi
  expect "$1" "$2" "$3" "$4" "$5"
}

rollback() {
  trap '' HUP INT TERM PIPE
  while [ "$made" -gt 0 ]; do
    say "rollback of step $made"
    if ! "undo_$made"; then
      say "the rollback stops here: steps 1 to $made may still be made"
      say "later: bash THIS_FILE rollback $made"
      exit 1
    fi
    made=$((made - 1))
  done
  if [ "$unsure" -eq 0 ]; then say "everything is as it was"; else say "all else is as it was"; fi
}

stop() {
  say "step $1: $2"
  rollback
  exit 1
}

# The step under way counts as made: the rollback looks whether it is.
interrupted() {
  trap '' HUP INT TERM PIPE
  say "interrupted at step $made of $steps"
  rollback
  exit 1
}
)sh";

constexpr std::string_view kSwapHead = R"sh(
# on SUBNET: the network ACL of a subnet.
on() {
  aws ec2 describe-network-acls --filters "Name=association.subnet-id,Values=$1" --output text \
    --query 'NetworkAcls[0].NetworkAclId'
}

# move SUBNET FROM TO: gives the subnet another network ACL. A read may be stale: that it has TO
# already must be seen every time.
move() {
  reads=0
  failures=0
  while :; do
    if ! now=$(on "$1"); then
      failures=$((failures + 1))
      if [ "$failures" -ge "$tries" ]; then
        say "$1: its network ACL cannot be read"
        return 1
      fi
    elif [ "$now" = "$2" ]; then
      break
    elif [ "$now" = "$3" ]; then
      reads=$((reads + 1))
      if [ "$reads" -ge "$tries" ]; then return 0; fi
    else
      say "$1 has $now, expected $2"
      return 1
    fi
    sleep "$pause"
  done
  association=$(aws ec2 describe-network-acls --network-acl-ids "$2" --output text \
    --query "NetworkAcls[0].Associations[?SubnetId=='$1'].NetworkAclAssociationId") || return 1
  aws ec2 replace-network-acl-association --association-id "$association" \
    --network-acl-id "$3" >/dev/null || return 1
  attempt=1
  while [ "$(on "$1")" != "$3" ]; do
    if [ "$attempt" -ge "$tries" ]; then
      say "$1 did not get $3"
      return 1
    fi
    attempt=$((attempt + 1))
    sleep "$pause"
  done
}
)sh";

constexpr std::string_view kChoice = R"sh(
case "${1:-apply}" in
  apply) ;;
  rollback)
    made=${2-$steps}
    case "$made" in
      '' | *[!0-9]* | ???????*) made=$((steps + 1)) ;;
      *) made=$((10#$made)) ;;
    esac
    if [ "$made" -gt "$steps" ]; then
      say "rollback N: N is a number from 0 to $steps, the calls that were made; nothing was done"
      exit 1
    fi
    rollback
    exit "$unsure"
    ;;
)sh";

constexpr std::string_view kOtherChoice = R"sh(  *)
    say "usage: bash THIS_FILE [rollback [N]]: undoes the first N of $steps calls, all without N"
    exit 1
    ;;
esac

trap '' PIPE
trap interrupted HUP INT TERM
)sh";

bool has_ports_shown(const NetworkAclEntry& entry) {
  return entry.protocol >= 0 &&
         filters_ports(IpProtocol{static_cast<std::uint8_t>(entry.protocol)});
}

bool has_message_shown(const NetworkAclEntry& entry) {
  return entry.protocol == kIcmp.number ||
         (entry.protocol == kIcmpV6.number && entry.cidr.family() == IpFamily::v6);
}

/// "KIND 'WANTED'" for expect and as_is.
std::string wanted(const std::optional<NetworkAclEntry>& entry) {
  if (!entry) return "plain absent";
  std::string kind = "plain";
  std::string fields =
      fmt::format("{} {} {}", to_string(entry->action), entry->protocol, to_string(entry->cidr));
  if (has_ports_shown(*entry)) {
    kind = "ports";
    fields += fmt::format(" {} {}", entry->ports.first, entry->ports.last);
  } else if (has_message_shown(*entry)) {
    kind = "icmp";
    fields += fmt::format(" {} {}", entry->icmp_type, entry->icmp_code);
  }
  return kind + ' ' + shell_word(fields);
}

std::string place(const std::string& acl, const NetworkAclEntry& entry) {
  return fmt::format("{} {} {}", acl, entry.direction == Direction::egress ? "true" : "false",
                     entry.number);
}

/// A comment of one line: what a person may have typed must not end it.
std::string comment(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return "# " + text + '\n';
}

/// The steps of a script while they are being written: what makes and what undoes them.
struct ScriptParts {
  std::string undo;
  std::string apply;
  std::size_t count = 0;
  bool swaps = false;
  std::string finish;
};

std::string made_line(std::size_t step) {
  return fmt::format("say \"step {} of $steps made\"\n", step);
}

void add_entry_step(ScriptParts& script, const ApplyStep& step, const std::string& acl,
                    std::string_view state) {
  const std::size_t n = ++script.count;
  std::optional<NetworkAclEntry> before = step.before;
  std::optional<NetworkAclEntry> after = step.entry;
  ApplyStep::Call back = ApplyStep::Call::remove;
  if (step.call == ApplyStep::Call::remove) {
    before = step.entry;
    after.reset();
    back = ApplyStep::Call::create;
  } else if (step.call == ApplyStep::Call::replace) {
    back = ApplyStep::Call::replace;
  }
  const std::string at = place(acl, step.entry);
  script.undo +=
      fmt::format("undo_{}() {{\n  take_back {} {} {} \\\n    {}\n}}\n", n, at, wanted(before),
                  wanted(after), call_command(back, acl, before ? *before : step.entry));
  script.apply += '\n' + comment(fmt::format("Step {}: {} rule {}: {}{}. State: {}.", n,
                                             to_string(step.entry.direction), step.entry.number,
                                             step.call == ApplyStep::Call::remove ? "delete " : "",
                                             rule_words(step.entry), state));
  script.apply += fmt::format("expect {} {} || stop {} 'not as expected before the call'\n", at,
                              wanted(before), n);
  script.apply += fmt::format("made={}\n{} >/dev/null || stop {} 'the call failed'\n", n,
                              call_command(step.call, acl, step.entry), n);
  script.apply += made_line(n);
  script.apply += fmt::format("expect {} {} || stop {} 'not as expected after the call'\n", at,
                              wanted(after), n);
}

std::string state_of(const StateFit& fit) {
  if (fit.safe()) return "safe";
  return fit.keeps    ? "OPENS connections"
         : fit.closed ? "BREAKS connections"
                      : "BREAKS and OPENS connections";
}

void add_in_place(ScriptParts& script, const AclApply& apply, const std::string& acl) {
  for (const ApplyStep& step : apply.plan.order.steps) {
    add_entry_step(script, step, acl, state_of(step.fit));
  }
}

void add_swap(ScriptParts& script, const Snapshot& before, const AclApply& apply,
              const std::string& old_acl) {
  script.swaps = true;
  const NetworkAcl& acl = before.acls()[apply.old_acl];
  const std::size_t first = ++script.count;
  const std::string fresh = fmt::format("\"$new_{}\"", first);
  script.undo += fmt::format(
      "new_{0}=${{HALFOPEN_NEW_ACL_{0}:-}}\nundo_{0}() {{\n  if [ -n {1} ]; then\n    aws ec2 "
      "delete-network-acl --network-acl-id {1} >/dev/null\n  else\n    unsure=1\n    say \"step "
      "{0}: whether the new network ACL was made is not known; look for one without subnets in "
      "\"{2}"
      "\n  fi\n}}\n",
      first, fresh, shell_word(acl.vpc_id()));
  script.apply +=
      '\n' + comment(fmt::format("Step {}: a new network ACL for {}.", first, acl.id()));
  script.apply += fmt::format(
      "made={0}\nnew_{0}=$(aws ec2 create-network-acl --vpc-id {1} --output text --query "
      "'NetworkAcl.NetworkAclId') || stop {0} 'the call failed'\n"
      "say \"new network ACL: $new_{0} (for a rollback later: HALFOPEN_NEW_ACL_{0}=$new_{0})\"\n",
      first, shell_word(acl.vpc_id()));
  script.apply += made_line(first);
  for (const NetworkAclEntry& entry : apply.swap->entries) {
    ApplyStep step;
    step.entry = entry;
    add_entry_step(script, step, fresh, "safe, no subnet has this ACL yet");
  }
  for (const SwapStep& move : apply.swap->steps) {
    const std::size_t n = ++script.count;
    const std::string subnet = shell_word(before.subnets()[move.subnet].id);
    script.undo += fmt::format("undo_{}() {{ move {} {} {}; }}\n", n, subnet, fresh, old_acl);
    script.apply +=
        '\n' + comment(fmt::format("Step {}: {} gets the new ACL. State: {}.", n,
                                   before.subnets()[move.subnet].id,
                                   move.violations.empty() ? "safe" : "OPENS connections"));
    script.apply +=
        fmt::format("made={0}\nmove {1} {2} {3} || stop {0} 'the subnet was not moved'\n", n,
                    subnet, old_acl, fresh);
    script.apply += made_line(n);
  }
  if (apply.swap->deletes_old) {
    script.finish += fmt::format("    aws ec2 delete-network-acl --network-acl-id {}\n", old_acl);
  }
}

}  // namespace

std::string apply_script(const Snapshot& before, const ApplyAnswer& answer) {
  ScriptParts script;
  std::string summary;
  std::string names;
  for (std::size_t i = 0; i < answer.acls.size(); ++i) {
    const AclApply& apply = answer.acls[i];
    const std::string& id = before.acls()[apply.old_acl].id();
    summary += comment(id + ": " + verdict_words(apply) + '.');
    for (const std::string& note : apply.notes) summary += comment("note: " + note + '.');
    if (apply.way == ApplyWay::nothing) continue;
    const std::string variable = fmt::format("acl_{}", i + 1);
    names += variable + '=' + shell_word(id) + '\n';
    const std::string acl = "\"$" + variable + '"';
    if (apply.way == ApplyWay::swap) {
      add_swap(script, before, apply, acl);
    } else {
      add_in_place(script, apply, acl);
    }
  }
  if (script.count == 0) summary += comment("Nothing to do: OLD and NEW have the same rules.");
  std::string text(kHead);
  if (script.swaps) text += kSwapHead;
  text += '\n' + summary + names;
  if (!script.undo.empty()) text += "\n# What undoes each step.\n" + script.undo;
  text += fmt::format("\nsteps={}\n", script.count);
  text += kChoice;
  if (!script.finish.empty()) {
    text += "  finish) # deletes the old ACL, which no subnet has any more\n" + script.finish +
            "    exit 0\n    ;;\n";
  }
  text += kOtherChoice;
  text += script.apply + "\ntrap - HUP INT TERM PIPE\nsay \"all " + std::to_string(script.count) +
          " calls are made\"\n";
  if (!script.finish.empty()) {
    text += "say \"the old ACL is kept; delete it with: bash THIS_FILE finish\"\n";
  }
  return text;
}

}  // namespace halfopen
