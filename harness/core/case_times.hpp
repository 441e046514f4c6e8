#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/core/statistics/bootstrap.hpp"

/// From the samples of all ranks to the times that figures are made from.
namespace steelyard {

/// Beyond these a file is broken, and its ratios would leave what a double can hold.
inline constexpr double shortest_seconds = 1e-12;
inline constexpr double longest_seconds = 1e12;

/// The slowest rank's time of each sample, by visit; visits without samples are left out. Throws
/// DataError if samples do not fill whole rows of `record.ranks`, or if a time is outside of these
/// bounds.
RoundSamples slowest_rank_times(const CaseRecord& record);

/// The times that a case is quoted by.
struct QuotedTimes {
  RoundSamples rounds;
  std::vector<const Visit*> visits;  ///< that the rounds are of; those of the record
  std::size_t samples = 0;           ///< all that there are
  std::size_t left_out = 0;          ///< of these, not in `rounds`: a batch was disturbed
  std::size_t measured_rounds = 0;   ///< with samples, disturbed or not
};

/// slowest_rank_times() without the samples of disturbed batches, if what is left speaks for the
/// case: at least fewest_for_interval samples, from at least a third of the rounds and from more
/// than one, if there are more. Else all.
/// Whether a batch is disturbed says the operating system (Batch), never the samples.
QuotedTimes quoted_times(const CaseRecord& record);

/// Of each rank, its own times in the samples of `quoted`, which are of this record.
std::vector<std::vector<double>> rank_times(const CaseRecord& record, const QuotedTimes& quoted);

/// Of each rank, the median of its own times in the samples of `quoted`, which are of this record.
std::vector<double> rank_medians(const CaseRecord& record, const QuotedTimes& quoted);

/// How a case of a run is resampled: by seeds from the run's id and the case's, so that a case has
/// the same interval wherever it is shown, no two runs share a stream, and all cases of a run share
/// the rounds they are resampled over. `base` gives the rest.
BootstrapOptions resampling_of(const RunInfo& run, const CaseRecord& record,
                               const BootstrapOptions& base = {});

/// The seed of a run where it is pooled with others of its chip (run_multipliers.hpp), from its id.
std::uint64_t pooling_seed(const RunInfo& run, const BootstrapOptions& base = {});

/// 1 for each sample of the visit whose batch was disturbed; empty if nothing is known of batches.
std::vector<std::uint8_t> disturbed_samples(const Visit& visit);

}  // namespace steelyard
