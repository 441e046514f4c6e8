#include "results/verdicts/pooled_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/case_times.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// Why a record gives no figure; empty: it does.
std::string why_no_figure(const CaseOfRun& one) {
  if (one.record->verification.state == VerificationState::failed) return "the result is wrong";
  if (!has_samples(one.record->outcome)) return std::string(name(one.record->outcome));
  if (one.times == nullptr) return "the file holds no samples of it";
  try {
    point_figures(*one.times, one.record->work);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

/// Why two records of one case id cannot be pooled; empty: they can.
std::string how_it_differs(const CaseRecord& record, const CaseRecord& other) {
  if (figure_kind(record.work) != figure_kind(other.work) ||
      work_per_iteration(record.work) != work_per_iteration(other.work)) {
    return "its work model is another one";
  }
  if (record.ranks != other.ranks) return fmt::format("it ran on {} ranks", record.ranks);
  return "";
}

void no_figure(RankedCell& cell, const CaseRecord& record, std::string reason) {
  cell.outcome = record.outcome;
  cell.reason = record.reason;
  cell.verification = record.verification.state;
  cell.standing = Standing::no_figure;
  cell.standing_reason = std::move(reason);
}

/// "" with one run, else "b.h5: ".
std::string file_prefix(const std::vector<std::optional<CaseOfRun>>& cases, const CaseOfRun& one) {
  return cases.size() == 1 ? "" : one.run + ": ";
}

/// What several runs say of one thing: once if they agree, else all, in the order of the runs.
template <typename Of>
std::string all_answers(const std::vector<const CaseRecord*>& records, Of of) {
  std::vector<std::string> seen;
  for (const CaseRecord* record : records) {
    if (std::find(seen.begin(), seen.end(), of(*record)) == seen.end()) seen.push_back(of(*record));
  }
  std::string out;
  for (const std::string& each : seen) out += (out.empty() ? "" : " / ") + each;
  return out;
}

void describe(RankedCell& cell, const std::vector<const CaseRecord*>& records) {
  cell.ranks = records.front()->ranks;
  cell.algorithm = all_answers(records, [](const CaseRecord& each) { return each.algorithm; });
  cell.path = all_answers(records, [](const CaseRecord& each) { return each.path; });
  cell.data_pattern =
      all_answers(records, [](const CaseRecord& each) { return each.data_pattern; });
}

/// The worst outcome and verification of the runs that are pooled.
void take_outcome(RankedCell& cell, const std::vector<std::optional<CaseOfRun>>& cases,
                  const PooledCase& pooled) {
  cell.outcome = Outcome::passed;
  cell.verification = VerificationState::verified;
  for (std::size_t k = 0; k < cases.size(); ++k) {
    if (pooled.times[k] == nullptr) continue;
    const CaseRecord& record = *cases[k]->record;
    if (record.verification.state != VerificationState::verified) {
      cell.verification = record.verification.state;
    }
    if (record.outcome == Outcome::passed || worse(cell.outcome, record.outcome) == cell.outcome) {
      continue;
    }
    cell.outcome = record.outcome;
    cell.reason = file_prefix(cases, *cases[k]) + record.reason;
  }
}

/// The only run with a figure; null if there are several.
const CaseTimes* only_one(const PooledCase& pooled) {
  const CaseTimes* only = nullptr;
  for (const CaseTimes* times : pooled.times) {
    if (times == nullptr) continue;
    if (only != nullptr) return nullptr;
    only = times;
  }
  return only;
}

double mean_log(const PooledCase& pooled, double (*of)(const CaseTimes&)) {
  double sum = 0;
  double count = 0;
  for (const CaseTimes* times : pooled.times) {
    if (times == nullptr) continue;
    sum += std::log(of(*times));
    ++count;
  }
  return sum / count;
}

double geometric(const PooledCase& pooled, double (*of)(const CaseTimes&)) {
  return std::exp(mean_log(pooled, of));
}

bool all_have_probes(const PooledCase& pooled) {
  return std::all_of(pooled.times.begin(), pooled.times.end(),
                     [](const CaseTimes* times) { return times == nullptr || times->per_probe; });
}

/// Geometric means of the runs' numbers, and sums of what is counted.
CaseFigures pooled_figures(const PooledCase& pooled) {
  if (const CaseTimes* only = only_one(pooled)) return point_figures(*only, pooled.record->work);
  CaseTimes all;
  for (const CaseTimes* times : pooled.times) {
    if (times == nullptr) continue;
    all.iterations += times->iterations;
    all.left_out += times->left_out;
    all.rounds += times->rounds;
    all.disturbed_rounds += times->disturbed_rounds;
    all.late_iterations += times->late_iterations;
  }
  all.median_seconds = geometric(pooled, [](const CaseTimes& t) { return t.median_seconds; });
  all.p5_seconds = geometric(pooled, [](const CaseTimes& t) { return t.p5_seconds; });
  all.p95_seconds = geometric(pooled, [](const CaseTimes& t) { return t.p95_seconds; });
  all.p99_seconds = geometric(pooled, [](const CaseTimes& t) { return t.p99_seconds; });
  if (all_have_probes(pooled)) {
    all.per_probe = geometric(pooled, [](const CaseTimes& t) { return *t.per_probe; });
  }
  return point_figures(all, pooled.record->work);
}

/// Of the logarithms of the medians, which for small spreads is that of the medians themselves.
double standard_deviation(const PooledCase& pooled, int runs) {
  const double mean = mean_log(pooled, [](const CaseTimes& t) { return t.median_seconds; });
  double squares = 0;
  for (const CaseTimes* times : pooled.times) {
    if (times == nullptr) continue;
    const double deviation = std::log(times->median_seconds) - mean;
    squares += deviation * deviation;
  }
  return std::sqrt(squares / (runs - 1));
}

std::vector<std::optional<double>> logs(const PooledCase& pooled, double (*of)(const CaseTimes&)) {
  std::vector<std::optional<double>> values;
  for (const CaseTimes* times : pooled.times) {
    values.push_back(times == nullptr ? std::nullopt : std::optional(std::log(of(*times))));
  }
  return values;
}

}  // namespace

PooledCase pool_case(RankedCell& cell, const std::vector<std::optional<CaseOfRun>>& cases) {
  PooledCase pooled;
  pooled.times.resize(cases.size());
  std::vector<const CaseRecord*> records;
  const CaseOfRun* first = nullptr;
  std::string first_reason;
  for (std::size_t k = 0; k < cases.size(); ++k) {
    if (!cases[k]) continue;
    const CaseOfRun& one = *cases[k];
    std::string reason = why_no_figure(one);
    if (reason.empty() && pooled.record != nullptr) {
      reason = how_it_differs(*one.record, *pooled.record);
    }
    if (reason.empty()) {
      if (pooled.record == nullptr) pooled.record = one.record;
      pooled.times[k] = one.times;
      records.push_back(one.record);
      continue;
    }
    const bool wrong = one.record->verification.state == VerificationState::failed;
    if (first == nullptr ||
        (wrong && first->record->verification.state != VerificationState::failed)) {
      first = &one;
      first_reason = reason;
    }
    cell.left_out_runs.push_back(fmt::format("{}: {}", one.run, reason));
  }
  if (cases.size() == 1) cell.left_out_runs.clear();
  // A chip that computed wrongly once has no figure, however often it did not.
  const bool wrong =
      first != nullptr && first->record->verification.state == VerificationState::failed;
  if (records.empty() || wrong) {
    pooled.record = first->record;
    describe(cell, {first->record});
    no_figure(cell, *first->record, file_prefix(cases, *first) + first_reason);
    std::fill(pooled.times.begin(), pooled.times.end(), nullptr);
    return pooled;
  }
  describe(cell, records);
  take_outcome(cell, cases, pooled);
  cell.runs = static_cast<int>(records.size());
  cell.figures = pooled_figures(pooled);
  if (cell.runs > 1) cell.between_runs = standard_deviation(pooled, cell.runs);
  cell.standing = Standing::counted;
  return pooled;
}

LogResamples resample_case(RankedCell& cell, const PooledCase& pooled, const PooledRuns& row,
                           const RunMultipliers* multipliers, const BootstrapOptions& options) {
  CaseFigures& figures = *cell.figures;
  const WorkModel& work = pooled.record->work;
  if (const CaseTimes* only = only_one(pooled)) {
    if (only->quoted.empty()) return {};
    const auto place = std::find(pooled.times.begin(), pooled.times.end(), only);
    const RunInfo& info =
        row.runs[static_cast<std::size_t>(place - pooled.times.begin())]->run.info;
    return take_intervals(figures, *only, work, resampling_of(info, *pooled.record, options));
  }
  LogResamples seconds =
      multipliers->mean(logs(pooled, [](const CaseTimes& t) { return t.median_seconds; }));
  take_seconds(figures, work,
               stretched_interval(figures.seconds.point, seconds, options.confidence));
  if (figures.per_probe) {
    figures.per_probe = stretched_interval(
        figures.per_probe->point,
        multipliers->mean(logs(pooled, [](const CaseTimes& t) { return *t.per_probe; })),
        options.confidence);
  }
  figures.resampled = true;
  return seconds;
}

}  // namespace steelyard::results
