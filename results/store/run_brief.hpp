#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/case_summary.hpp"
#include "harness/core/record.hpp"

/// Run files read for what their cases come to: many at once, and quickly where they have a summary
/// (run_summary.hpp).
namespace steelyard::results {

/// A run without what grows by the iteration, and without the texts of its suite and topologies.
struct RunInBrief {
  RunRecord run;  ///< cases without visits; no telemetry
  /// Of each case; nothing where it has no samples.
  std::vector<std::optional<CaseTimes>> times;
};

enum class Depth {
  numbers,  ///< CaseTimes::quoted may be empty: read from the summary, where there is one
  times,    ///< with the quoted times, from the samples
};

/// One file. A file without a summary, or with one of a newer form, is read by its samples; so is
/// one whose summary is not that of its digests, and then `info.environment.warnings` says so.
/// Whether the digests are those of the samples is not looked at: `audit` does that.
/// Blocks and throws as read_run() does.
RunInBrief read_run_summary(const std::filesystem::path& file, Depth depth = Depth::numbers);

/// A run, or a sentence why it cannot be read.
using RunOrComplaint = std::variant<RunInBrief, std::string>;

/// Reads many files by as many processes apart as this one may use cores, and gives them to `take`
/// one by one, in their order, with their number: so that not all have to be in memory. A file on
/// which one of these processes ends has a complaint and costs the others nothing. Throws
/// StoreError if no process can be started.
void for_each_run_summary(std::span<const std::filesystem::path> files, Depth depth,
                          const std::function<void(std::size_t, RunOrComplaint)>& take);

/// All of them, in their order. `done` is called after each file, with the number of those that
/// have been read.
std::vector<RunOrComplaint> read_run_summaries(std::span<const std::filesystem::path> files,
                                               Depth depth,
                                               const std::function<void(std::size_t)>& done = {});

}  // namespace steelyard::results
