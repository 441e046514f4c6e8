// Writes what gate and history make of verdicts made by hand, in which everything occurs, into a
// folder:
//
//   write_ci_outputs FOLDER

#include <cstdio>
#include <fstream>
#include <string>

#include "results/report/gate/gate_csv.hpp"
#include "results/report/gate/gate_gitlab.hpp"
#include "results/report/gate/gate_junit.hpp"
#include "results/report/gate/gate_openmetrics.hpp"
#include "results/report/history/history_csv.hpp"
#include "results/report/history/history_gitlab.hpp"
#include "results/report/history/history_junit.hpp"
#include "results/report/history/history_openmetrics.hpp"
#include "tests/unit/gate_report/made_result.hpp"
#include "tests/unit/history_report/made_history.hpp"

namespace {

using namespace steelyard::results;

bool put(const std::string& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text << std::flush;
  return static_cast<bool>(stream);
}

bool put_gate(const std::string& stem, const GateResult& result) {
  return put(stem + ".xml", gate_junit(result)) && put(stem + ".json", gate_gitlab(result)) &&
         put(stem + ".txt", gate_openmetrics(result)) && put(stem + ".csv", gate_csv(result));
}

bool put_history(const std::string& stem, const History& history) {
  return put(stem + ".xml", history_junit(history)) &&
         put(stem + ".json", history_gitlab(history)) &&
         put(stem + ".txt", history_openmetrics(history)) &&
         put(stem + ".csv", history_csv(history));
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fputs("write_ci_outputs: wants a folder\n", stderr);
    return 2;
  }
  const std::string folder = std::string(words[1]) + "/";
  const bool written = put_gate(folder + "gate_every_verdict", test::every_verdict()) &&
                       put_gate(folder + "gate_hostile", test::hostile_result()) &&
                       put_gate(folder + "gate_empty", test::made_result({})) &&
                       put_history(folder + "history_every_state", test::every_state()) &&
                       put_history(folder + "history_hostile", test::hostile_history()) &&
                       put_history(folder + "history_empty", test::made_history({}));
  if (!written) std::fputs("write_ci_outputs: a file could not be written\n", stderr);
  return written ? 0 : 5;
}
