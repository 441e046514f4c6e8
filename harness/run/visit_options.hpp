#pragma once

#include "harness/run/probe.hpp"
#include "harness/run/stopping_rule.hpp"
#include "harness/run/warmup_rule.hpp"

namespace steelyard::run {

struct RunOptions;

struct VisitOptions {
  int round = 1;
  StoppingOptions stopping;
  WarmupOptions warmup;
  double probe_seconds = longest_probe_seconds;
};

/// The options of a visit that may sample for `sampling_seconds`; a budget that leaves no time
/// still gets its fewest samples. `was_loaded`: the case is warm from an earlier visit, and what
/// others pushed out of the caches is back soon.
VisitOptions visit_options(const RunOptions& options, int round, double sampling_seconds,
                           bool was_loaded);

}  // namespace steelyard::run
