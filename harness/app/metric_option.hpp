#pragma once

#include "harness/app/command.hpp"
#include "results/verdicts/gate/metric.hpp"

namespace steelyard::app {

/// `--metric NAME` of `gate` and `history`: which figure is looked at.
void describe_metric(Options& options);

/// Throws UsageError for a name that there is not. Call it before files are read.
const results::Metric& chosen_metric(const Arguments& arguments);

}  // namespace steelyard::app
