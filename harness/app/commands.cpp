#include <fmt/format.h>

#include <array>

#include "harness/app/command.hpp"

namespace steelyard::app {

std::span<const Command> commands() {
  static const std::array table{
      run_command(),         rank_command(),    claims_command(),  show_command(),
      audit_command(),       gate_command(),    history_command(), export_command(),
      import_command(),      devices_command(), cases_command(),   chips_command(),
      conformance_command(), model_command(),
  };
  return table;
}

std::string overview() {
  std::string text =
      "Steelyard weighs AI accelerators against one known weight, the NVIDIA H20.\n\n"
      "Usage: steelyard COMMAND [OPTIONS]\n"
      "       mpirun -n RANKS steelyard run [OPTIONS]\n\nCommands:\n";
  for (const Command& command : commands()) {
    text += fmt::format("  {:<11} {}\n", command.name, command.summary);
  }
  text +=
      "\n`steelyard COMMAND --help` says more; `steelyard --version` prints the version.\n"
      "Exit codes: 0 fine, 1 wrong result, 2 usage, 3 inconclusive, 4 incomplete, 5 "
      "infrastructure.\n";
  return text;
}

}  // namespace steelyard::app
