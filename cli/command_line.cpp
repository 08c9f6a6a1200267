// SPDX-License-Identifier: Apache-2.0
// The only file that sees the command-line library.
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>

#include "halfopen/net/port_range.hpp"

namespace halfopen::cli {
namespace {

constexpr const char* kExamples = R"(examples:
  halfopen check acls.json subnets.json --from 198.51.100.7 --to subnet-1 --port 443
  halfopen check web-acl.txt --from internet --to web-acl --port 443,22,udp/53 --client windows
  halfopen check export/ --flows flows.csv --format text > verdicts.csv
  halfopen explain export/ --from 10.0.1.5 --to 10.0.2.9 --port 5432 --client-port 40000
  halfopen ports classify 3389

exit codes: 0 every connection works, 2 some does not, 1 the tool could not do it
)";

constexpr const char* kWhere =
    "an address, a CIDR block, `internet`, ADDRESS@SUBNET, or the id or name of a subnet or ACL";

/// The parser and what it fills.
struct Parser {
  CLI::App app{
      "Does this connection work through stateless network ACLs, both legs, for every "
      "client port?"};
  Options options;
  std::string format = "text";
  std::string colour = "auto";
  std::string fail_on;
  std::string ip_version;
  bool no_colour = false;
  std::string client_port;
  std::vector<std::string> port_texts;

  Parser() {
    app.name("halfopen");
    app.require_subcommand(1);
    app.set_version_flag("--version", "halfopen " HALFOPEN_VERSION " (" HALFOPEN_COMMIT ")");
    app.footer(kExamples);
    add_check();
    add_explain();
    add_ports();
    add_completion();
  }

  CLI::App* verb(CLI::App& parent, const std::string& name, const std::string& about, Verb verb) {
    CLI::App* sub = parent.add_subcommand(name, about);
    sub->callback([this, verb] { options.verb = verb; });
    return sub;
  }

  void add_output(CLI::App& sub) {
    sub.add_option("--format", format, "text or json")->check(CLI::IsMember({"text", "json"}));
    sub.add_option("--color", colour, "auto, always or never (NO_COLOR is honoured)")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    sub.add_flag("--no-color", no_colour, "the same as --color never");
  }

  void add_question(CLI::App& sub) {
    sub.add_option("INPUT", options.inputs,
                   "files or folders: AWS exports as JSON, rule tables as text; - is stdin")
        ->required();
    sub.add_option("--from", options.from, std::string("the client: ") + kWhere);
    sub.add_option("--to", options.to, std::string("the server: ") + kWhere);
    sub.add_option("--port", options.services,
                   "[PROTO/]PORT[,...]; PROTO is tcp, udp, icmp/TYPE[:CODE], sctp or a number");
    sub.add_option("--client", options.clients,
                   "who asks: a profile of `halfopen ports list`, or LO-HI; repeatable; without it "
                   "all default profiles")
        ->allow_extra_args(false);
    sub.add_option("--ip-version", ip_version, "only 4 or only 6")
        ->check(CLI::IsMember({"4", "6"}));
    sub.add_flag("--soft-fail", options.soft_fail, "exit 0 whatever the verdicts");
    sub.add_option("--fail-on", fail_on, "exit 2 only for these verdicts: half-open,partial,...");
    sub.add_flag("--quiet", options.quiet, "no progress and no diagnostics on stderr");
    add_output(sub);
  }

  void add_check() {
    CLI::App* sub =
        verb(app, "check", "does this connection work, and for which clients?", Verb::check);
    add_question(*sub);
    sub->add_option("--flows", options.flows,
                    "many questions: CSV from,to,protocol,client_port,server_port; - is stdin");
    sub->footer(kExamples);
  }

  void add_explain() {
    CLI::App* sub = verb(app, "explain", "walk one packet pair, rule by rule", Verb::explain);
    add_question(*sub);
    sub->add_option("--client-port", client_port,
                    "the client's port; without it a witness is chosen");
    sub->footer(kExamples);
  }

