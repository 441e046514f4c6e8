#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/interval.hpp"

/// What work costs in energy and money: plain data beside a ranking, made by weigh_money(). All of
/// it is of one device. docs/metrics.md has the formulas.
namespace steelyard::results {

/// What a device draws while it works.
struct DevicePower {
  Interval watts;
  Origin origin = Origin::datasheet;  ///< measured, or datasheet: the catalogue's TDP
  std::string source;                 ///< "counter", "power", or where the TDP comes from
  int cases = 0;                      ///< measured: that it is the mean of
};

/// What a device costs for an hour of work.
struct HourlyCost {
  Interval total;
  Interval hardware;               ///< rent, or purchase over lifetime
  std::optional<Interval> energy;  ///< part of `total`; absent: in the rent, or not known
  bool rented = false;
  std::string note;  ///< what is not in it, or ""
};

/// Tokens per second of one training step, from matrix multiplications alone: more than any
/// training reaches.
struct TokenBound {
  std::string model;
  std::optional<Interval> per_second;
  std::vector<std::string> missing;  ///< cases without a figure; then `per_second` is absent
  std::string origin;                ///< "modelled from measured", "modelled from datasheet", ...
  std::optional<Interval> cost;      ///< of 1e9 tokens
};

/// A chip against the baseline under one profile.
struct MoneyRatios {
  Interval speed;                     ///< the score
  std::optional<Interval> per_watt;   ///< speed / ratio of watts
  Origin power = Origin::datasheet;   ///< of the watts that were compared, the same on both sides
  std::optional<Interval> cost;       ///< of a unit of work: ratio of hourly costs / speed
  std::optional<Interval> per_money;  ///< 1 / cost
  std::optional<Interval> breakeven_per_hour;  ///< hourly cost, all in, at which `cost` is 1
};

/// One chip under one profile.
struct ChipMoney {
  std::optional<std::size_t> chip;  ///< index into Ranking::chips; absent: the shipped reference
  bool is_baseline = false;
  bool has_interval = true;       ///< false: a case has too few iterations, all are points
  std::optional<Interval> flops;  ///< FLOP/s: weighted geometric mean over the matmuls that count
  std::string origin;             ///< of the figures: "measured", "datasheet and published", ...
  std::optional<DevicePower> power;
  std::optional<Interval> joules_per_eflop;
  std::optional<Interval> flops_per_watt;
  std::optional<HourlyCost> per_hour;
  std::optional<Interval> cost_per_eflop;
  std::vector<TokenBound> tokens;
  std::optional<MoneyRatios> ratios;  ///< absent for the baseline, and without a score
};

struct ProfileMoney {
  std::string profile;
  std::vector<ChipMoney> chips;  ///< the baseline first
};

/// A figure of the price file that was used.
struct PriceSource {
  std::string what;  ///< "NVIDIA H20 SXM 96GB, purchase"
  Interval value;
  std::string unit;  ///< "USD", "USD/h", "years", ...
  std::string source, date, note;
};

struct Money {
  std::string file;      ///< of prices, or ""
  std::string currency;  ///< or ""
  std::string date;
  std::vector<PriceSource> sources;
  std::vector<ProfileMoney> profiles;
  std::vector<std::string> warnings;  ///< what makes these figures doubtful
};

}  // namespace steelyard::results
