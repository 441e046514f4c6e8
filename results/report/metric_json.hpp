#pragma once

#include <nlohmann/json_fwd.hpp>

#include "results/verdicts/gate/metric.hpp"

namespace steelyard::results {

/// {"name": "energy", "unit": "J", "what": ..., "worse": ..., "better": ...}
nlohmann::ordered_json metric_json(const Metric& metric);

}  // namespace steelyard::results
