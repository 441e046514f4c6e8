#pragma once

#include <span>

#include "results/chips/catalogue.hpp"
#include "results/money/money.hpp"
#include "results/money/prices.hpp"
#include "results/profiles/profile.hpp"
#include "results/verdicts/ranking.hpp"

namespace steelyard::results {

/// What the work of a ranking costs, under each of its profiles that is in `profiles`. `reference`
/// is the chip of the shipped baseline; null where the baseline is a run. Without prices: energy,
/// tokens and the ratios that need none. Pure, as rank() is; nothing of `ranking` is kept.
Money weigh_money(const Ranking& ranking, std::span<const Profile> profiles,
                  const Catalogue& catalogue, const Chip* reference, const PriceFile* prices);

}  // namespace steelyard::results
