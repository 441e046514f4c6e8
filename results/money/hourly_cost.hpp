#pragma once

#include <optional>

#include "results/money/money.hpp"
#include "results/money/prices.hpp"

namespace steelyard::results {

/// Hours of a year, 365.25 days.
inline constexpr double hours_per_year = 8766;

/// What one chip costs for an hour of work. Rent: what is paid. Purchase: (purchase + host share) /
/// (lifetime x hours of a year x utilisation) + watts / 1000 x PUE x price of a kWh; without energy
/// where its price or the power is not known, which the note says.
HourlyCost hourly_cost(const ChipPrice& price, const std::optional<EnergyPrice>& energy,
                       const std::optional<DevicePower>& power);

}  // namespace steelyard::results
