#include "harness/core/case_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/median_interval.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard {
namespace {

std::vector<double> slowest_of_visit(const CaseRecord& record, const Visit& visit) {
  const auto ranks = static_cast<std::size_t>(std::max(record.ranks, 0));
  if (ranks == 0 || visit.samples.size() % ranks != 0) {
    throw DataError(fmt::format("{} times of round {} do not fill samples of {} ranks.",
                                visit.samples.size(), visit.round, record.ranks));
  }
  std::vector<double> slowest(visit.samples.size() / ranks);
  const double* row = visit.samples.data();
  const auto is_sound = [](double t) { return t >= shortest_seconds && t <= longest_seconds; };
  for (double& each : slowest) {
    if (!std::all_of(row, row + ranks, is_sound)) {
      throw DataError(
          fmt::format("round {} holds a time that is not between {:g} and {:g} seconds.",
                      visit.round, shortest_seconds, longest_seconds));
    }
    each = *std::max_element(row, row + ranks);
    row += ranks;
  }
  return slowest;
}

/// Removes what is marked; `marks` is empty or as long.
void leave_out(std::vector<double>& times, const std::vector<std::uint8_t>& marks) {
  if (marks.empty()) return;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (i >= marks.size() || marks[i] == 0) times[kept++] = times[i];
  }
  times.resize(kept);
}

std::size_t count(const RoundSamples& rounds) {
  std::size_t samples = 0;
  for (const auto& round : rounds) samples += round.size();
  return samples;
}

std::uint64_t seed_from(std::uint64_t seed, const std::string& identity) {
  const std::string digest = sha256(fmt::format("{}\n{}", seed, identity));
  std::uint64_t value = 0;
  std::from_chars(digest.data(), digest.data() + 16, value, 16);
  return value;
}

}  // namespace

RoundSamples slowest_rank_times(const CaseRecord& record) {
  RoundSamples rounds;
  for (const Visit& visit : record.visits) {
    if (!visit.samples.empty()) rounds.push_back(slowest_of_visit(record, visit));
  }
  return rounds;
}

QuotedTimes quoted_times(const CaseRecord& record) {
  QuotedTimes all;
  QuotedTimes undisturbed;
  for (const Visit& visit : record.visits) {
    if (visit.samples.empty()) continue;
    all.visits.push_back(&visit);
    all.rounds.push_back(slowest_of_visit(record, visit));
    std::vector<double> left = all.rounds.back();
    leave_out(left, disturbed_samples(visit));
    if (left.empty()) continue;
    undisturbed.visits.push_back(&visit);
    undisturbed.rounds.push_back(std::move(left));
  }
  const std::size_t samples = count(all.rounds);
  const std::size_t measured = all.rounds.size();
  const std::size_t left = count(undisturbed.rounds);
  const std::size_t fewest_rounds =
      std::max(std::min<std::size_t>(2, measured), (measured + 2) / 3);
  const bool enough = left >= fewest_for_interval && undisturbed.rounds.size() >= fewest_rounds;
  QuotedTimes quoted = std::move(enough ? undisturbed : all);
  quoted.samples = samples;
  quoted.left_out = enough ? samples - left : 0;
  quoted.measured_rounds = measured;
  return quoted;
}

std::vector<std::vector<double>> rank_times(const CaseRecord& record, const QuotedTimes& quoted) {
  const auto ranks = static_cast<std::size_t>(record.ranks);
  std::vector<std::vector<double>> times(ranks);
  for (const Visit* visit : quoted.visits) {
    const auto marks =
        quoted.left_out == 0 ? std::vector<std::uint8_t>{} : disturbed_samples(*visit);
    for (std::size_t i = 0; i < visit->samples.size() / ranks; ++i) {
      if (i < marks.size() && marks[i] != 0) continue;
      for (std::size_t rank = 0; rank < ranks; ++rank) {
        times[rank].push_back(visit->samples[i * ranks + rank]);
      }
    }
  }
  return times;
}

std::vector<double> rank_medians(const CaseRecord& record, const QuotedTimes& quoted) {
  const auto times = rank_times(record, quoted);
  std::vector<double> medians(times.size());
  std::transform(times.begin(), times.end(), medians.begin(),
                 [](const auto& of_rank) { return median(of_rank); });
  return medians;
}

BootstrapOptions resampling_of(const RunInfo& run, const CaseRecord& record,
                               const BootstrapOptions& base) {
  BootstrapOptions options = base;
  options.seed = seed_from(base.seed, run.uuid + "\n" + record.id);
  options.round_seed = seed_from(base.seed, run.uuid);
  return options;
}

std::uint64_t pooling_seed(const RunInfo& run, const BootstrapOptions& base) {
  return seed_from(base.seed, run.uuid + "\npooled");
}

std::vector<std::uint8_t> disturbed_samples(const Visit& visit) {
  std::vector<std::uint8_t> marks;
  for (const Batch& batch : visit.batches) {
    marks.insert(marks.end(), batch.samples, batch.disturbed ? 1 : 0);
  }
  return marks;
}

}  // namespace steelyard
