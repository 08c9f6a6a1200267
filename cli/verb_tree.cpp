// SPDX-License-Identifier: Apache-2.0
#include "cli/verb_tree.hpp"

#include <CLI/CLI.hpp>
#include <deque>
#include <optional>
#include <utility>

namespace halfopen::cli {
namespace {

std::optional<std::size_t> number_of(const std::string& text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || text.empty() || text.size() > 9) return std::nullopt;
  return std::stoul(text);
}

std::string bounds_text(std::size_t least, std::size_t most) {
  std::string text = least == 0 ? "" : " from " + std::to_string(least);
  if (most != std::numeric_limits<std::size_t>::max()) text += " to " + std::to_string(most);
  return text;
}

void collect_words(const CLI::App& app, const std::string& prefix, std::vector<VerbWords>& out) {
  VerbWords words{prefix, {}};
  for (const CLI::App* sub : app.get_subcommands({})) {
    words.words.push_back(sub->get_name());
    collect_words(*sub, prefix.empty() ? sub->get_name() : prefix + ' ' + sub->get_name(), out);
  }
  for (const CLI::Option* option : app.get_options({})) {
    for (const std::string& name : option->get_lnames()) words.words.push_back("--" + name);
  }
  out.push_back(std::move(words));
}

}  // namespace

OptionHandle& OptionHandle::required() {
  option_->required();
  return *this;
}

OptionHandle& OptionHandle::one_of(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

OptionHandle& OptionHandle::by_commas() {
  option_->delimiter(',');
  return *this;
}

OptionHandle& OptionHandle::expected(int least, int most) {
  option_->expected(least, most);
  return *this;
}

OptionHandle& OptionHandle::excludes(const OptionHandle& other) {
  option_->excludes(other.option_);
  return *this;
}

/// What the library fills, and what is asked when it has.
struct VerbTree::State {
  struct Check {
    VerbHandle::Run verb;  ///< null: of every verb
    std::function<std::string()> wrong;
  };

  CLI::App app{
      "Does this connection work through stateless network ACLs, both legs, for every "
      "client port?"};
  Options options;
  std::deque<std::string> texts;  ///< values that are read later; they stay where they are
  std::deque<std::vector<std::string>> lists;
  std::vector<Check> reads;
  std::vector<Check> checks;

  std::string wrong() const {
    for (const auto* some : {&reads, &checks}) {
      for (const Check& check : *some) {
        if (check.verb != nullptr && check.verb != options.run) continue;
        if (std::string text = check.wrong(); !text.empty()) return text;
      }
    }
    return "";
  }
};

VerbTree::VerbTree() : state_(std::make_unique<State>()) {
  state_->app.name("halfopen");
  state_->app.require_subcommand(1);
  state_->app.set_version_flag("--version", "halfopen " HALFOPEN_VERSION " (" HALFOPEN_COMMIT ")");
}

VerbTree::~VerbTree() = default;

VerbHandle VerbTree::root() { return {*this, &state_->app, nullptr}; }

std::variant<Options, Farewell> VerbTree::parse(int argc, const char* const* argv) {
  try {
    state_->app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Farewell{kClean, state_->app.help()};
  } catch (const CLI::CallForVersion& version) {
    return Farewell{kClean, std::string(version.what()) + '\n'};
  } catch (const CLI::Error& error) {
    return Farewell{kCannot,
                    std::string("halfopen: ") + error.what() + "\nTry `halfopen --help`.\n"};
  }
  const std::string wrong = state_->wrong();
  if (!wrong.empty()) return Farewell{kCannot, "halfopen: " + wrong + "\n"};
  return state_->options;
}

std::vector<VerbWords> VerbTree::words() const {
  std::vector<VerbWords> words;
  collect_words(state_->app, "", words);
  return words;
}

VerbHandle VerbHandle::verb(const std::string& name, const std::string& about, Run run) {
  CLI::App* sub = app_->add_subcommand(name, about);
  sub->callback([&options = tree_.state_->options, run] { options.run = run; });
  return {tree_, sub, run};
}

VerbHandle VerbHandle::group(const std::string& name, const std::string& about) {
  CLI::App* sub = app_->add_subcommand(name, about);
  sub->require_subcommand(1);
  return {tree_, sub, nullptr};
}

OptionHandle VerbHandle::text(const std::string& name, std::string& value,
                              const std::string& about) {
  return OptionHandle(app_->add_option(name, value, about));
}

OptionHandle VerbHandle::texts(const std::string& name, std::vector<std::string>& values,
                               const std::string& about) {
  CLI::Option* option = app_->add_option(name, values, about);
  if (name.starts_with("-")) option->allow_extra_args(false);
  return OptionHandle(option);
}

OptionHandle VerbHandle::flag(const std::string& name, bool& value, const std::string& about) {
  return OptionHandle(app_->add_flag(name, value, about));
}

OptionHandle VerbHandle::value(const std::string& name, ReadValue read, const std::string& about) {
  std::string& text = tree_.state_->texts.emplace_back();
  tree_.state_->reads.push_back({run_, [&text, name, read = std::move(read)] {
                                   if (text.empty()) return std::string();
                                   const std::string wrong = read(text);
                                   return wrong.empty() ? wrong : name + ": " + wrong;
                                 }});
  return this->text(name, text, about);
}

OptionHandle VerbHandle::values(const std::string& name, ReadValue read, const std::string& about) {
  std::vector<std::string>& list = tree_.state_->lists.emplace_back();
  tree_.state_->reads.push_back({run_, [&list, read = std::move(read)] {
                                   for (const std::string& text : list) {
                                     if (std::string wrong = read(text); !wrong.empty())
                                       return wrong;
                                   }
                                   return std::string();
                                 }});
  return texts(name, list, about);
}

OptionHandle VerbHandle::number(const std::string& name, std::function<void(std::size_t)> take,
                                const std::string& about, std::size_t least, std::size_t most) {
  return value(
      name,
      [take = std::move(take), least, most](const std::string& text) {
        const auto number = number_of(text);
        if (!number || *number < least || *number > most) {
          return '\'' + text + "' is no number" + bounds_text(least, most);
        }
        take(*number);
        return std::string();
      },
      about);
}

void VerbHandle::check(std::function<std::string()> wrong) {
  tree_.state_->checks.push_back({run_, std::move(wrong)});
}

void VerbHandle::footer(const char* text) { app_->footer(text); }

Options& VerbHandle::options() { return tree_.state_->options; }

}  // namespace halfopen::cli
