// SPDX-License-Identifier: Apache-2.0
// The verbs and their options, as the command-line library is told of them. Only verb_tree.cpp sees
// the library.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/options.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace halfopen::cli {

/// A value as it was written, to be read once all of them are known. Returns what is wrong with it;
/// empty if nothing is.
using ReadValue = std::function<std::string(const std::string&)>;

/// One option, to be said more about.
class OptionHandle {
 public:
  explicit OptionHandle(CLI::Option* option) : option_(option) {}

  OptionHandle& required();
  /// Nothing but these values.
  OptionHandle& one_of(const std::vector<std::string>& values);
  /// Several values in one, parted by commas.
  OptionHandle& by_commas();
  /// So many values of a positional argument.
  OptionHandle& expected(int least, int most);
  /// Not together.
  OptionHandle& excludes(const OptionHandle& other);

 private:
  CLI::Option* option_;
};

class VerbTree;

/// A verb, or a group of verbs, to be given options. Names with dashes are options, others
/// positional arguments. Values are kept as text unless a reader is given.
class VerbHandle {
 public:
  using Run = int (*)(const Options&);

  VerbHandle(VerbTree& tree, CLI::App* app, Run run) : tree_(tree), app_(app), run_(run) {}

  /// A verb below this one.
  VerbHandle verb(const std::string& name, const std::string& about, Run run);
  /// A word that needs a verb behind it.
  VerbHandle group(const std::string& name, const std::string& about);

  OptionHandle text(const std::string& name, std::string& value, const std::string& about);
  /// Repeatable.
  OptionHandle texts(const std::string& name, std::vector<std::string>& values,
                     const std::string& about);
  OptionHandle flag(const std::string& name, bool& value, const std::string& about);
  /// Read by `read` when it is given; the message begins with the option's name.
  OptionHandle value(const std::string& name, ReadValue read, const std::string& about);
  /// The same for each of several; the message is the reader's alone.
  OptionHandle values(const std::string& name, ReadValue read, const std::string& about);
  /// A number from `least` to `most`, of at most nine digits.
  OptionHandle number(const std::string& name, std::function<void(std::size_t)> take,
                      const std::string& about, std::size_t least = 0,
                      std::size_t most = std::numeric_limits<std::size_t>::max());

  /// Asked last, if this verb was chosen: what is wrong with the options together.
  void check(std::function<std::string()> wrong);
  /// What stands below the options in `--help`.
  void footer(const char* text);

  Options& options();

 private:
  VerbTree& tree_;
  CLI::App* app_;
  Run run_;
};

/// All verbs. Options are filled by parse().
class VerbTree {
 public:
  VerbTree();
  ~VerbTree();
  VerbTree(const VerbTree&) = delete;
  VerbTree& operator=(const VerbTree&) = delete;

  VerbHandle root();
  std::variant<Options, Farewell> parse(int argc, const char* const* argv);
  /// Every verb with its options, the root last.
  std::vector<VerbWords> words() const;

 private:
  friend class VerbHandle;
  struct State;

  std::unique_ptr<State> state_;
};

}  // namespace halfopen::cli
