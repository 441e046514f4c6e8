#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/truth/simulated_chip.hpp"

/// Many rankings of chips of known speed, and how often they were right.
namespace steelyard::truth {

struct Scenario {
  std::string name;
  Noise noise;
  Effort effort;
  std::vector<double> speeds{1.00, 1.02, 1.05, 1.10, 1.5};
  int repetitions = 500;
  int resamples = 2000;
};

/// How often intervals held what was put in.
struct Coverage {
  int intervals = 0;
  int hits = 0;
  int below = 0;      ///< intervals that lay wholly below the truth
  double widths = 0;  ///< sum of the relative half-widths
  double share() const { return static_cast<double>(hits) / intervals; }
  double width() const { return widths / intervals; }
  void add(const Interval& interval, double truth);
};

struct Findings {
  Coverage cases;   ///< of the ratios of all cases of all chips
  Coverage groups;  ///< of the scores of all groups of all chips
};

/// Ranks `scenario.repetitions` times the chips of the scenario against a baseline that is measured
/// with the same effort. Deterministic.
Findings study(const Scenario& scenario);

}  // namespace steelyard::truth
