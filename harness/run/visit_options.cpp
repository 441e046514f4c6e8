#include "harness/run/visit_options.hpp"

#include <algorithm>

#include "harness/run/runner.hpp"

namespace steelyard::run {

VisitOptions visit_options(const RunOptions& options, int round, double sampling_seconds,
                           bool was_loaded) {
  constexpr double shortest_seconds = 1e-3;
  const double seconds = std::max(sampling_seconds, shortest_seconds);
  VisitOptions visit{.round = round, .stopping = {}, .warmup = {}};
  visit.stopping.precision = options.precision;
  visit.stopping.maximum_samples = options.max_samples;
  visit.stopping.maximum_seconds = seconds;
  visit.probe_seconds = probe_seconds_beside(seconds);
  if (was_loaded) {
    visit.warmup.minimum_iterations = 1;
    visit.warmup.maximum_seconds = seconds / 10;
  } else {
    visit.warmup.maximum_seconds = seconds / 2;
  }
  return visit;
}

}  // namespace steelyard::run
