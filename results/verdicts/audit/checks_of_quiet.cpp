// Was the machine at rest, and as fast as it ships: disturbance, probes, throttling, clocks, power.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "harness/core/statistics/quantiles.hpp"
#include "results/verdicts/audit/checks.hpp"

namespace steelyard::results {
namespace {

/// Bits of TelemetrySample::throttle_reasons, as the ABI defines them.
constexpr std::uint64_t power_bit = 1;
constexpr std::uint64_t thermal_bit = 2;
constexpr std::uint64_t hardware_bit = 4;

/// Largest / smallest - 1 of values above 0; 0 for fewer than two.
double spread(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  const auto [least, most] = std::ranges::minmax(values);
  return most / least - 1;
}

bool is_rate(double value) { return std::isfinite(value) && value > 0; }

/// A visit, and the case it belongs to.
struct Span {
  double begin = 0;
  double end = 0;
  std::size_t record = 0;
};

/// All visits by their time. The run's clock makes them follow each other.
std::vector<Span> spans_of(const RunRecord& run) {
  std::vector<Span> spans;
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    for (const Visit& visit : run.cases[i].visits) {
      const double end = visit.start_seconds + visit.wall_seconds;
      if (std::isfinite(end)) spans.push_back({visit.start_seconds, end, i});
    }
  }
  std::ranges::sort(spans, {}, &Span::begin);
  return spans;
}

/// The visit during which a reading was taken, or null.
const Span* span_at(const std::vector<Span>& spans, double seconds) {
  if (!std::isfinite(seconds)) return nullptr;
  const auto after = std::ranges::upper_bound(spans, seconds, {}, &Span::begin);
  if (after == spans.begin()) return nullptr;
  const Span& span = *std::prev(after);
  return seconds <= span.end ? &span : nullptr;
}

bool has_any_sensor(const TelemetrySample& sample) {
  return std::isfinite(sample.power_watts) || std::isfinite(sample.core_clock_hz) ||
         std::isfinite(sample.temperature_celsius);
}

Finding unrecorded(Finding finding, const std::string& sentence, const std::string& remedy) {
  finding.result = CheckResult::not_recorded;
  finding.sentence = sentence;
  finding.remedy = remedy;
  return finding;
}

const char* const no_telemetry_remedy =
    "Say so beside the figures: a device that was throttled is just a slow one.";

/// What throttled readings say, in words.
struct Throttled {
  std::size_t readings = 0;  ///< during visits, of devices with a sensor
  std::size_t power = 0;     ///< of these, held by the power limit and by nothing else
  std::size_t worse = 0;     ///< of these, by heat, hardware or something else
  std::set<std::string> reasons;
  std::map<std::size_t, std::set<int>> ranks;  ///< by case, with `worse`
};

Throttled throttled(const RunRecord& run) {
  Throttled out;
  const std::vector<Span> spans = spans_of(run);
  for (const TelemetrySample& sample : run.telemetry) {
    const Span* span = span_at(spans, sample.seconds);
    if (span == nullptr || (!has_any_sensor(sample) && sample.throttle_reasons == 0)) continue;
    ++out.readings;
    if (sample.throttle_reasons == power_bit) ++out.power;
    if ((sample.throttle_reasons & ~power_bit) == 0) continue;
    ++out.worse;
    if ((sample.throttle_reasons & thermal_bit) != 0) out.reasons.insert("heat");
    if ((sample.throttle_reasons & hardware_bit) != 0) out.reasons.insert("hardware");
    if ((sample.throttle_reasons & ~(power_bit | thermal_bit | hardware_bit)) != 0) {
      out.reasons.insert("another reason");
    }
    out.ranks[span->record].insert(sample.rank);
  }
  return out;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Clocks of the ranks' processors in each visit of a case: the median over its calm batches.
std::vector<double> processor_clocks(const CaseRecord& record) {
  std::vector<double> clocks;
  for (const Visit& visit : record.visits) {
    std::vector<double> rates;
    for (const Batch& batch : visit.batches) {
      if (!batch.disturbed && is_rate(batch.clock_rate)) rates.push_back(batch.clock_rate);
    }
    if (!rates.empty()) clocks.push_back(median(rates));
  }
  return clocks;
}

using ClocksOfCase = std::map<std::pair<std::size_t, int>, std::vector<double>>;

/// Clocks of the devices, by case and rank: the median of the readings during each visit.
ClocksOfCase device_clocks(const RunRecord& run) {
  const std::vector<Span> spans = spans_of(run);
  std::map<std::pair<const Span*, int>, std::vector<double>> readings;
  for (const TelemetrySample& sample : run.telemetry) {
    const Span* span = span_at(spans, sample.seconds);
    if (span == nullptr || !is_rate(sample.core_clock_hz)) continue;
    readings[{span, sample.rank}].push_back(sample.core_clock_hz);
  }
  ClocksOfCase clocks;
  for (const auto& [where, values] : readings) {
    clocks[{where.first->record, where.second}].push_back(median(values));
  }
  return clocks;
}

/// Whether some rank computes on its host's processor, so that this one's clock is in the times.
bool computes_on_hosts(const RunRecord& run) {
  return std::ranges::any_of(run.info.environment.ranks,
                             [](const RankInfo& rank) { return rank.threads > 0; });
}

}  // namespace

Finding check_undisturbed(const AuditedRun& audited) {
  Finding finding{.check = "undisturbed"};
  std::size_t rounds = 0;
  std::size_t disturbed = 0;
  for (const CaseRecord& record : audited.run.cases) {
    if (!is_measured(record)) continue;
    const auto of_case = static_cast<std::size_t>(std::ranges::count_if(
        record.visits, [](const Visit& v) { return v.disturbed && !v.samples.empty(); }));
    const auto all = static_cast<std::size_t>(
        std::ranges::count_if(record.visits, [](const Visit& v) { return !v.samples.empty(); }));
    rounds += all;
    disturbed += of_case;
    if (static_cast<double>(of_case) > most_disturbed * static_cast<double>(all)) {
      finding.named.push_back(fmt::format("{} ({} of {} rounds)", record.name, of_case, all));
    }
  }
  finding.sentence =
      fmt::format("{} of {} rounds were disturbed: probes differed, or CPU time was taken away.",
                  disturbed, rounds);
  if (finding.named.empty()) return finding;
  finding.result = CheckResult::failed;
  finding.sentence +=
      fmt::format(" In {} it was more than a third of its rounds.",
                  count_of_cases(finding.named.size(), count_measured(audited.run)));
  finding.remedy = "Measure where nothing else runs, or longer.";
  return finding;
}

Finding check_probes(const AuditedRun& audited) {
  Finding finding{.check = "probes"};
  double widest = 0;
  bool probed = false;
  for (const CaseRecord& record : audited.run.cases) {
    if (!is_measured(record)) continue;
    std::vector<double> rates;
    for (const Visit& visit : record.visits) {
      if (visit.disturbed || !is_rate(visit.probe_before.rate) ||
          !is_rate(visit.probe_after.rate)) {
        continue;
      }
      rates.push_back(std::sqrt(visit.probe_before.rate * visit.probe_after.rate));
    }
    if (rates.size() < 2) continue;
    probed = true;
    widest = std::max(widest, spread(rates));
    if (spread(rates) > most_probe_spread) {
      finding.named.push_back(fmt::format("{} ({:.0f} %)", record.name, 100 * spread(rates)));
    }
  }
  if (!probed) {
    return unrecorded(finding, "No case has probes of two undisturbed rounds.",
                      "Nothing, where the device offers no probe.");
  }
  finding.sentence = fmt::format(
      "Probes of undisturbed rounds of a case lie at most {:.1f} % apart; the bound is {:.0f} %.",
      100 * widest, 100 * most_probe_spread);
  if (finding.named.empty()) return finding;
  finding.result = CheckResult::failed;
  finding.remedy =
      "The unit itself was not equally fast in all rounds: find out what shares it, and run again.";
  return finding;
}

Finding check_throttling(const AuditedRun& audited) {
  Finding finding{.check = "throttling"};
  const Throttled seen = throttled(audited.run);
  if (seen.readings == 0) {
    return unrecorded(finding, "No sensor was read while a case was measured.",
                      no_telemetry_remedy);
  }
  const double all = static_cast<double>(seen.readings);
  const std::string power =
      seen.power == 0
          ? ""
          : fmt::format(
                " The power limit held the clock in {:.1f} % of them, which is how a device "
                "ships if that limit is its default.",
                100 * static_cast<double>(seen.power) / all);
  if (seen.worse == 0) {
    finding.sentence = fmt::format("None of {} readings was throttled by heat or hardware.{}",
                                   seen.readings, power);
    return finding;
  }
  for (const auto& [record, ranks] : seen.ranks) {
    std::set<std::string> numbers;
    for (const int rank : ranks) numbers.insert(std::to_string(rank));
    finding.named.push_back(
        fmt::format("{} (rank {})", audited.run.cases[record].name, joined(numbers)));
  }
  finding.result = CheckResult::failed;
  finding.sentence = fmt::format("{} of {} readings were throttled by {}.{}", seen.worse,
                                 seen.readings, joined(seen.reasons), power);
  finding.remedy = "Look at cooling and power supply of these devices, and run again.";
  return finding;
}

Finding check_clocks(const AuditedRun& audited) {
  Finding finding{.check = "clocks"};
  const RunRecord& run = audited.run;
  bool known = false;
  double widest = 0;
  const auto look = [&](const std::string& what, const std::vector<double>& clocks) {
    if (clocks.size() < 2) return;
    known = true;
    const double drift = spread(clocks);
    widest = std::max(widest, drift);
    if (drift > most_clock_drift) {
      finding.named.push_back(fmt::format("{} ({:.1f} %)", what, 100 * drift));
    }
  };
  if (computes_on_hosts(run)) {
    for (const CaseRecord& record : run.cases) {
      if (is_measured(record)) look(record.name, processor_clocks(record));
    }
  }
  for (const auto& [where, clocks] : device_clocks(run)) {
    look(fmt::format("{} on rank {}", run.cases[where.first].name, where.second), clocks);
  }
  if (!known) {
    return unrecorded(finding, "No clock was read in two rounds of a case.", no_telemetry_remedy);
  }
  finding.sentence = fmt::format(
      "Between rounds of a case the clock moved by {:.1f} % at most; the bound is {:.0f} %.",
      100 * widest, 100 * most_clock_drift);
  if (finding.named.empty()) return finding;
  finding.result = CheckResult::failed;
  finding.remedy = "Fix the clock, let the device warm up first, or look at its cooling.";
  return finding;
}

Finding check_power_limit(const AuditedRun& audited) {
  Finding finding{.check = "power limit"};
  const std::string prefix = "power_limit_watts ";
  std::set<double> limits;
  for (const NodeInfo& node : audited.run.info.environment.nodes) {
    for (const auto& [fact, value] : node.facts) {
      if (!fact.starts_with(prefix)) continue;
      const double watts = std::strtod(value.c_str(), nullptr);
      if (!is_rate(watts)) continue;
      limits.insert(watts);
      finding.named.push_back(
          fmt::format("{} of {} ({:.0f} W)", fact.substr(prefix.size()), node.host, watts));
    }
  }
  if (limits.empty()) {
    return unrecorded(finding, "No power limit is on record.",
                      "State the limit beside the figures, if the device has one.");
  }
  const bool known =
      audited.chip != nullptr && audited.chip->tdp_watts && audited.chip->chips_per_system == 1;
  const double own = known ? audited.chip->tdp_watts->value : *limits.rbegin();
  const auto differs = [&](double watts) {
    return std::abs(watts / own - 1) > most_power_limit_difference;
  };
  if (std::ranges::any_of(limits, differs)) {
    finding.result = CheckResult::failed;
    finding.sentence =
        fmt::format("Power limits go from {:.0f} to {:.0f} W; {} is {:.0f} W.", *limits.begin(),
                    *limits.rbegin(), known ? "the chip's own" : "the highest", own);
    finding.remedy = "Set every device to its default limit, and run again.";
    return finding;
  }
  finding.named.clear();
  finding.sentence = fmt::format("All devices are limited to {:.0f} W", *limits.begin());
  if (known) {
    finding.sentence += fmt::format(", and the chip's own limit is {:.0f} W.", own);
    return finding;
  }
  return unrecorded(finding, finding.sentence + "; what the chip's own limit is, is not known.",
                    "State the limit beside the figures.");
}

}  // namespace steelyard::results
