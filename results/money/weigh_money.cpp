#include "results/money/weigh_money.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/money/device_work.hpp"
#include "results/money/hourly_cost.hpp"
#include "results/money/interval_ends.hpp"

namespace steelyard::results {
namespace {

constexpr double eflop = 1e18;
constexpr double seconds_per_hour = 3600;
constexpr double tokens_quoted = 1e9;

/// A device with all that is known of it apart from any profile.
struct Party {
  WorkingDevice device;
  bool is_baseline = false;
  std::string label;
  std::optional<DevicePower> tdp;
  const ChipPrice* price = nullptr;
};

std::optional<DevicePower> tdp_of(const Chip* chip) {
  if (chip == nullptr || chip->chips_per_system > 1 || !chip->tdp_watts) return std::nullopt;
  const Figure& tdp = *chip->tdp_watts;
  return DevicePower{{tdp.value, tdp.value, tdp.value}, Origin::datasheet, tdp.from.source, 0};
}

class Weighing {
 public:
  Weighing(const Ranking& ranking, const Catalogue& catalogue, const Chip* reference,
           const PriceFile* prices)
      : ranking_(ranking), prices_(prices) {
    if (reference != nullptr) {
      const std::string label = fmt::format("{} {}", reference->vendor, reference->name);
      parties_.push_back({WorkingDevice(ranking, std::nullopt), true, label, tdp_of(reference),
                          price_of(reference->id, label)});
    }
    for (std::size_t i = 0; i < ranking.chips.size(); ++i) {
      const RankedChip& chip = ranking.chips[i];
      const Chip* known = chip.chip_id.empty() ? nullptr : catalogue.find_exact(chip.chip_id);
      parties_.push_back({WorkingDevice(ranking, i), chip.is_baseline, chip.label, tdp_of(known),
                          price_of(chip.chip_id, chip.label)});
    }
    std::stable_partition(parties_.begin(), parties_.end(),
                          [](const Party& party) { return party.is_baseline; });
  }

  ProfileMoney weigh(const ProfileRanking& ranked, const Profile& profile) const;
  const std::vector<Party>& parties() const { return parties_; }

 private:
  const ChipPrice* price_of(const std::string& id, const std::string& label) const {
    return prices_ == nullptr ? nullptr : find_price(*prices_, id, label);
  }
  std::optional<HourlyCost> cost(const Party& party,
                                 const std::optional<DevicePower>& power) const {
    if (party.price == nullptr) return std::nullopt;
    return hourly_cost(*party.price, prices_->energy, power);
  }
  ChipMoney alone(const Party& party, const std::vector<WeightedCase>& cases,
                  const Profile& profile) const;
  MoneyRatios against(const Party& party, const ChipMoney& money, const Party& base,
                      const ChipMoney& base_money, const Interval& speed) const;

