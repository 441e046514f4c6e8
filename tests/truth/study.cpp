#include "tests/truth/study.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace steelyard::truth {
namespace {

using results::SummarisedRun;

/// Streams of repetitions, of the baseline (place 0) and of the chips do not meet.
std::uint64_t stream_of(int repetition, std::size_t place) {
  return static_cast<std::uint64_t>(repetition) * 1000 + place;
}

std::string chip_name(double speed) { return fmt::format("chip {:.2f}", speed); }

/// One part that takes every case, each with the same weight.
results::Profile everything() {
  results::Profile profile;
  profile.name = "everything";
  results::ProfilePartSpec part;
  part.name = "all";
  part.weight = 1;
  part.match.workload = "matmul";
  profile.parts.push_back(part);
  return profile;
}

class Study {
 public:
  explicit Study(const Scenario& scenario) : scenario_(scenario) {
    options_.bootstrap.resamples = scenario.resamples;
    options_.profiles = {everything()};
    options_.pool_baseline = true;
    for (const double speed : scenario.speeds) speeds_[chip_name(speed)] = speed;
  }

  void repeat(int repetition) {
    auto base =
        simulated_runs("base", 1, scenario_.noise, scenario_.effort, stream_of(repetition, 0));
    std::vector<SummarisedRun> runs;
    for (std::size_t i = 0; i < scenario_.speeds.size(); ++i) {
      auto more = simulated_runs(chip_name(scenario_.speeds[i]), scenario_.speeds[i],
                                 scenario_.noise, scenario_.effort, stream_of(repetition, i + 1));
      std::move(more.begin(), more.end(), std::back_inserter(runs));
    }
    const SummarisedRun first = std::move(base.front());
    std::move(base.begin() + 1, base.end(), std::back_inserter(runs));
    look_at(results::rank(runs, first, nothing_known_, options_));
  }

  const Findings& findings() const { return findings_; }

 private:
  double truth(const results::Ranking& ranking, std::size_t chip) const {
    return speeds_.at(ranking.chips[chip].label);
  }

  void look_at(const results::Ranking& ranking) {
    for (const auto& row : ranking.cases) {
      for (std::size_t chip = 1; chip < row.cells.size(); ++chip) {
        findings_.cases.add(*row.cells[chip]->ratio, truth(ranking, chip));
      }
    }
    for (const auto& group : ranking.groups) add(findings_.groups, ranking, group.scores);
    add(findings_.profile, ranking, ranking.profiles.front().excluded);
    for (const auto& score : ranking.profiles.front().excluded) {
      if (score.chip != 0 && score.to_baseline)
        count(truth(ranking, score.chip), *score.to_baseline);
    }
  }

  void add(Coverage& coverage, const results::Ranking& ranking,
           const std::vector<results::Score>& scores) {
    for (const auto& score : scores) {
      if (score.chip != 0) coverage.add(score.ratio, truth(ranking, score.chip));
    }
  }

  void count(double speed, results::Equivalence verdict) {
    Verdicts& verdicts = findings_.verdicts[speed];
    verdicts.comparable += verdict == results::Equivalence::comparable ? 1 : 0;
    verdicts.different += verdict == results::Equivalence::different ? 1 : 0;
    verdicts.undecided += verdict == results::Equivalence::undecided ? 1 : 0;
  }

  const Scenario& scenario_;
  const results::Catalogue nothing_known_{std::vector<results::Chip>{}};
  results::RankOptions options_;
  std::map<std::string, double> speeds_;
  Findings findings_;
};

}  // namespace

void Coverage::add(const Interval& interval, double truth) {
  ++intervals;
  held += interval.contains(truth) ? 1 : 0;
  half_widths += std::log(interval.high / interval.low) / 2;
}

Findings study(const Scenario& scenario) {
  Study study(scenario);
  for (int repetition = 0; repetition < scenario.repetitions; ++repetition) {
    study.repeat(repetition);
  }
  return study.findings();
}

}  // namespace steelyard::truth
