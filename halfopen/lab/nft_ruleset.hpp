// SPDX-License-Identifier: Apache-2.0
// Network ACLs and security groups as tables of nftables: pure text, for `nft -f`.
//
// A network ACL stands at the router's port of a subnet, outside of the hosts: hooks of the family
// netdev, which see packets before connection tracking and keep no state. What leaves the router by
// that port enters the subnet, so the port's *egress* hook holds the ACL's *ingress* rules, and the
// port's *ingress* hook the ACL's *egress* rules. A security group stands at a host's own interface
// and is stateful: a hook of the family inet, in a namespace before the host.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "halfopen/acl/network_acl.hpp"
#include "halfopen/base/result.hpp"

namespace halfopen {

/// The router's port of a subnet.
struct NftPort {
  /// The port's name on the router, or `$NAME` for a variable that is told when the text is loaded
  /// (`nft -D NAME=eth1 -f …`).
  std::string device;
  std::uint32_t acl = 0;  ///< index into the ACLs: the one that guards the subnet
};

/// "acl-1 (web)": id and name, on one line whatever they hold.
std::string nft_title(const NetworkAcl& acl);

/// True if the text may be a port's device: a name that Linux takes (1 to 15 bytes; not `.` and
/// `..`) of letters, digits, `_`, `-` and `.` only, or `$` with a variable's name of up to 31
/// letters, digits and `_`.
bool is_nft_device(std::string_view text);

/// `table netdev TABLE { … }` with these chains:
/// * for each ACL that some port has, `acl_INDEX_ingress` and `acl_INDEX_egress`: the rules in the
///   order of their numbers, one each, all counted; at the end the default deny, counted, of both
///   families (comments: nft_comment of the ACL's id, the default deny as `*`);
/// * for each port, `port_POSITION_ingress` (hook egress: into the subnet) and
/// `port_POSITION_egress`
///   (hook ingress: out of the subnet), which ask the ACL about every IPv4 and IPv6 packet.
///
/// ARP passes, as does IPv6 neighbour discovery (types 133 to 137 with the hop limit 255 that RFC
/// 4861 demands, so never a packet that some router passed on): a VPC answers both itself, and no
/// network ACL filters them. Whatever else is not IP passes as well: a Linux router forwards none.
///
/// Linear in the rules. An Error for a device that is_nft_device does not take or that stands
/// twice, for an ACL that is not there, for no port at all, and for an ACL with an unknown rule.
Result<std::string> nft_netdev_table(std::string_view table, std::span<const NetworkAcl> acls,
                                     std::span<const NftPort> ports);

/// `table inet TABLE { … }` for a namespace that stands before a host and forwards, as its network
/// interface does: `rules` is the joined list of its security groups (GroupSet::rules(), whose id
/// is their label). Packets that leave by `host_port` meet the ingress rules (chain `to_host`),
/// which look at the source, those that come in by it the egress rules (chain `from_host`), which
/// look at the destination. Both begin with what a security group lets through without a rule,
/// packets of established connections and errors that belong to them (EC2 User Guide, security
/// group connection tracking), and end in a counted drop. Comments: nft_comment of the label, the
/// position of the rule in its direction counted from 1.
///
/// An Error if some rule is unknown, or for a name that is none.
Result<std::string> nft_group_table(std::string_view table, const NetworkAcl& rules,
                                    std::string_view host_port);

}  // namespace halfopen
