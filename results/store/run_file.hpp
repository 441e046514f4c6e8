#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "harness/core/record.hpp"
#include "results/store/run_digests.hpp"
#include "results/store/run_summary.hpp"

/// The run file (HDF5, schema version 1): its writer and its reader stand side by side in this
/// folder, over the same names (schema.hpp). docs/run-file.md describes the file for others.
namespace steelyard::results {

/// Writes a run file that opens, and holds every visit that was appended, after a kill at any
/// moment, a full disk or a power cut: it is never changed in place. Each call below brings a
/// second copy up to date, closes and syncs it, and puts it in the place of the first
/// (two_copies.hpp).
///
/// With each call the digests of what the file holds are brought up to date (run_digests.hpp).
///
/// One thread at a time. Throws StoreError with HDF5's own message; the file then is what it was
/// before the call, and the writer refuses all further calls.
class RunWriter {
 public:
  /// Creates the file with everything known at the start and every case of the plan, unfinished.
  /// Samples in `run` are not written. Throws UsageError if the file exists and `force` is false,
  /// StoreError if its folder does not exist or cannot be written, or while another run writes to
  /// the same file.
  RunWriter(std::filesystem::path file, const RunRecord& run, bool force);
  /// Goes on with a file. `run` is what read_ended_run() read, with its visits and with one
  /// continuation more; state and budget are those from now on. Throws StoreError if another
  /// process does not stop writing to the file within `patience_seconds`, or has changed it since;
  /// DataError if the file is not what its digests say, or if they are of a newer form. A file
  /// without digests stays without.
  static std::unique_ptr<RunWriter> go_on(const std::filesystem::path& file, const RunRecord& run,
                                          double patience_seconds);
  ~RunWriter();
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;

  /// Appends the visits to their cases, in this order, and brings the rest of these cases up to
  /// date: all of it or, after a kill, nothing.
  void append_visits(std::span<const VisitOf> visits);
  /// The last visit of `record` alone.
  void append_visit(const CaseRecord& record);
  /// Writes outcome, reason, verification and the rest of what is known once a case is done;
  /// nothing if the file says all of it, as it does if append_visit() was given the same.
  void finish_case(const CaseRecord& record);
  /// State, wall time, telemetry that is not in the file yet; removes the second copy. If the
  /// file has digests, and the cases of `run` are what was appended and finished, the summary too
  /// (run_summary.hpp). The last call.
  void finish_run(const RunRecord& run);

  const std::filesystem::path& file() const;

 private:
  class Copies;
  explicit RunWriter(std::unique_ptr<Copies> copies);
  std::unique_ptr<Copies> copies_;
};

/// What a run file holds.
struct RunFileContent {
  RunRecord run;
  StoredDigests digests;
  StoredSummary summary;
};

/// Reads a whole run. Throws DataError: no such file, not HDF5, truncated, wrong types or sizes, a
/// newer schema, or one on which the HDF5 library crashes or hangs, each with a sentence. Never
/// follows links, never takes more memory than a fixed multiple of what the file takes on the disk.
///
/// The library works in a copy of this process (fork), with limits; blocks until that has ended, a
/// minute at most for a small file. No other thread may be using the library. Throws StoreError if
/// no process can be started. (docs/decisions/0007-reading-in-a-process-apart.md)
RunRecord read_run(const std::filesystem::path& file);

/// read_run(), with the digests and the summary that stand in the file. They are not compared with
/// the content.
RunFileContent read_run_file(const std::filesystem::path& file);

/// read_run() once no process writes to the file any more, so that nothing is missed that a dying
/// rank still adds. Throws StoreError if that takes more than `patience_seconds`.
RunRecord read_ended_run(const std::filesystem::path& file, double patience_seconds);

/// Long enough for the ranks of a killed run to be gone.
inline constexpr double resume_patience_seconds = 30;

}  // namespace steelyard::results
