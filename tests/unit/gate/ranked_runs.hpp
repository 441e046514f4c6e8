#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/unit/core/made_series.hpp"
#include "tests/unit/gate/made_runs.hpp"

/// Runs of several ranks, for tests of who carries a change.
namespace steelyard::results::test {

/// A run of a matmul and an allreduce on ranks with noise of 0.2 % each; rank r is slower by
/// slower[r]. The allreduce takes every rank as long as the slowest.
inline SummarisedRun ranked_run(const std::string& file, std::uint64_t seed,
                                const std::vector<double>& slower) {
  const auto ranks = static_cast<int>(slower.size());
  SummarisedRun run = summarise(
      named_run(file, "One", {matmul_case("bf16", 64, 1, ranks), allreduce_case(1024, 1, ranks)}));
  run.run.info.environment.ranks.clear();
  const auto noise = steelyard::test::noise(seed, slower.size(), 0.002);
  auto& medians = run.times[0]->rank_medians_seconds;
  for (std::size_t rank = 0; rank < slower.size(); ++rank) {
    run.run.info.environment.ranks.push_back(rank_info(static_cast<int>(rank), "One"));
    run.run.info.environment.ranks.back().device = "cuda:" + std::to_string(rank);
    medians[rank] = std::exp(noise[rank] + slower[rank]);
  }
  const double slowest = *std::max_element(medians.begin(), medians.end());
  run.times[0]->median_seconds = slowest;
  run.times[1]->median_seconds = slowest;
  run.times[1]->rank_medians_seconds.assign(slower.size(), slowest);
  return run;
}

}  // namespace steelyard::results::test
