// SPDX-License-Identifier: Apache-2.0
// Verbs about client ports.
#include "cli/help_texts.hpp"
#include "cli/shared_options.hpp"
#include "cli/verb_groups.hpp"
#include "cli/verbs.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen::cli {
namespace {

/// What both verbs about the life of ports are told.
void add_port_life(VerbHandle& verb) {
  PortsOptions& life = verb.options().ports_life;
  verb.text("--reserved", life.reserved, "ports that are never chosen: 33000-33100,35000");
  verb.text("--rate", life.rate, "connections per second, such as 470 or 0.5");
  verb.text("--hold", life.hold, "how long a connection lives: 500ms, 0.5s, 2m, 1h");
  verb.text("--closed-by", life.closed_by,
            "who closes first and so keeps TIME_WAIT: client (the default) or server")
      .one_of({"client", "server"});
  verb.text("--time-wait", life.time_wait, "how long a port is held after its connection");
  verb.flag("--tw-reuse", life.tw_reuse, "Linux with net.ipv4.tcp_tw_reuse=1");
  verb.text("--destinations", life.destinations, "how many (address and port), used in turn; 1");
  verb.text("--addresses", life.addresses, "addresses of a translator or client; 1");
  add_soft_fail(verb);
}

void add_simulate(VerbHandle& ports) {
  VerbHandle verb =
      ports.verb("simulate", "the life of client ports, step by step", run_ports_simulate);
  Options& options = verb.options();
  PortsOptions& life = options.ports_life;
  verb.text("--algorithm", life.algorithm,
            "linux-connect (the default), linux-bind, linux-udp, linux-masquerade, "
            "nat-gateway, nlb, freebsd, windows, sequential, rfc6056-1 to rfc6056-5");
  verb.text("--range", life.range, "the ports to choose from; else the system's");
  verb.text("--socket-range", life.socket_range, "Linux: the socket option IP_LOCAL_PORT_RANGE");
  verb.text("--connections", life.connections, "how many; 20");
  add_port_life(verb);
  verb.text("--hosts", life.hosts, "hosts behind a translator; 2");
  verb.text("--source-port", life.source_port, "masquerade: the port that all of them come from");
  verb.flag("--fully-random", life.fully_random, "masquerade: never keep the source port");
  verb.text("--seed", life.seed, "stands for the secrets of the system; 1");
  verb.number(
      "--limit", [&options](std::size_t rows) { options.limit = rows; },
      "connections listed as text (40)");
  add_output(verb, {"text", "json", "csv", "svg"});
  verb.footer(kPortsExamples);
}

void add_exhaust(VerbHandle& ports) {
  VerbHandle verb = ports.verb("exhaust", "how many connections per second before ports run out",
                               run_ports_exhaust);
  PortsOptions& life = verb.options().ports_life;
  verb.text("--client", life.client,
            "a profile of `halfopen ports list` (linux), LO-HI, or an algorithm of "
            "`ports simulate` such as nlb");
  verb.text("--reply-ports", life.reply_ports,
            "client ports whose replies a network ACL lets through: 1024-40000");
  add_port_life(verb);
  add_output(verb);
  verb.footer(kPortsExamples);
}

}  // namespace

void add_ports(VerbHandle root) {
  VerbHandle ports = root.group("ports", "who picks which client port");
  VerbHandle list = ports.verb("list", "the client profiles and their sources", run_ports_list);
  add_output(list);
  VerbHandle classify = ports.verb("classify", "what a port number can mean", run_ports_classify);
  Options& options = classify.options();
  classify
      .values(
          "PORT",
          [&options](const std::string& text) {
            const auto port = parse_port(text);
            if (!port) return port.error().what + "; " + port.error().hint;
            options.ports.push_back(*port);
            return std::string();
          },
          "ports 0 to 65535")
      .required();
  add_output(classify);
  add_simulate(ports);
  add_exhaust(ports);
  ports.footer(kPortsExamples);
}

}  // namespace halfopen::cli
