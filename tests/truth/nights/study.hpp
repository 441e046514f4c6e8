#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/truth/nights/made_nights.hpp"

/// How often alarms are raised without cause, and how soon with one: the figures of
/// docs/reviews/gate.md.
namespace steelyard::truth {

/// Shares of series with an alarm.
struct AlarmRates {
  double history = 0;      ///< one look at the whole series, as `steelyard history` does
  double every_night = 0;  ///< a look each night from the 20th on, any of them
  double confirmed = 0;    ///< the same, but what is found must show again in 5 runs that night
  double otava = 0;        ///< a change point of the method of otava.hpp, one look
};

/// Quiet histories of 60 nights. `nightly` also does the two columns with a look every night, which
/// take most of the time.
AlarmRates quiet_histories(NightNoise noise, int series, bool nightly, std::uint64_t seed);

/// 60 quiet nights, then `nights` that are slower by `loss`; looked at after the last. Any change
/// counts for otava, a loss that began within the last 14 nights for us.
AlarmRates lasting_loss(double loss, std::size_t nights, int series, std::uint64_t seed);

/// A history that has just begun: `quiet` nights, then `slower` ones with a loss; one look after
/// the last. The share of series with an alarm.
double young_history(NightNoise noise, std::size_t quiet, std::size_t slower, double loss,
                     int series, std::uint64_t seed);

/// Nights judged by the gate and then, where it names the case, measured again by turns as
/// `gate --rerun` does. Shares of nights.
struct ConfirmedRates {
  double named = 0;      ///< by the night alone
  double confirmed = 0;  ///< by the new runs too
};

/// The first night after a lasting loss, independent noise: one run of one case, held against 10
/// runs, with the 50 nights before it as noise; then `turns` new runs of each side.
ConfirmedRates confirmed_night(double loss, int turns, int series, std::uint64_t seed);

/// A suite of 1,200 cases with 1 % noise, 10 baseline runs and 3 candidate runs a night.
struct SuiteRates {
  double nights_with_alarm = 0;  ///< share of nights without any change that name a case
  double found = 0;              ///< of 12 cases that lost 5 %, mean over the nights
  double least_found = 0;        ///< in the worst night
  double most_false = 0;         ///< cases named without a loss, in the worst night
};
SuiteRates whole_suite(int nights, std::uint64_t seed);

}  // namespace steelyard::truth
