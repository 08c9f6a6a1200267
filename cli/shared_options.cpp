// SPDX-License-Identifier: Apache-2.0
#include "cli/shared_options.hpp"

#include <algorithm>
#include <iterator>

#include "cli/help_texts.hpp"
#include "cli/word_list.hpp"
#include "halfopen/ingest/cfn_parameters.hpp"
#include "halfopen/net/port_range.hpp"

namespace halfopen::cli {
namespace {

void set_format(Options& options, const std::string& name) {
  options.format = name == "json"       ? Format::json
                   : name == "csv"      ? Format::csv
                   : name == "markdown" ? Format::markdown
                   : name == "junit"    ? Format::junit
                   : name == "sarif"    ? Format::sarif
                   : name == "github"   ? Format::github
                                        : Format::text;
  options.script = name == "script";
  options.svg = name == "svg";
}

}  // namespace

void add_output(VerbHandle& verb, const std::vector<std::string>& formats) {
  Options& options = verb.options();
  std::string list;
  for (const std::string& name : formats) list += (list.empty() ? "" : ", ") + name;
  verb.value(
          "--format",
          [&options](const std::string& name) {
            set_format(options, name);
            return std::string();
          },
          list)
      .one_of(formats);
  verb.value(
          "--color",
          [&options](const std::string& when) {
            options.colour = when == "always"  ? Colour::always
                             : when == "never" ? Colour::never
                                               : Colour::automatic;
            return std::string();
          },
          "auto, always or never (NO_COLOR is honoured)")
      .one_of({"auto", "always", "never"});
  verb.flag("--no-color", options.no_colour, "the same as --color never");
  verb.check([&options] {
    if (options.no_colour) options.colour = Colour::never;
    return std::string();
  });
}

void add_soft_fail(VerbHandle& verb) {
  verb.flag("--soft-fail", verb.options().soft_fail, "exit 0 whatever is found");
}

void add_quiet(VerbHandle& verb) {
  verb.flag("--quiet", verb.options().quiet, "no progress and no diagnostics on stderr");
}

void add_parameters(VerbHandle& verb) {
  Options& options = verb.options();
  verb.values(
      "--param",
      [&options](const std::string& text) {
        auto parameter = parse_parameter(text);
        if (!parameter) return "--param: " + parameter.error().what + "; " + parameter.error().hint;
        options.parameters.push_back(std::move(*parameter));
        return std::string();
      },
      "NAME=VALUE for a parameter of the templates; repeatable");
  verb.texts("--params", options.parameter_files,
             "file of parameter values, JSON or YAML; repeatable; --param goes before it");
}

void add_inputs(VerbHandle& verb, bool has_findings, bool required) {
  Options& options = verb.options();
  OptionHandle inputs = verb.texts(
      "INPUT", options.inputs,
      "files or folders: AWS exports, Terraform plans and states as JSON, CloudFormation "
      "templates, rule tables as text; - is stdin");
  if (required) inputs.required();
  verb.value(
          "--plan-side",
          [&options](const std::string& side) {
            options.plan_side = side == "before" ? PlanSide::before : PlanSide::after;
            return std::string();
          },
          "judge Terraform plans as of before or after (the default) they are applied")
      .one_of({"before", "after"});
  add_parameters(verb);
  if (has_findings) add_soft_fail(verb);
  add_quiet(verb);
}

void add_sides(VerbHandle& verb, const std::string& label, const std::string& both) {
  Options& options = verb.options();
  verb.texts(label, options.inputs,
             both + ": a file or folder each, - is stdin; or one Terraform plan, which is both")
      .required()
      .expected(1, 2);
  verb.texts("--with", options.around,
             "a file or folder that belongs to both sides: the account that a plan changes; "
             "repeatable");
  add_parameters(verb);
}

void add_clients(VerbHandle& verb) {
  verb.texts("--client", verb.options().clients,
             "who asks: a profile of `halfopen ports list`, or LO-HI; repeatable; without it "
             "all default profiles");
}

void add_question_words(VerbHandle& verb) {
  Options& options = verb.options();
  verb.text("--from", options.from, std::string("the client: ") + kWhere);
  verb.text("--to", options.to, std::string("the server: ") + kWhere);
  verb.text("--port", options.services,
            "[PROTO/]PORT[,...]; PROTO is tcp, udp, icmp/TYPE[:CODE], sctp or a number");
  add_clients(verb);
}

void add_client_port(VerbHandle& verb) {
  Options& options = verb.options();
  verb.value(
      "--client-port",
      [&options](const std::string& text) {
        const auto port = parse_port(text);
        if (!port) return port.error().what + "; " + port.error().hint;
        options.client_port = *port;
        return std::string();
      },
      "the client's port; without it a witness is chosen");
}

void add_question(VerbHandle& verb, const std::vector<std::string>& formats) {
  Options& options = verb.options();
  add_inputs(verb);
  add_question_words(verb);
  verb.value(
          "--ip-version",
          [&options](const std::string& version) {
            options.family = version == "4" ? IpFamily::v4 : IpFamily::v6;
            return std::string();
          },
          "only 4 or only 6")
      .one_of({"4", "6"});
  verb.value(
      "--fail-on",
      [&options](const std::string& text) { return read_verdicts(text, options.fail_on); },
      "exit 2 only for these verdicts: half-open,partial,...");
  add_output(verb, formats);
}

std::string wrong_question(const Options& options) {
  const bool whole = !options.from.empty() && !options.to.empty() && !options.services.empty();
  return whole ? "" : "a question needs --from, --to and --port";
}

void add_baseline(VerbHandle& verb) {
  Options& options = verb.options();
  verb.text("--baseline", options.baseline,
            "JSON file of known findings: only others count and are shown");
  verb.text("--write-baseline", options.write_baseline,
            "write the findings of now to this file, and exit 0");
}

}  // namespace halfopen::cli
