// Writes a run visit by visit and announces each on standard output once it is said to be safe:
//
//     visit_writer FILE VISITS [--force | --resume]
//
// Prints "0" when the file is there, then 1, 2, ... VISITS, then "finished". Visit v belongs to
// case v mod 2, has 40 iterations of 2 ranks, and its samples are v + i * 2^-20 seconds. Exits 5
// with the message on standard error if the file cannot be written. With --resume the visits that
// the file holds come first in the count, and are not written again: the first number printed is
// theirs.
#include <cstdio>
#include <cstdlib>
#include <memory>
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

struct Begun {
  RunRecord run;
  int visits = 0;  ///< that are there
  std::unique_ptr<results::RunWriter> writer;
};

Begun begin_anew(const std::string& file, bool force) {
  Begun begun{.run = make_plan()};
  begun.writer = std::make_unique<results::RunWriter>(file, begun.run, force);
  return begun;
}

Begun go_on(const std::string& file) {
  Begun begun{.run = results::read_ended_run(file, results::resume_patience_seconds)};
  for (const CaseRecord& record : begun.run.cases) {
    begun.visits += static_cast<int>(record.visits.size());
  }
  begun.run.telemetry.clear();
  begun.run.info.continuations.emplace_back().created_utc = "later";
  begun.writer = results::RunWriter::go_on(file, begun.run, results::resume_patience_seconds);
  return begun;
}

void write(Begun begun, int visits) {
  announce(std::to_string(begun.visits));
  for (int number = begun.visits + 1; number <= visits; ++number) {
    CaseRecord& record = begun.run.cases[static_cast<std::size_t>(number % 2)];
    record.visits.push_back(make_visit(number));
    begun.writer->append_visit(record);
    announce(std::to_string(number));
  }
  for (CaseRecord& record : begun.run.cases) {
    record.outcome = Outcome::passed;
    begun.writer->finish_case(record);
  }
  begun.run.info.state = RunState::complete;
  begun.writer->finish_run(begun.run);
  announce("finished");
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return static_cast<int>(ExitCode::usage);
  try {
    const std::string_view how = count > 3 ? arguments[3] : "";
    write(how == "--resume" ? go_on(arguments[1]) : begin_anew(arguments[1], how == "--force"),
          std::atoi(arguments[2]));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
