#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// What is known to be good, and who said so: run files, listed in a YAML file that is kept under
/// version control. docs/gate.md describes it for others:
///
///     baselines:
///       - name: quick on node1
///         files:
///           - {file: good/a.h5, uuid: 6f0c..., sha256: 91ab...}   # relative to this list
///           - good/b*.h5                                          # a pattern; nothing is checked
///         accepted: {by: ann@example.org, when: 2026-11-22T20:15:00Z, why: driver 550.54}
///
/// The last entry of a name counts; those before it are its record.
namespace steelyard::results {

struct BaselineFile {
  std::string file;    ///< relative to the list; a pattern of glob(7) where there is no `sha256`
  std::string uuid;    ///< of its run; empty: not known
  std::string sha256;  ///< of the whole file; empty: not known
  bool operator==(const BaselineFile&) const = default;
};

/// One entry.
struct Baseline {
  std::string name;
  std::vector<BaselineFile> files;  ///< at least one
  std::string by;
  std::string when;  ///< UTC, "2026-11-22T20:15:00Z"
  std::string why;
  bool operator==(const Baseline&) const = default;
};

/// All entries in the order written. Throws DataError that names file, line and column.
std::vector<Baseline> read_baselines(const std::filesystem::path& list);

/// Of each name the last entry, in the order of the names' first entries.
std::vector<Baseline> newest_baselines(const std::vector<Baseline>& entries);

/// The files of an entry of `list`, as they can be opened from here. Throws DataError if one is
/// not there, nothing fits a pattern, or a file is not the one that was accepted.
std::vector<std::filesystem::path> files_of(const Baseline& baseline,
                                            const std::filesystem::path& list);

/// A file for an entry of `list`, with its digest. Throws DataError if it cannot be read.
BaselineFile baseline_file(const std::filesystem::path& file, const std::string& uuid,
                           const std::filesystem::path& list);

/// Appends an entry; what is written in the list, comments included, stays as it is. A list that
/// is not there is made. After a kill at any moment the list is as it was or has the whole entry.
/// Another process that writes to it is waited for, up to 10 s. Throws StoreError if it does not
/// end or the list cannot be written, DataError if the list cannot be read or an entry cannot be
/// put behind its last line.
void append_baseline(const std::filesystem::path& list, const Baseline& baseline);

}  // namespace steelyard::results
