#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "results/verdicts/summarised_run.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// Runs with one time per case, for tests of the gate.
namespace steelyard::results::test {

/// A run whose case i is a matmul that takes seconds[i].
inline SummarisedRun timed_run(const std::string& file, const std::vector<double>& seconds) {
  std::vector<CaseRecord> cases;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    CaseRecord record = matmul_case("bf16", 64.0 * static_cast<double>(i + 1), seconds[i]);
    record.visits = {visit_of(0, {seconds[i]})};
    cases.push_back(std::move(record));
  }
  return summarise(named_run(file, "One", std::move(cases)));
}

/// `count` runs of `cases` cases of a second each with nearly normal noise of `sigma`; `factor`
/// multiplies the time of case 0.
inline std::vector<SummarisedRun> noisy_runs(const std::string& name, std::uint64_t seed, int count,
                                             std::size_t cases, double sigma, double factor = 1) {
  std::mt19937_64 generator(seed);
  std::vector<SummarisedRun> runs;
  for (int run = 0; run < count; ++run) {
    std::vector<double> seconds;
    for (std::size_t i = 0; i < cases; ++i) {
      double noise = -6;
      for (int k = 0; k < 12; ++k) noise += static_cast<double>(generator() >> 11) * 0x1p-53;
      seconds.push_back((1 + sigma * noise) * (i == 0 ? factor : 1));
    }
    runs.push_back(timed_run(name + std::to_string(run), seconds));
  }
  return runs;
}

}  // namespace steelyard::results::test
