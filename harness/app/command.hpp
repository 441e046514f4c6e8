#pragma once

#include <boost/program_options.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/exit_code.hpp"

namespace steelyard::app {

/// What a command accepts. `positional` options are those whose names are not typed.
struct Options {
  boost::program_options::options_description named{"Options", 100, 60};
  boost::program_options::options_description unnamed;
  boost::program_options::positional_options_description positional;
};

using Arguments = boost::program_options::variables_map;

/// One sub-command: a row of the table in commands.cpp, a file of its own.
struct Command {
  std::string_view name;
  std::string_view usage;    ///< what follows the name: "[OPTIONS] FILE..."
  std::string_view summary;  ///< one line
  std::string_view details;  ///< paragraphs below the options; may be empty
  void (*describe)(Options& options);
  /// Throws Error for what main() turns into a message and an exit code.
  ExitCode (*execute)(const Arguments& arguments, const std::string& command_line);
};

/// Every command, in the order of the help text.
std::span<const Command> commands();

/// The whole help of one command; docs/cli.md holds the same text.
std::string help(const Command& command);
/// The overview that `steelyard --help` prints.
std::string overview();

/// Parses what stands after the command's name. Throws UsageError: unknown option (naming the
/// nearest), missing or malformed value. `help_wanted` is set if --help was among it.
Arguments parse(const Command& command, const std::vector<std::string>& words, bool& help_wanted);

/// Checks a choice such as --format; throws UsageError naming the nearest.
std::string choice(const Arguments& arguments, const std::string& option,
                   const std::vector<std::string>& valid);

/// The value of an option such as --floor; throws UsageError unless it lies between 0 and 1.
double fraction(const Arguments& arguments, const std::string& option);

const Command& audit_command();
const Command& cases_command();
const Command& chips_command();
const Command& claims_command();
const Command& conformance_command();
const Command& devices_command();
const Command& export_command();
const Command& gate_command();
const Command& history_command();
const Command& import_command();
const Command& model_command();
const Command& rank_command();
const Command& run_command();
const Command& show_command();

}  // namespace steelyard::app
