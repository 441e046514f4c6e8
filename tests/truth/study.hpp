#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/truth/simulated_chip.hpp"

/// Many rankings of chips of known speed, and how often they were right.
namespace steelyard::truth {

struct Scenario {
  Noise noise;
  Effort effort;  ///< for each chip and for the baseline
  std::vector<double> speeds{1.00, 1.02, 1.05, 1.10, 1.5};
  int repetitions = 500;
  int resamples = 10'000;
};

/// How often intervals held what was put in.
struct Coverage {
  int intervals = 0;
  int held = 0;
  double half_widths = 0;  ///< sum, of logarithms
  double share() const { return static_cast<double>(held) / intervals; }
  double half_width() const { return half_widths / intervals; }
  void add(const Interval& interval, double truth);
};

/// What the scores of one chip in the only profile were said to be.
struct Verdicts {
  int comparable = 0;
  int different = 0;
  int undecided = 0;
};

struct Findings {
  Coverage cases;                       ///< of the ratios of all cases of all chips
  Coverage groups;                      ///< of the scores of all groups of all chips
  Coverage profile;                     ///< of the scores over all cases
  std::map<double, Verdicts> verdicts;  ///< by speed, of the score over all cases
};

/// Ranks `scenario.repetitions` times the chips of the scenario against a baseline that is measured
/// with the same effort. Deterministic: repetition and chip give the streams of random numbers.
Findings study(const Scenario& scenario);

}  // namespace steelyard::truth
