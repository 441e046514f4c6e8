#pragma once

#include <nlohmann/json_fwd.hpp>

#include "results/verdicts/carrier.hpp"

namespace steelyard::results {

/// `carried_by` of a case or a change: its words, whether they say who, and each rank; null if
/// nothing is known of ranks.
nlohmann::ordered_json carrier_json(const Carrier& carrier);

}  // namespace steelyard::results
