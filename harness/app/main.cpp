#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "harness/app/version.hpp"
#include "harness/comm/launch_hint.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/shell_word.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::app {
namespace {

ExitCode dispatch(const std::vector<std::string>& words) {
  if (words.size() < 2) {
    std::fputs(overview().c_str(), stderr);
    return ExitCode::usage;
  }
  const std::string& wanted = words[1];
  if (wanted == "--help" || wanted == "-h" || wanted == "help") {
    std::fputs(overview().c_str(), stdout);
    return ExitCode::fine;
  }
  if (wanted == "--version") {
    std::printf("steelyard %s\n", version);
    return ExitCode::fine;
  }
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    names.emplace_back(command.name);
    if (command.name != wanted) continue;
    bool help_wanted = false;
    const Arguments arguments = parse(command, {words.begin() + 2, words.end()}, help_wanted);
    if (help_wanted) {
      std::fputs(help(command).c_str(), stdout);
      return ExitCode::fine;
    }
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
    return command.execute(arguments, line);
  }
  throw UsageError(unknown_name("command", wanted, names));
}

/// A mistake on the command line is every rank's mistake; one of them tells it.
void tell(const std::string& message) {
  if (comm::launch_hint().rank == 0) {
    // It may quote a name from a file or from the command line.
    std::fprintf(stderr, "steelyard: %s\n", plain(message).c_str());
  }
}

}  // namespace
}  // namespace steelyard::app

int main(int argc, char** argv) {
  using namespace steelyard;
  try {
    return static_cast<int>(app::dispatch({argv, argv + argc}));
  } catch (const Error& error) {
    app::tell(error.what());
    return static_cast<int>(error.exit_code());
  } catch (const std::bad_alloc&) {
    app::tell("out of memory");
  } catch (const std::exception& error) {
    app::tell(error.what());
  }
  return static_cast<int>(ExitCode::infrastructure);
}
