// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include "cli/command_line.hpp"
#include "cli/terminal.hpp"
#include "cli/verbs.hpp"

namespace halfopen::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// A bash function; zsh runs it through bashcompinit.
std::string bash_script() {
  std::string text =
      "_halfopen() {\n  local words cur=${COMP_WORDS[COMP_CWORD]}\n"
      "  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n";
  std::string one;
  std::string none;
  for (const VerbWords& verb : completion_words()) {
    const std::string line = "words='" + joined(verb.words) + "' ;;\n";
    if (verb.verb.empty()) {
      none = "    *) " + line;
    } else if (verb.verb.find(' ') != std::string::npos) {
      text += "    '" + verb.verb + "') " + line;
    } else {
      one += "    '" + verb.verb + " '*) " + line;
    }
  }
  return text + one + none + "  esac\n  [ \"$COMP_CWORD\" -eq 1 ] && words='" +
         joined(completion_words().back().words) +
         "'\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
         "complete -o filenames -F _halfopen halfopen\n";
}

std::string fish_script() {
  std::string text;
  for (const VerbWords& verb : completion_words()) {
    std::string condition = "__fish_use_subcommand";
    if (!verb.verb.empty()) {
      condition.clear();
      for (std::string rest = verb.verb; !rest.empty();) {
        const std::size_t space = rest.find(' ');
        condition += (condition.empty() ? "" : "; and ") +
                     ("__fish_seen_subcommand_from " + rest.substr(0, space));
        rest = space == std::string::npos ? "" : rest.substr(space + 1);
      }
    }
    for (const std::string& word : verb.words) {
      text += "complete -c halfopen -n '" + condition + "' ";
      text += word.starts_with("--") ? "-l " + word.substr(2) : "-a " + word;
      text += '\n';
    }
  }
  return text;
}

}  // namespace

int run_completion(const Options& options) {
  return write_out(completion_script(options.shell)) ? kClean : kCannot;
}

std::string completion_script(const std::string& shell) {
  if (shell == "fish") return fish_script();
  if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + bash_script();
  return bash_script();
}

}  // namespace halfopen::cli
