#include <fmt/format.h>

#include <sstream>

#include "harness/app/command.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::app {
namespace {

namespace po = boost::program_options;

Options describe(const Command& command) {
  Options options;
  command.describe(options);
  options.named.add_options()("help,h", "print this text");
  return options;
}

std::vector<std::string> names_of(const po::options_description& named) {
  std::vector<std::string> names;
  for (const auto& option : named.options()) names.push_back("--" + option->long_name());
  return names;
}

}  // namespace

std::string help(const Command& command) {
  const Options options = describe(command);
  std::ostringstream text;
  text << fmt::format("{}\n\nUsage: steelyard {} {}\n\n", command.summary, command.name,
                      command.usage)
       << options.named;
  if (!command.details.empty()) text << '\n' << command.details << '\n';
  return text.str();
}

Arguments parse(const Command& command, const std::vector<std::string>& words, bool& help_wanted) {
  const Options options = describe(command);
  po::options_description all;
  all.add(options.named).add(options.unnamed);
  Arguments arguments;
  const std::string see = fmt::format(" (see `steelyard {} --help`)", command.name);
  try {
    // No guessing: a prefix that happens to be unique today may not be tomorrow.
    using Style = po::command_line_style::style_t;
    constexpr int style = po::command_line_style::unix_style & ~Style::allow_guessing;
    po::store(po::command_line_parser(words)
                  .options(all)
                  .positional(options.positional)
                  .style(style)
                  .run(),
              arguments);
    help_wanted = arguments.count("help") > 0;
    if (!help_wanted) po::notify(arguments);
  } catch (const po::unknown_option& error) {
    throw UsageError(unknown_name("option", error.get_option_name(), names_of(options.named)) +
                     see);
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError(
        fmt::format("too many arguments for `steelyard {} {}`", command.name, command.usage) + see);
  } catch (const po::error& error) {
    throw UsageError(error.what() + see);
  }
  return arguments;
}

std::string choice(const Arguments& arguments, const std::string& option,
                   const std::vector<std::string>& valid) {
  const std::string value = arguments[option].as<std::string>();
  for (const std::string& one : valid) {
    if (one == value) return value;
  }
  throw UsageError(unknown_name("--" + option, value, valid));
}

double fraction(const Arguments& arguments, const std::string& option) {
  const double value = arguments[option].as<double>();
  if (!(value > 0 && value < 1)) {
    throw UsageError("--" + option + " must lie between 0 and 1, such as 0.05.");
  }
  return value;
}

}  // namespace steelyard::app