  void add_ports() {
    CLI::App* ports = app.add_subcommand("ports", "who picks which client port");
    ports->require_subcommand(1);
    add_output(*verb(*ports, "list", "the client profiles and their sources", Verb::ports_list));
    CLI::App* classify =
        verb(*ports, "classify", "what a port number can mean", Verb::ports_classify);
    classify->add_option("PORT", port_texts, "ports 0 to 65535")->required();
    add_output(*classify);
  }

  void add_completion() {
    CLI::App* sub =
        verb(app, "completion", "print a completion script for a shell", Verb::completion);
    sub->add_option("SHELL", options.shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  }

  /// What the library cannot check. Empty if all is well.
  std::string settle() {
    options.format = format == "json" ? Format::json : Format::text;
    if (colour == "always") options.colour = Colour::always;
    if (colour == "never" || no_colour) options.colour = Colour::never;
    if (!ip_version.empty()) options.family = ip_version == "4" ? IpFamily::v4 : IpFamily::v6;
    for (const std::string& text : port_texts) {
      const auto port = parse_port(text);
      if (!port) return port.error().what + "; " + port.error().hint;
      options.ports.push_back(*port);
    }
    if (!client_port.empty()) {
      const auto port = parse_port(client_port);
      if (!port) return "--client-port: " + port.error().what + "; " + port.error().hint;
      options.client_port = *port;
    }
    for (std::string rest = fail_on; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      const std::string word = rest.substr(0, comma);
      const auto* known = std::find_if(std::begin(kVerdicts), std::end(kVerdicts),
                                       [&](Verdict v) { return to_string(v) == word; });
      if (known == std::end(kVerdicts)) {
        return "--fail-on: '" + word +
               "' is no verdict; use works, partial, half-open, denied, no-route, unknown";
      }
      options.fail_on.push_back(*known);
      rest = comma == std::string::npos ? "" : rest.substr(comma + 1);
    }
    if (options.verb == Verb::check && !options.flows.empty()) {
      if (!options.from.empty() || !options.to.empty() || !options.services.empty()) {
        return "--flows asks many questions: leave out --from, --to and --port";
      }
      if (!options.clients.empty()) return "--flows names each client's port: leave out --client";
      if (options.format == Format::json) return "--flows writes CSV: leave out --format json";
    } else if (options.verb == Verb::check || options.verb == Verb::explain) {
      if (options.from.empty() || options.to.empty() || options.services.empty()) {
        return "a question needs --from, --to and --port";
      }
    }
    return "";
  }
};

void collect(const CLI::App& app, const std::string& prefix, std::vector<VerbWords>& out) {
  VerbWords words{prefix, {}};
  for (const CLI::App* sub : app.get_subcommands({})) {
    words.words.push_back(sub->get_name());
    collect(*sub, prefix.empty() ? sub->get_name() : prefix + ' ' + sub->get_name(), out);
  }
  for (const CLI::Option* option : app.get_options({})) {
    for (const std::string& name : option->get_lnames()) words.words.push_back("--" + name);
  }
  out.push_back(std::move(words));
}

}  // namespace

std::variant<Options, Farewell> read_command_line(int argc, const char* const* argv) {
  Parser parser;
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Farewell{kClean, parser.app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Farewell{kClean, std::string(version.what()) + '\n'};
  } catch (const CLI::Error& error) {
    return Farewell{kCannot,
                    std::string("halfopen: ") + error.what() + "\nTry `halfopen --help`.\n"};
  }
  const std::string wrong = parser.settle();
  if (!wrong.empty()) return Farewell{kCannot, "halfopen: " + wrong + "\n"};
  return parser.options;
}

std::vector<VerbWords> completion_words() {
  const Parser parser;
  std::vector<VerbWords> words;
  collect(parser.app, "", words);
  return words;
}

}  // namespace halfopen::cli
