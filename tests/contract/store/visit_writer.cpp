// Writes a run visit by visit and announces each on standard output once it is said to be safe:
//
//     visit_writer FILE VISITS [--force]
//
// Prints "0" when the file is there, then 1, 2, ... VISITS, then "finished". Visit v belongs to
// case v mod 2, has 40 iterations of 2 ranks, and its samples are v + i * 2^-20 seconds. Exits 5
// with the message on standard error if the file cannot be written.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"

namespace {

using namespace steelyard;

void announce(const std::string& what) {
  std::printf("%s\n", what.c_str());
  std::fflush(stdout);
}

Visit make_visit(int number) {
  Visit visit;
  visit.round = number;
  for (int i = 0; i < 80; ++i) visit.samples.push_back(number + i * 0x1p-20);
  return visit;
}

RunRecord make_plan() {
  RunRecord run;
  run.info.uuid = "durability";
  run.info.suite_text = "name: durability\n";
  run.cases.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    run.cases[i].id = "case" + std::to_string(i);
    run.cases[i].ranks = 2;
  }
  return run;
}

void write(const std::string& file, int visits, bool force) {
  RunRecord run = make_plan();
  results::RunWriter writer(file, run, force);
  announce("0");
  for (int number = 1; number <= visits; ++number) {
    CaseRecord& record = run.cases[static_cast<std::size_t>(number % 2)];
    record.visits = {make_visit(number)};
    writer.append_visit(record);
    announce(std::to_string(number));
  }
  for (CaseRecord& record : run.cases) {
    record.outcome = Outcome::passed;
    writer.finish_case(record);
  }
  run.info.state = RunState::complete;
  writer.finish_run(run);
  announce("finished");
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return static_cast<int>(ExitCode::usage);
  try {
    write(arguments[1], std::atoi(arguments[2]),
          count > 3 && std::string_view(arguments[3]) == "--force");
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
