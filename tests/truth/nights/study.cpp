#include "tests/truth/nights/study.hpp"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <span>

#include "harness/core/statistics/change_points.hpp"
#include "results/verdicts/gate/again.hpp"
#include "results/verdicts/gate/gate.hpp"
#include "results/verdicts/history/history.hpp"
#include "tests/truth/nights/otava.hpp"

namespace steelyard::truth {
namespace {

constexpr std::size_t quiet_nights = 60;
constexpr std::size_t first_look = 20;
constexpr std::size_t runs_again = 5;
constexpr std::size_t no_change = static_cast<std::size_t>(-1);
const results::HistoryOptions defaults;

/// Where the loss began that raises an alarm, or nothing.
std::size_t alarm(std::span<const double> series) {
  for (const ChangePoint& each : change_points(series, defaults.change)) {
    const bool slower = each.shift.change >= -std::log1p(-defaults.floor);
    if (slower && series.size() - each.at <= defaults.recent) return each.at;
  }
  return no_change;
}

/// The suspect is measured again in the same night, in turn with the build of before: noise of the
/// night is in both, so what is compared is fresh. True if the loss shows again.
bool shows_again(std::mt19937_64& generator) {
  boost::random::normal_distribution<double> normal(0, 0.01);
  double before = 0;
  double now = 0;
  for (std::size_t i = 0; i < runs_again; ++i) {
    before += normal(generator);
    now += normal(generator);
  }
  // One-sided 1 % with the known spread of history.
  return (now - before) / runs_again > 2.326 * 0.01 * std::sqrt(2.0 / runs_again);
}

}  // namespace

AlarmRates quiet_histories(NightNoise noise, int series, bool nightly, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  AlarmRates rates;
  for (int i = 0; i < series; ++i) {
    const auto nights = made_nights(noise, quiet_nights, quiet_nights, 0, generator);
    if (alarm(nights) != no_change) rates.history += 1;
    if (!otava_change_points(nights).empty()) rates.otava += 1;
    bool any = false;
    bool confirmed = false;
    for (std::size_t now = first_look; nightly && now <= nights.size(); ++now) {
      if (alarm(std::span(nights).first(now)) == no_change) continue;
      any = true;
      if (!confirmed) confirmed = shows_again(generator);
    }
    if (any) rates.every_night += 1;
    if (confirmed) rates.confirmed += 1;
  }
  for (double* each : {&rates.history, &rates.every_night, &rates.confirmed, &rates.otava}) {
    *each /= series;
  }
  return rates;
}

AlarmRates lasting_loss(double loss, std::size_t nights, int series, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  AlarmRates rates;
  for (int i = 0; i < series; ++i) {
    const auto all =
        made_nights(NightNoise::independent, quiet_nights + nights, quiet_nights, loss, generator);
    if (alarm(all) != no_change) rates.history += 1;
    bool any = false;
    for (std::size_t now = quiet_nights + 1; now <= all.size(); ++now) {
      any = any || alarm(std::span(all).first(now)) != no_change;
    }
    if (any) rates.every_night += 1;
    const auto others = otava_change_points(all);
    if (!others.empty() && others.back() + defaults.recent >= all.size()) rates.otava += 1;
  }
  for (double* each : {&rates.history, &rates.every_night, &rates.otava}) *each /= series;
  return rates;
}

double young_history(NightNoise noise, std::size_t quiet, std::size_t slower, double loss,
                     int series, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  double alarms = 0;
  for (int i = 0; i < series; ++i) {
    if (alarm(made_nights(noise, quiet + slower, quiet, loss, generator)) != no_change) ++alarms;
  }
  return alarms / series;
}

namespace {

/// A run for each time, of one case.
std::vector<results::SummarisedRun> runs_of(std::span<const double> logarithms) {
  std::vector<results::SummarisedRun> runs;
  for (const double each : logarithms) {
    CaseRecord record;
    record.id = record.name = "case";
    record.outcome = Outcome::passed;
    CaseTimes times;
    times.median_seconds = std::exp(each);
    results::SummarisedRun& made = runs.emplace_back();
    made.run.cases.push_back(std::move(record));
    made.times.emplace_back(std::move(times));
  }
  return runs;
}

}  // namespace

ConfirmedRates confirmed_night(double loss, int turns, int series, std::uint64_t seed) {
  constexpr std::size_t baseline_runs = 10;
  std::mt19937_64 generator(seed);
  const auto again = [&](double lost) {
    return runs_of(
        made_nights(NightNoise::independent, static_cast<std::size_t>(turns), 0, lost, generator));
  };
  ConfirmedRates rates;
  for (int i = 0; i < series; ++i) {
    const auto nights = runs_of(
        made_nights(NightNoise::independent, quiet_nights + 1, quiet_nights, loss, generator));
    const std::span all(nights);
    auto night =
        results::gate(all.first(baseline_runs), all.last(1),
                      results::Nights(all.subspan(baseline_runs, quiet_nights - baseline_runs)));
    if (night.verdict != results::GateVerdict::regressed) continue;
    rates.named += 1.0 / series;
    night.again.emplace();
    results::judge_again(night, again(0), again(loss), {});
    if (night.verdict == results::GateVerdict::regressed) rates.confirmed += 1.0 / series;
  }
  return rates;
}

namespace {

constexpr std::size_t suite_cases = 1200;
constexpr std::size_t slower_cases = 12;

std::vector<results::SummarisedRun> suite_runs(const std::string& name, int count, double loss,
                                               std::mt19937_64& generator) {
  boost::random::normal_distribution<double> normal(0, 0.01);
  std::vector<results::SummarisedRun> runs;
  for (int run = 0; run < count; ++run) {
    results::SummarisedRun made;
    made.name = name + std::to_string(run);
    made.run.info.uuid = made.name;
    for (std::size_t i = 0; i < suite_cases; ++i) {
      CaseRecord record;
      record.id = record.name = "case" + std::to_string(i);
      record.outcome = Outcome::passed;
      made.run.cases.push_back(std::move(record));
      CaseTimes times;
      const double slower = i < slower_cases ? -std::log1p(-loss) : 0;
      times.median_seconds = std::exp(normal(generator) + slower);
      made.times.emplace_back(std::move(times));
    }
    runs.push_back(std::move(made));
  }
  return runs;
}

/// Cases that the gate names, of the first `slower_cases` and of the others.
std::pair<int, int> named(double loss, std::mt19937_64& generator) {
  const auto baseline = suite_runs("baseline", 10, 0, generator);
  const auto candidate = suite_runs("candidate", 3, loss, generator);
  const auto result = results::gate(baseline, candidate, results::Nights());
  std::pair<int, int> counts;
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    if (result.cases[i].verdict != results::GateVerdict::regressed) continue;
    ++(i < slower_cases ? counts.first : counts.second);
  }
  return counts;
}

}  // namespace

SuiteRates whole_suite(int nights, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  SuiteRates rates;
  rates.least_found = slower_cases;
  for (int night = 0; night < nights; ++night) {
    const auto quiet = named(0, generator);
    if (quiet.first + quiet.second > 0) rates.nights_with_alarm += 1.0 / nights;
    const auto [found, mistaken] = named(0.05, generator);
    rates.found += static_cast<double>(found) / nights;
    rates.least_found = std::min<double>(rates.least_found, found);
    rates.most_false = std::max<double>(rates.most_false, mistaken);
  }
  return rates;
}

}  // namespace steelyard::truth
