// SPDX-License-Identifier: Apache-2.0
#include "log_world.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace halfopen::bench {
namespace {

constexpr std::size_t kMostInterfaces = 40;
constexpr std::size_t kMostNetworks = 12;
constexpr std::size_t kMostServices = 16;

/// What the systems of a VPC pick: mostly Linux, some Windows.
PortRange ports_of(PortRandom& random) {
  return random.below(5) == 0 ? PortRange{49152, 65535} : PortRange{32768, 60999};
}

class WorldMaker {
 public:
  WorldMaker(const Snapshot& snapshot, std::uint64_t seed) : snapshot_(snapshot), random_(seed) {}

  Result<LogWorld> make() {
    if (snapshot_.subnets().empty() && snapshot_.acls().size() != 1) {
      return fail("the snapshot has neither subnets nor exactly one network ACL");
    }
    add_loaded();
    for (std::uint32_t i = 0; i < snapshot_.subnets().size(); ++i) add_made_up(i);
    if (snapshot_.subnets().empty()) add_behind_acl();
    add_networks();
    add_services();
    rest_some();
    return std::move(world_);
  }

 private:
  std::uint32_t interface(std::string id, std::string vpc, std::string subnet,
                          std::string instance) {
    LogInterface made;
    made.id = std::move(id);
    made.vpc_id = std::move(vpc);
    made.subnet_id = std::move(subnet);
    made.instance_id = std::move(instance);
    made.window = random_.below(4) == 0 ? 600 : 60;
    made.phase = random_.below(static_cast<std::uint32_t>(made.window));
    world_.interfaces.push_back(std::move(made));
    return static_cast<std::uint32_t>(world_.interfaces.size() - 1);
  }

  void host(std::uint32_t interface, const IpAddress& address, const Location& place,
            bool gateway) {
    world_.hosts.push_back({interface, address, place, gateway, ports_of(random_)});
  }

  void add_loaded() {
    for (const NetworkInterface& loaded : snapshot_.objects().interfaces) {
      const auto subnet = snapshot_.topology().subnet(loaded.subnet_id);
      if (!subnet || !loaded.addresses_known || loaded.addresses.empty()) continue;
      filled_.insert(*subnet);
      if (world_.interfaces.size() == kMostInterfaces) continue;
      const std::uint32_t at =
          interface(loaded.id, loaded.vpc_id, loaded.subnet_id, loaded.instance_id);
      const bool gateway = !loaded.kind.empty() && loaded.kind != "interface";
      for (const NetworkInterface::Address& own : loaded.addresses) {
        host(at, own.address, {Location::Kind::subnet, *subnet}, gateway);
      }
    }
  }

  void add_made_up(std::uint32_t subnet) {
    if (filled_.contains(subnet)) return;
    const Subnet& in = snapshot_.subnets()[subnet];
    for (unsigned i = 0; i < 3 && world_.interfaces.size() < kMostInterfaces; ++i) {
      const std::uint32_t at = interface(
          "eni-made-" + std::to_string(subnet) + '-' + std::to_string(i), in.vpc_id, in.id, "");
      for (const CidrBlock& block : in.cidrs) {
        const AddressBits bits = block.first() + 10 + i;
        if (bits < block.last()) {
          host(at, {block.family(), bits}, {Location::Kind::subnet, subnet}, false);
        }
      }
    }
  }

  void add_behind_acl() {
    for (unsigned i = 0; i < 3; ++i) {
      const std::uint32_t at = interface("eni-made-" + std::to_string(i), "", "", "");
      host(at, {IpFamily::v4, (AddressBits{10} << 24) + 10 + i}, {Location::Kind::acl, 0}, false);
      if (snapshot_.acls()[0].mentions_v6()) {
        host(at, {IpFamily::v6, (AddressBits{0x20010db8} << 96) + 10 + i}, {Location::Kind::acl, 0},
             false);
      }
    }
  }

  void add_networks() {
    for (const IpFamily family : kIpFamilies) world_.networks.push_back({CidrBlock::all(family)});
    std::set<CidrBlock> named;
    for (const NetworkAcl& acl : snapshot_.acls()) {
      for (const Direction direction : {Direction::ingress, Direction::egress}) {
        for (const auto& entry : acl.entries(direction)) named.insert(entry.cidr);
      }
    }
    for (const CidrBlock& block : named) {
      const bool outside =
          is_internet(block.address()) && block.prefix_length() != 0 &&
          !snapshot_.topology().loaded(block.family()).bits.contains(block.first());
      if (outside && world_.networks.size() < kMostNetworks) world_.networks.push_back({block});
    }
  }

  void add_service(IpProtocol protocol, std::uint16_t port) {
    const bool known =
        std::any_of(world_.services.begin(), world_.services.end(), [&](const LogService& service) {
          return service.protocol == protocol && service.port == port;
        });
    if (!known && world_.services.size() < kMostServices) {
      world_.services.push_back({protocol, port, false});
    }
  }

  /// What the rules name, and what everybody asks for.
  void add_services() {
    add_service(kIcmp, 0);
    for (const int port : {443, 80, 22}) add_service(kTcp, static_cast<std::uint16_t>(port));
    add_service(kUdp, 53);
    for (const NetworkAcl& acl : snapshot_.acls()) {
      for (const auto& entry : acl.entries(Direction::ingress)) {
        const bool single = entry.ports.first == entry.ports.last && entry.ports.first != 0;
        if (single && entry.protocol == kTcp.number) add_service(kTcp, entry.ports.first);
        if (single && entry.protocol == kUdp.number) add_service(kUdp, entry.ports.first);
      }
    }
    world_.services.push_back({kTcp, 0, true});
  }

  /// Of many interfaces one has nothing to do: its records say NODATA.
  void rest_some() {
    if (world_.interfaces.size() < 6) return;
    for (std::size_t i = world_.hosts.size(); i-- > 0;) {
      if (world_.hosts[i].gateway) continue;
      const std::uint32_t resting = world_.hosts[i].interface;
      world_.idle.push_back(resting);
      std::erase_if(world_.hosts, [&](const LogHost& one) { return one.interface == resting; });
      return;
    }
  }

  const Snapshot& snapshot_;
  PortRandom random_;
  LogWorld world_;
  std::set<std::uint32_t> filled_;
};

}  // namespace

Result<LogWorld> make_log_world(const Snapshot& snapshot, std::uint64_t seed) {
  return WorldMaker(snapshot, seed).make();
}

std::optional<IpAddress> draw_address(const LogNetwork& network, const Snapshot& snapshot,
                                      PortRandom& random) {
  const CidrBlock& block = network.block;
  for (int i = 0; i < 40; ++i) {
    const AddressBits any = (AddressBits{random.next()} << 64) | random.next();
    const IpAddress address(block.family(), block.first() | (any & (block.last() ^ block.first())));
    const AddressSet& inside = snapshot.topology().loaded(block.family());
    if (is_internet(address) && !inside.bits.contains(address.bits())) return address;
  }
  return std::nullopt;
}

}  // namespace halfopen::bench
