#include "results/store/run_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "results/store/canonical_bytes.hpp"
#include "results/store/summary_row.hpp"

namespace steelyard::results {

schema::SummaryRow to_row(const SummarisedCase& summarised) {
  schema::SummaryRow row;
  row.record = summarised.record;
  row.has_samples = summarised.summary.has_value();
  if (row.has_samples) row.summary = *summarised.summary;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  row.per_probe = row.summary.per_probe.value_or(none);
  row.watts = row.summary.watts.value_or(none);
  row.joules_per_iteration = row.summary.joules_per_iteration.value_or(none);
  row.core_clock_hz = row.summary.core_clock_hz.value_or(none);
  return row;
}

SummarisedCase from_row(schema::SummaryRow row) {
  SummarisedCase summarised{std::move(row.record), std::nullopt};
  if (!row.has_samples) return summarised;
  summarised.summary = std::move(row.summary);
  const auto known = [](double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
  };
  summarised.summary->per_probe = known(row.per_probe);
  summarised.summary->watts = known(row.watts);
  summarised.summary->joules_per_iteration = known(row.joules_per_iteration);
  summarised.summary->core_clock_hz = known(row.core_clock_hz);
  return summarised;
}

namespace {

/// The texts as the attributes of the case hold them.
void fit_texts(CaseRecord& record) {
  schema::describe_case(
      []<class T>(const char*, const char*, T& value) {
        if constexpr (std::is_same_v<T, std::string>) value = fit(value, hdf5::longest_attribute);
      },
      record);
}

bool is_near(double a, double b) { return a == b || std::abs(a - b) <= 1e-9 * std::abs(b); }

/// Whether all numbers that are calculated are near.
bool is_near(const CaseSummary& a, const CaseSummary& b) {
  return is_near(a.median_seconds, b.median_seconds) && is_near(a.p5_seconds, b.p5_seconds) &&
         is_near(a.p95_seconds, b.p95_seconds) && is_near(a.p99_seconds, b.p99_seconds) &&
         is_near(a.per_probe.value_or(0), b.per_probe.value_or(0)) &&
         is_near(a.watts.value_or(0), b.watts.value_or(0)) &&
         is_near(a.joules_per_iteration.value_or(0), b.joules_per_iteration.value_or(0)) &&
         is_near(a.core_clock_hz.value_or(0), b.core_clock_hz.value_or(0)) &&
         std::equal(a.rank_medians_seconds.begin(), a.rank_medians_seconds.end(),
                    b.rank_medians_seconds.begin(), b.rank_medians_seconds.end(),
                    [](double one, double other) { return is_near(one, other); });
}

/// `summary` with the calculated numbers of `other` where all of them are near.
CaseSummary rounded_as(const CaseSummary& summary, const CaseSummary& other) {
  if (!is_near(summary, other)) return summary;
  CaseSummary rounded = summary;
  rounded.median_seconds = other.median_seconds;
  rounded.p5_seconds = other.p5_seconds;
  rounded.p95_seconds = other.p95_seconds;
  rounded.p99_seconds = other.p99_seconds;
  rounded.per_probe = other.per_probe;
  rounded.watts = other.watts;
  rounded.joules_per_iteration = other.joules_per_iteration;
  rounded.core_clock_hz = other.core_clock_hz;
  rounded.rank_medians_seconds = other.rank_medians_seconds;
  return rounded;
}

}  // namespace

StoredSummary make_summary(const RunRecord& run, const SensorTraces& traces,
                           const std::string& head) {
  StoredSummary summary{summary_form, head, "", {}};
  for (const CaseRecord& record : run.cases) {
    summary.cases.push_back({record, case_times(record, traces)});
    summary.cases.back().record.visits = {};
    fit_texts(summary.cases.back().record);
  }
  summary.digest = summary_digest(summary);
  return summary;
}

std::string summary_digest(const StoredSummary& summary) {
  CanonicalBytes bytes("summary", hdf5::longest_cell);
  bytes.add_text(summary.head);
  bytes.add_count(summary.cases.size());
  for (const SummarisedCase& each : summary.cases) {
    const schema::SummaryRow row = to_row(each);
    schema::describe_summary(bytes, row);
    bytes.add_count(row.summary.rank_medians_seconds.size());
    bytes.add_numbers(std::span<const double>(row.summary.rank_medians_seconds));
  }
  return bytes.digest();
}

bool belongs_to(const StoredSummary& summary, const std::string& head) {
  return summary.form == summary_form && summary.head == head &&
         summary.digest == summary_digest(summary);
}

bool is_summary_of(const StoredSummary& summary, const RunRecord& run) {
  StoredSummary made = make_summary(run, SensorTraces(run.telemetry), summary.head);
  if (made.cases.size() != summary.cases.size()) return false;
  for (std::size_t i = 0; i < made.cases.size(); ++i) {
    auto& of_case = made.cases[i].summary;
    const auto& stored = summary.cases[i].summary;
    if (of_case && stored) of_case = rounded_as(*of_case, *stored);
  }
  return summary_digest(made) == summary.digest;
}

}  // namespace steelyard::results
