#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "results/store/packed_run.hpp"

/// Packs: many runs in one file, with what is weighed of each and its samples thinned, a hundredth
/// of the size (docs/pack.md, docs/decisions/0036-packs-of-runs.md).
///
/// Packs are read in processes apart, as run files are (run_file.hpp): what is damaged or hostile
/// throws DataError with a sentence that names file and place. All functions block; no other thread
/// may be using the HDF5 library.
namespace steelyard::results {

/// Whether a file is a pack; false for anything else, also for what cannot be read.
bool is_pack(const std::filesystem::path& file);

/// Its runs, in the order in which they were packed. Throws DataError.
std::vector<PackedRunHead> list_pack(const std::filesystem::path& file);

/// What of each run is read.
enum class PackParts {
  numbers,  ///< all that is weighed; PackedRun::quantiles stays empty
  whole,
};

/// Hands over all runs, in their order, read by as many processes as this one may use cores. Throws
/// DataError, after some runs were handed over perhaps.
void read_pack(const std::filesystem::path& file, PackParts parts,
               const std::function<void(PackedRun)>& take);

/// What the digests of a pack say of it.
struct PackCheck {
  std::size_t runs = 0;
  std::string head;  ///< as it stands in the file
  std::vector<std::string>
      altered;  ///< "the run UUID (ORIGINAL) is", ...: what differs; empty: none
};

/// Makes all digests again. Throws DataError.
PackCheck check_pack(const std::filesystem::path& file);

/// What became of an extension.
struct PackExtension {
  std::size_t runs = 0;               ///< in the pack now
  std::size_t added = 0;              ///< of these
  std::size_t known = 0;              ///< given, and in the pack already
  std::uint64_t original_bytes = 0;   ///< of the run files that were added
  std::uint64_t bytes = 0;            ///< of the pack
  std::vector<std::string> left_out;  ///< runs that are not finished, each as a sentence
};

/// Adds the runs of run files and of other packs to the pack `file`, which is made if it is not
/// there; `file` itself among `files` is passed over. It is written whole or, after a kill, not at
/// all.
///
/// Throws UsageError if `file` is there and no pack; DataError, with every reason, if a file cannot
/// be read or is not what its digests say, or if a run has the id of another with other content:
/// then nothing is written; StoreError if the pack cannot be written, or while another process
/// writes it.
PackExtension extend_pack(const std::filesystem::path& file,
                          std::span<const std::filesystem::path> files);

}  // namespace steelyard::results
