#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/verdicts/ranking.hpp"

/// Runs of chips whose speed is known, because it was put in: what statistics say about them can be
/// held against the truth.
namespace steelyard::truth {

/// What disturbs a time, each as a standard deviation of its logarithm.
struct Noise {
  double within = 0.01;            ///< of the samples of one round
  double offset = 0.004;           ///< of one case in one round
  double drift = 0.004;            ///< that all cases of a run share in a round
  double drift_correlation = 0.2;  ///< of the drift of a round with that of the next: AR(1)
  double run_shared = 0;           ///< of a whole run, for all its cases alike
  double run_case = 0;             ///< of one case in a whole run
  double tail_share = 0.03;        ///< of the samples are slowed down ...
  double tail_excess = 0.2;        ///< ... by a share that is exponential with this mean
};

/// How much is measured.
struct Effort {
  int runs = 1;
  int rounds = 5;
  int cases = 10;
  int samples = 60;  ///< of one case in one round, on the average
};

/// The runs of a chip that is `speed` times as fast as the baseline in every case. The same
/// `stream` gives the same runs on every machine; different streams are independent. Uuids and
/// file names follow from `name` and the stream.
std::vector<results::SummarisedRun> simulated_runs(const std::string& name, double speed,
                                                   const Noise& noise, const Effort& effort,
                                                   std::uint64_t stream);

}  // namespace steelyard::truth
