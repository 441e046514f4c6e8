#pragma once

#include <string>
#include <utility>
#include <vector>

#include "results/money/prices.hpp"
#include "results/profiles/profile.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// A ranking made by hand, with round figures, to be weighed against money.
namespace steelyard::results::test {

inline Interval exactly(double value) { return {value, value, value}; }

/// A matmul of `flops` that takes `seconds`, 10 % more or less.
inline RankedCell matmul_cell(double flops, double seconds) {
  RankedCell cell;
  cell.outcome = Outcome::passed;
  cell.standing = Standing::counted;
  CaseFigures figures;
  figures.kind = FigureKind::flops;
  figures.seconds = {seconds * 0.9, seconds, seconds * 1.1};
  figures.figure = {flops / figures.seconds.high, flops / seconds, flops / figures.seconds.low};
  figures.iterations = 100;
  figures.rounds = 3;
  figures.resampled = true;
  cell.figures = figures;
  return cell;
}

/// An allreduce of 1 GB that takes `seconds`.
inline RankedCell message_cell(double seconds) {
  RankedCell cell = matmul_cell(1e9, seconds);
  cell.figures->kind = FigureKind::busbw;
  return cell;
}

inline CaseEnergy energy(double joules, double watts, const std::string& source = "power") {
  return {{joules * 0.9, joules, joules * 1.1}, {watts * 0.9, watts, watts * 1.1}, source, true};
}

inline ReferenceFigure reference(double value, Origin origin) {
  ReferenceFigure figure;
  figure.value = value;
  figure.origin = origin;
  return figure;
}

inline RankedChip chip_row(const std::string& label, const std::string& id,
                           bool is_baseline = false) {
  RankedChip chip;
  chip.label = label;
  chip.chip_id = id;
  chip.is_baseline = is_baseline;
  return chip;
}

inline Score score_of_chip(std::size_t chip, Interval ratio) {
  Score score;
  score.chip = chip;
  score.ratio = ratio;
  return score;
}

/// Chip 0 is Acme One: 1 TFLOP in 10 ms as "small", 16 TFLOP in 40 ms as "large", a message in 1 s.
/// The reference does the two matmuls at half of that rate. Score 2 [1.6, 2.5].
inline Ranking two_matmuls() {
  Ranking ranking;
  ranking.baseline.chip = "Acme Zero";
  ranking.chips = {chip_row("Acme One", "acme-one")};
  RankedCell small = matmul_cell(1e12, 0.01);
  small.reference = reference(5e13, Origin::published);
  RankedCell large = matmul_cell(16e12, 0.04);
  large.reference = reference(2e14, Origin::datasheet);
  ranking.cases = {{"1", "small", "g", false, {small}},
                   {"2", "large", "g", false, {large}},
                   {"3", "message", "h", false, {message_cell(1)}}};
  ProfileRanking profile;
  profile.profile = "training";
  profile.parts = {{"layers", 3, {"small", "large"}, 0, ""}, {"links", 1, {"message"}, 0, ""}};
  profile.excluded = {score_of_chip(0, {1.6, 2, 2.5})};
  ranking.profiles = {profile};
  return ranking;
}

/// The profile of that ranking: a step of 100 small and 50 large ones makes 4000 tokens.
inline Profile training() {
  Profile profile;
  profile.name = "training";
  profile.tokens = {{"model", "its config", 4000, {{"small", 100}, {"large", 50}}}};
  return profile;
}

inline Chip powered_chip(const std::string& id, const std::string& name, double watts) {
  Chip chip = round_chip(id, name);
  chip.tdp_watts = figure(watts);
  return chip;
}

inline PricedFigure priced(Interval value, const std::string& source = "a list") {
  return {value, source, "2026", ""};
}

inline ChipPrice rent(const std::string& id, Interval per_hour) {
  ChipPrice price;
  price.chip_id = id;
  price.per_hour = priced(per_hour);
  return price;
}

/// Over one year of 8766 hours, without a host.
inline ChipPrice purchase(const std::string& id, Interval value) {
  ChipPrice price;
  price.chip_id = id;
  price.purchase = priced(value);
  price.lifetime_years = priced(exactly(1));
  return price;
}

inline PriceFile price_file(std::vector<ChipPrice> chips) {
  PriceFile prices;
  prices.file = "prices.yaml";
  prices.currency = "USD";
  prices.date = "2026-11";
  prices.energy = EnergyPrice{priced(exactly(0.1)), priced(exactly(1.5))};
  prices.chips = std::move(chips);
  return prices;
}

}  // namespace steelyard::results::test
