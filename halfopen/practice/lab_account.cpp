// SPDX-License-Identifier: Apache-2.0
#include "halfopen/practice/lab_account.hpp"

#include "halfopen/practice/practice_rows.hpp"

namespace halfopen {
namespace {

constexpr PortRange kReplies{1024, 65535};

KnownService https() { return {"HTTPS", kTcp, 443}; }

/// The account while it grows.
struct LabGround {
  PracticeDice& dice;
  PracticeScene scene{};
  bool v6 = false;
  KnownService app{"HTTP on 8080", kTcp, 8080};
  KnownService store{"PostgreSQL", kTcp, 5432};
  CidrBlock office{};

  void add(std::size_t acl, const NetworkAclEntry& entry) { scene.acls[acl].rows.push_back(entry); }
  CidrBlock block(std::size_t subnet) const { return scene.subnets[subnet].cidrs.front(); }

  void goal(const std::string& label, const PracticeHost& client, const PracticeHost& server,
            const KnownService& known, const char* system, bool must_work) {
    scene.probes.push_back({label, client, server, service_of(known), profile(system), must_work});
  }
};

/// The front: customers from everywhere, administrators from the office.
void add_front(LabGround& ground) {
  const KnownService ssh{"SSH", kTcp, 22};
  PracticeDice& dice = ground.dice;
  ground.add(0, allow(100, kInbound, kTcp, one_port(443), anywhere()));
  ground.add(0, allow(120, kInbound, kTcp, one_port(22), ground.office));
  ground.add(0, allow(100, kOutbound, kTcp, kReplies, anywhere()));
  if (dice.coin()) ground.add(0, deny(90, kInbound, kTcp, one_port(23), anywhere()));
  const PracticeHost web = host_in(dice, ground.scene, 0);
  const PracticeHost customer = outside_host(outside_address(dice));
  ground.goal("HTTPS for customers", customer, web, https(), "any", true);
  if (ground.v6) {
    ground.add(0, allow(110, kInbound, kTcp, one_port(443), anywhere(IpFamily::v6)));
    ground.add(0, allow(110, kOutbound, kTcp, kReplies, anywhere(IpFamily::v6)));
    ground.goal("HTTPS for customers over IPv6", outside_host(outside_address(dice, IpFamily::v6)),
                host_in(dice, ground.scene, 0, IpFamily::v6), https(), "any", true);
  }
  const PracticeHost admin =
      outside_host(IpAddress(IpFamily::v4, ground.office.first() + dice.between(2, 250)));
  ground.goal("SSH from the office", admin, web, ssh, "windows", true);
  ground.goal("SSH from a customer", customer, web, ssh, "linux", false);
}

/// The application behind it: asked by the front, asks for updates and names.
void add_application(LabGround& ground) {
  PracticeDice& dice = ground.dice;
  const CidrBlock front = ground.block(0);
  const PortRange port = one_port(ground.app.port);
  ground.add(0, allow(130, kInbound, kTcp, kReplies, ground.block(1)));
  ground.add(0, allow(90, kOutbound, kTcp, port, ground.block(1)));
  ground.add(1, allow(100, kInbound, kTcp, port, front));
  ground.add(1, allow(100, kOutbound, kTcp, kReplies, front));
  const PracticeHost web = host_in(dice, ground.scene, 0);
  const PracticeHost app = host_in(dice, ground.scene, 1);
  const std::string name = ground.app.name;
  ground.goal(name + " from web to app", web, app, ground.app, "linux", true);
  ground.goal(name + " from a customer to app", outside_host(outside_address(dice)), app,
              ground.app, "linux", false);
  ground.add(1, deny(190, kInbound, kTcp, port, anywhere()));
  ground.add(1, allow(120, kOutbound, kTcp, one_port(443), anywhere()));
  ground.add(1, allow(200, kInbound, kTcp, kReplies, anywhere()));
  ground.goal("updates of app over HTTPS", app, outside_host(outside_address(dice)), https(),
              "linux", true);
  if (dice.coin()) {
    const KnownService dns{"DNS", kUdp, 53};
    ground.add(1, allow(130, kOutbound, kUdp, one_port(53), anywhere()));
    ground.add(1, allow(210, kInbound, kUdp, kReplies, anywhere()));
    ground.goal("DNS of app at a public server", app, outside_host(outside_address(dice)), dns,
                "linux", true);
  }
}

/// The store behind that: nobody but the tier before it.
void add_store(LabGround& ground) {
  PracticeDice& dice = ground.dice;
  const PortRange port = one_port(ground.store.port);
  const CidrBlock app = ground.block(1);
  const CidrBlock data = ground.block(2);
  ground.add(1, allow(110, kOutbound, kTcp, port, data));
  ground.add(1, allow(110, kInbound, kTcp, kReplies, data));
  ground.add(2, allow(100, kInbound, kTcp, port, app));
  ground.add(2, allow(100, kOutbound, kTcp, kReplies, app));
  const PracticeHost store = host_in(dice, ground.scene, 2);
  const std::string name = ground.store.name;
  ground.goal(name + " from app to data", host_in(dice, ground.scene, 1), store, ground.store,
              "linux", true);
  ground.goal(name + " from web to data", host_in(dice, ground.scene, 0), store, ground.store,
              "linux", false);
  ground.goal(name + " from a customer to data", outside_host(outside_address(dice)), store,
              ground.store, "linux", false);
}

}  // namespace

PracticeScene lab_account(PracticeDice& dice) {
  LabGround ground{dice, {}};
  ground.v6 = dice.coin();
  ground.app =
      dice.one_of({KnownService{"HTTP on 8080", kTcp, 8080}, KnownService{"HTTP", kTcp, 80},
                   KnownService{"HTTPS on 8443", kTcp, 8443}});
  ground.store =
      dice.one_of({KnownService{"PostgreSQL", kTcp, 5432}, KnownService{"MySQL", kTcp, 3306},
                   KnownService{"Redis", kTcp, 6379}});
  const bool three = dice.roll(3) != 0;
  add_subnet(dice, ground.scene, "web", ground.v6);
  add_subnet(dice, ground.scene, "app");
  if (three) add_subnet(dice, ground.scene, "data");
  ground.office = CidrBlock(outside_address(dice), 24);
  add_front(ground);
  add_application(ground);
  if (three) add_store(ground);
  sort_rows(ground.scene);
  return std::move(ground.scene);
}

}  // namespace halfopen
