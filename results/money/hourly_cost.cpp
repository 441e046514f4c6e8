#include "results/money/hourly_cost.hpp"

#include "results/money/interval_ends.hpp"

namespace steelyard::results {
namespace {

HourlyCost bought(const ChipPrice& price) {
  HourlyCost cost;
  Interval invested = price.purchase->value;
  if (price.host_share) {
    invested = invested + price.host_share->value;
  } else {
    cost.note = "without the host";
  }
  Interval hours = price.lifetime_years->value * hours_per_year;
  if (price.utilisation) hours = hours * price.utilisation->value;
  cost.hardware = invested / hours;
  cost.total = cost.hardware;
  return cost;
}

}  // namespace

HourlyCost hourly_cost(const ChipPrice& price, const std::optional<EnergyPrice>& energy,
                       const std::optional<DevicePower>& power) {
  if (price.per_hour) {
    return {price.per_hour->value, price.per_hour->value, std::nullopt, true, ""};
  }
  HourlyCost cost = bought(price);
  if (energy && power) {
    cost.energy = power->watts * 1e-3 * energy->pue.value * energy->per_kwh.value;
    cost.total = cost.hardware + *cost.energy;
    return cost;
  }
  const std::string why = energy ? "its power is not known" : "no price of energy";
  cost.note += (cost.note.empty() ? "without energy: " : " and without energy: ") + why;
  return cost;
}

}  // namespace steelyard::results
