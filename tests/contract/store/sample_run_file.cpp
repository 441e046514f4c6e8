// Writes a run file in which every member has a value of its own, by two starts:
//
//     sample_run_file FILE
#include <cstdio>

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace {

using namespace steelyard;

void write(const std::filesystem::path& file) {
  const RunRecord whole = results::testing::sample_run();
  RunRecord run = results::testing::planned(whole);
  {
    results::RunWriter writer(file, run, true);
    run.cases[0].visits = {whole.cases[0].visits[0]};
    writer.append_visit(run.cases[0]);
  }
  run.info.continuations = {
      {"2026-11-23T04:06:12Z", 100, "steelyard run --resume", "0.1.1", 60, whole.info.environment}};
  const auto writer = results::RunWriter::go_on(file, run, 0);
  for (const std::size_t visit : {1u, 2u}) {
    run.cases[0].visits.push_back(whole.cases[0].visits[visit]);
    writer->append_visit(run.cases[0]);
  }
  run.cases[1].visits = whole.cases[1].visits;
  writer->append_visit(run.cases[1]);
  for (const CaseRecord& record : whole.cases) writer->finish_case(record);
  run.cases = whole.cases;
  run.info.state = RunState::complete;
  run.telemetry = whole.telemetry;
  writer->finish_run(run);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return static_cast<int>(ExitCode::usage);
  try {
    write(arguments[1]);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
