#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/import/reading.hpp"

/// nccl-tests and its relatives (rccl-tests), whichever way they wrote it down.
namespace steelyard::results::import {

/// A printed number and how far it may be off for having been rounded.
struct Printed {
  double value = 0;
  double off_by = 0;
};

/// One time of one row: out of place or in place.
struct NcclResult {
  std::size_t line = 0;
  double bytes = 0;
  std::string type;
  std::string op;
  std::int64_t root = -1;
  bool in_place = false;
  bool cpu_time = false;  ///< the time the host took to enqueue, not that of the operation
  Printed microseconds;
  Printed algbw;  ///< GB/s
  Printed busbw;
  Verification verification;
  /// With -I 1: [iteration][rank], flat, seconds, or one for each iteration.
  std::vector<double> seconds_by_rank;
  std::vector<double> seconds;
  int warmup_iterations = 0;
};

/// One run of one program.
struct NcclRun {
  std::string collective;  ///< "all_reduce"; "": not said
  bool blocking = false;
  std::vector<std::string> settings;  ///< that make it another measurement: "graph", ...
  std::vector<RankInfo> ranks;        ///< as far as they are listed
  int rank_count = 0;                 ///< 0: not said
  std::vector<NcclResult> results;
};

/// Adds the run's results to `reading`. Which collective it was is told by the ratio of busbw to
/// algbw where nothing else does. Each busbw is recomputed from time and size; what does not fit
/// gives a warning. Throws DataError where the number of ranks is not known.
void add_nccl_run(Reading& reading, const NcclRun& run, const Hints& hints);

/// Formats, see format.hpp.
bool is_nccl_text(std::string_view text);
Reading read_nccl_text(std::string_view text, const Hints& hints);
bool is_nccl_json(std::string_view text);
Reading read_nccl_json(std::string_view text, const Hints& hints);

}  // namespace steelyard::results::import
