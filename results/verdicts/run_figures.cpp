#include "results/verdicts/run_figures.hpp"

#include "harness/core/case_times.hpp"
#include "results/verdicts/in_parallel.hpp"

namespace steelyard::results {

std::vector<std::optional<CaseFigures>> run_figures(const RunRecord& run) {
  std::vector<std::optional<CaseFigures>> figures(run.cases.size());
  in_parallel(run.cases.size(), [&](std::size_t i) {
    figures[i] = case_figures(run.cases[i], resampling_of(run.info, run.cases[i]));
  });
  return figures;
}

}  // namespace steelyard::results
