#include "results/report/money_json.hpp"

#include <nlohmann/json.hpp>

namespace steelyard::results {
namespace {

using Json = nlohmann::ordered_json;

/// An interval that means nothing has no ends.
Json to_json(const Interval& interval, bool known) {
  if (!known) return {{"low", nullptr}, {"point", interval.point}, {"high", nullptr}};
  return {{"low", interval.low}, {"point", interval.point}, {"high", interval.high}};
}

Json to_json(const std::optional<Interval>& interval, bool known) {
  return interval ? to_json(*interval, known) : Json(nullptr);
}

Json to_json(const DevicePower& power, bool known) {
  return {{"watts", to_json(power.watts, known)},
          {"origin", name(power.origin)},
          {"source", power.source},
          {"cases", power.cases}};
}

Json to_json(const HourlyCost& cost) {
  return {{"total", to_json(cost.total, true)},
          {"hardware", to_json(cost.hardware, true)},
          {"energy", to_json(cost.energy, true)},
          {"rented", cost.rented},
          {"note", cost.note}};
}

Json to_json(const TokenBound& bound, bool known) {
  return {{"model", bound.model},
          {"per_second", to_json(bound.per_second, known)},
          {"origin", bound.origin},
          {"missing", bound.missing},
          {"cost_per_1e9", to_json(bound.cost, known)}};
}

Json to_json(const MoneyRatios& ratios, bool known) {
  return {{"speed", to_json(ratios.speed, known)},
          {"work_per_watt", to_json(ratios.per_watt, known)},
          {"power_origin", name(ratios.power)},
          {"cost_of_work", to_json(ratios.cost, known)},
          {"work_per_money", to_json(ratios.per_money, known)},
          {"breakeven_per_hour", to_json(ratios.breakeven_per_hour, known)},
          {"breakeven_multiple", to_json(ratios.speed, known)}};
}

Json to_json(const ChipMoney& money) {
  const bool known = money.has_interval;
  Json out{{"chip", money.chip ? Json(*money.chip) : Json(nullptr)},
           {"is_baseline", money.is_baseline},
           {"origin", money.origin},
           {"flops", to_json(money.flops, known)},
           {"power", money.power ? to_json(*money.power, known) : Json(nullptr)},
           {"joules_per_eflop", to_json(money.joules_per_eflop, known)},
           {"flops_per_watt", to_json(money.flops_per_watt, known)},
           {"per_hour", money.per_hour ? to_json(*money.per_hour) : Json(nullptr)},
           {"cost_per_eflop", to_json(money.cost_per_eflop, known)},
           {"tokens", Json::array()},
           {"to_baseline", money.ratios ? to_json(*money.ratios, known) : Json(nullptr)}};
  for (const TokenBound& bound : money.tokens) out["tokens"].push_back(to_json(bound, known));
  return out;
}

Json to_json(const ProfileMoney& profile) {
  Json out{{"profile", profile.profile}, {"chips", Json::array()}};
  for (const ChipMoney& chip : profile.chips) out["chips"].push_back(to_json(chip));
  return out;
}

Json to_json(const PriceSource& source) {
  return {{"what", source.what}, {"value", to_json(source.value, true)},
          {"unit", source.unit}, {"source", source.source},
          {"date", source.date}, {"note", source.note}};
}

std::string text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string money_json(const Money& money) {
  Json out{{"prices", money.file},       {"currency", money.currency}, {"date", money.date},
           {"warnings", money.warnings}, {"profiles", Json::array()},  {"sources", Json::array()}};
  for (const ProfileMoney& profile : money.profiles) out["profiles"].push_back(to_json(profile));
  for (const PriceSource& source : money.sources) out["sources"].push_back(to_json(source));
  return text(out);
}

std::string energy_json(const CaseEnergy& energy) {
  return text({{"joules_per_iteration", to_json(energy.joules_per_iteration, energy.has_interval)},
               {"watts", to_json(energy.watts, energy.has_interval)},
               {"source", energy.source}});
}

}  // namespace steelyard::results
