#pragma once

#include <filesystem>
#include <string>

#include "harness/core/record.hpp"

/// The run file (HDF5, schema version 1): its writer and its reader stand side by side in this
/// folder, over the same names (schema.hpp). docs/run-file.md describes the file for others.
namespace steelyard::results {

/// Writes a run file so that it opens, and holds every visit that was appended, after a kill at any
/// moment: the file is open only inside these calls; each call ends with it closed and synced.
/// One thread at a time. Throws StoreError with HDF5's own message.
class RunWriter {
 public:
  /// Creates the file with everything known at the start and every case of the plan (outcome not
  /// final). Throws StoreError if it exists and `force` is false, or cannot be written.
  RunWriter(std::filesystem::path file, const RunRecord& run, bool force);

  /// Appends the last visit of `record`.
  void append_visit(const CaseRecord& record);
  /// Writes outcome, reason, verification and the rest of what is known once a case is done.
  void finish_case(const CaseRecord& record);
  /// State, wall time, telemetry.
  void finish_run(const RunRecord& run);

  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
};

/// Reads a whole run. Throws DataError: no such file, not HDF5, truncated, wrong types or sizes, or
/// a newer schema, each with a sentence. Never follows external links, never allocates more than
/// the file's own size allows.
RunRecord read_run(const std::filesystem::path& file);

}  // namespace steelyard::results