  const Ranking& ranking_;
  const PriceFile* prices_;
  std::vector<Party> parties_;
};

ChipMoney Weighing::alone(const Party& party, const std::vector<WeightedCase>& cases,
                          const Profile& profile) const {
  ChipMoney money;
  money.chip = party.device.chip();
  money.is_baseline = party.is_baseline;
  measure_work(money, party.device, cases);
  if (!money.power) money.power = party.tdp;
  if (!money.joules_per_eflop && money.flops && money.power) {
    money.joules_per_eflop = money.power->watts * eflop / *money.flops;
  }
  if (money.joules_per_eflop) money.flops_per_watt = eflop / *money.joules_per_eflop;
  money.per_hour = cost(party, money.power);
  if (money.per_hour && money.flops) {
    money.cost_per_eflop = money.per_hour->total * (eflop / seconds_per_hour) / *money.flops;
  }
  for (const TokenModel& model : profile.tokens) {
    money.tokens.push_back(token_bound(model, ranking_, party.device));
    TokenBound& bound = money.tokens.back();
    if (bound.per_second && money.per_hour) {
      bound.cost = money.per_hour->total * (tokens_quoted / seconds_per_hour) / *bound.per_second;
    }
  }
  return money;
}

/// Watts of both sides that may be compared: both measured, else both of datasheets.
struct ComparedPower {
  std::optional<DevicePower> own, base;
};

ComparedPower compared(const Party& party, const ChipMoney& money, const Party& base,
                       const ChipMoney& base_money) {
  const auto is_measured = [](const ChipMoney& each) {
    return each.power && each.power->origin == Origin::measured;
  };
  if (is_measured(money) && is_measured(base_money)) return {money.power, base_money.power};
  if (party.tdp && base.tdp) return {party.tdp, base.tdp};
  return {};
}

MoneyRatios Weighing::against(const Party& party, const ChipMoney& money, const Party& base,
                              const ChipMoney& base_money, const Interval& speed) const {
  MoneyRatios ratios;
  ratios.speed = speed;
  const ComparedPower power = compared(party, money, base, base_money);
  if (power.own) {
    ratios.per_watt = speed / (power.own->watts / power.base->watts);
    ratios.power = power.own->origin;
  }
  const auto own = cost(party, power.own);
  const auto its = cost(base, power.base);
  if (its) ratios.breakeven_per_hour = its->total * speed;
  if (own && its) {
    ratios.cost = own->total / its->total / speed;
    ratios.per_money = 1 / *ratios.cost;
  }
  return ratios;
}

/// By the profile's policy.
const std::vector<Score>& scores_of(const ProfileRanking& ranked) {
  const bool wider = ranked.policy == MissingPolicy::wider && !ranked.wider.empty();
  return wider ? ranked.wider : ranked.excluded;
}

ProfileMoney Weighing::weigh(const ProfileRanking& ranked, const Profile& profile) const {
  ProfileMoney all{ranked.profile, {}};
  const auto cases = counted_cases(ranking_, ranked);
  for (const Party& party : parties_) {
    ChipMoney money = alone(party, cases, profile);
    const auto score = std::ranges::find_if(
        scores_of(ranked), [&](const Score& each) { return party.device.chip() == each.chip; });
    const bool has_base = !all.chips.empty() && all.chips.front().is_baseline;
    if (has_base && !party.is_baseline && score != scores_of(ranked).end()) {
      money.ratios = against(party, money, parties_.front(), all.chips.front(), score->ratio);
      money.has_interval = money.has_interval && score->has_interval;
    }
    all.chips.push_back(std::move(money));
  }
  return all;
}

/// Lists where the figures of prices come from that were used.
class SourceList {
 public:
  explicit SourceList(Money& money) : money_(money) {}

  void add(const Party& party) {
    const ChipPrice& price = *party.price;
    const std::string unit = money_.currency;
    add(party.label + ", rent", price.per_hour, unit + "/h");
    add(party.label + ", purchase", price.purchase, unit);
    add(party.label + ", share of the host", price.host_share, unit);
    add(party.label + ", lifetime", price.lifetime_years, "years");
    add(party.label + ", utilisation", price.utilisation, "");
  }
  void add(const EnergyPrice& energy) {
    add("energy", energy.per_kwh, money_.currency + "/kWh");
    add("PUE", energy.pue, "");
  }

 private:
  void add(const std::string& what, const std::optional<PricedFigure>& figure,
           const std::string& unit) {
    if (!figure) return;
    money_.sources.push_back(
        {what, figure->value, unit, figure->source, figure->date, figure->note});
  }

  Money& money_;
};

void take_prices(Money& money, const PriceFile& prices, const std::vector<Party>& parties) {
  money.file = prices.file;
  money.currency = prices.currency;
  money.date = prices.date;
  SourceList sources(money);
  bool rented = false;
  bool bought = false;
  std::vector<std::string> seen;
  for (const Party& party : parties) {
    const bool again = std::ranges::find(seen, party.label) != seen.end();
    if (again) continue;
    seen.push_back(party.label);
    if (party.price == nullptr) {
      money.warnings.push_back(fmt::format("no price for {}", party.label));
      continue;
    }
    sources.add(party);
    (party.price->per_hour ? rented : bought) = true;
  }
  if (bought && prices.energy) sources.add(*prices.energy);
  if (rented && bought) {
    money.warnings.emplace_back(
        "rents and purchases are compared; a rent has host, energy, staff and profit in it");
  }
}

}  // namespace

Money weigh_money(const Ranking& ranking, std::span<const Profile> profiles,
                  const Catalogue& catalogue, const Chip* reference, const PriceFile* prices) {
  Money money;
  const Weighing weighing(ranking, catalogue, reference, prices);
  if (prices != nullptr) take_prices(money, *prices, weighing.parties());
  for (const ProfileRanking& ranked : ranking.profiles) {
    const auto profile = std::ranges::find(profiles, ranked.profile, &Profile::name);
    if (profile != profiles.end()) money.profiles.push_back(weighing.weigh(ranked, *profile));
  }
  return money;
}

}  // namespace steelyard::results
