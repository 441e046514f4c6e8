#include "tests/truth/study.hpp"

#include <fmt/format.h>

#include <cmath>

namespace steelyard::truth {
namespace {

/// Streams of repetitions, of the baseline (chip 0) and of the chips do not meet.
std::uint64_t stream_of(int repetition, std::size_t chip) {
  return static_cast<std::uint64_t>(repetition) * 1000 + chip;
}

}  // namespace

void Coverage::add(const Interval& interval, double truth) {
  ++intervals;
  hits += interval.contains(truth) ? 1 : 0;
  below += interval.high < truth ? 1 : 0;
  widths += std::log(interval.high / interval.low) / 2;
}

Findings study(const Scenario& scenario) {
  const results::Catalogue nothing_known{std::vector<results::Chip>{}};
  results::RankOptions options;
  options.bootstrap.resamples = scenario.resamples;
  Findings findings;
  for (int repetition = 0; repetition < scenario.repetitions; ++repetition) {
    const auto base =
        simulated_runs("base", 1, scenario.noise, scenario.effort, stream_of(repetition, 0));
    std::vector<results::SummarisedRun> runs;
    std::map<std::string, double> truths;
    for (std::size_t chip = 0; chip < scenario.speeds.size(); ++chip) {
      const double speed = scenario.speeds[chip];
      const std::string name = fmt::format("chip{}", chip);
      truths[name] = speed;
      for (auto& run : simulated_runs(name, speed, scenario.noise, scenario.effort,
                                      stream_of(repetition, chip + 1))) {
        runs.push_back(results::summarise(std::move(run)));
      }
    }
    const auto ranking =
        results::rank(runs, results::summarise(base.front()), nothing_known, options);
    for (const auto& row : ranking.cases) {
      for (std::size_t chip = 0; chip < row.cells.size(); ++chip) {
        if (ranking.chips[chip].is_baseline) continue;
        findings.cases.add(*row.cells[chip]->ratio, truths.at(ranking.chips[chip].label));
      }
    }
    for (const auto& group : ranking.groups) {
      for (const auto& score : group.scores) {
        if (ranking.chips[score.chip].is_baseline) continue;
        findings.groups.add(score.ratio, truths.at(ranking.chips[score.chip].label));
      }
    }
  }
  return findings;
}

}  // namespace steelyard::truth
