#pragma once

#include <string>

#include "results/money/money.hpp"
#include "results/verdicts/energy.hpp"

namespace steelyard::results {

/// The keys `money` and `energy` of docs/rank-json.md, each an object as JSON text.
std::string money_json(const Money& money);
std::string energy_json(const CaseEnergy& energy);

}  // namespace steelyard::results
