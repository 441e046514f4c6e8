// Writes a run file and prints, for each case, what the program itself computes from it:
//
//     example_run FILE
//
// One line per case: name, median in seconds, busbw in bytes per second.
#include <cstdio>
#include <random>

#include "harness/core/error.hpp"
#include "results/store/run_file.hpp"
#include "results/verdicts/figures.hpp"

namespace {

using namespace steelyard;

/// Times of 3 ranks around `seconds`, the slowest of which changes from iteration to iteration.
Visit make_visit(int round, double seconds, std::mt19937& random) {
  Visit visit;
  visit.round = round;
  std::lognormal_distribution<double> noise(0, 0.2);
  for (int i = 0; i < 3 * (50 + round); ++i) visit.samples.push_back(seconds * noise(random));
  return visit;
}

RunRecord make_run() {
  RunRecord run;
  run.cases.resize(3);
  run.cases[0] = {
      .id = "c1", .name = "allreduce:dtype=f32,bytes=1000000,ranks=3", .work = {}, .ranks = 3};
  run.cases[0].work = {.message_bytes = 1e6, .busbw_factor = 4.0 / 3};
  run.cases[1] = {
      .id = "b2", .name = "allreduce:dtype=bf16,bytes=64,ranks=3", .work = {}, .ranks = 3};
  run.cases[1].work = {.message_bytes = 64, .busbw_factor = 4.0 / 3};
  run.cases[2] = {.id = "a3", .name = "skipped", .work = {}, .ranks = 3};
  return run;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return static_cast<int>(ExitCode::usage);
  try {
    RunRecord run = make_run();
    results::RunWriter writer(arguments[1], run, true);
    std::mt19937 random(1);
    for (int round = 1; round <= 3; ++round) {
      for (std::size_t i = 0; i < 2; ++i) {
        run.cases[i].visits.push_back(make_visit(round, i == 0 ? 1e-3 : 2e-6, random));
        writer.append_visit(run.cases[i]);
      }
    }
    writer.finish_run(run);
    for (const CaseRecord& record : results::read_run(arguments[1]).cases) {
      const auto figures = results::case_figures(record);
      if (!figures) continue;
      std::printf("%s %.17g %.17g\n", record.name.c_str(), figures->seconds.point,
                  figures->figure.point);
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
