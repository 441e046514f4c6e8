#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "harness/core/error.hpp"
#include "results/store/hdf5_file.hpp"
#include "results/store/run_content.hpp"
#include "results/store/run_file.hpp"
#include "results/store/run_message.hpp"
#include "results/store/separate_process.hpp"
#include "results/store/write_lock.hpp"

// The HDF5 library crashes, hangs or allocates without limit on some files that were made to do so,
// and no check beforehand finds them all. So it reads in a process of its own, which hands over
// either the run or what is wrong with the file
// (docs/decisions/0007-reading-in-a-process-apart.md).
namespace steelyard::results {
namespace {

/// First byte of what the process hands over.
constexpr char is_run = 'R';
constexpr char is_error = 'E';

std::string read_and_tell(const std::filesystem::path& file) {
  try {
    return is_run + to_message(read_content(file));
  } catch (const DataError& error) {
    return is_error + std::string(error.what());
  } catch (const std::bad_alloc&) {
    return is_error + fmt::format(
                          "'{}' cannot be read as a run file: it asks for more memory than "
                          "its size justifies. It is damaged or hostile.",
                          file.string());
  }
}

/// Generous for every file that this program writes: it reads some 50 MB in a second.
ProcessLimits limits_for(const std::filesystem::path& file) {
  const std::uint64_t memory = hdf5::memory_for(file);
  const auto extra = static_cast<int>(std::min<std::uint64_t>(memory >> 27, 100'000));
  // Content is held up to four times: as read, by visit, as a message, as a message that grows.
  return {.memory_bytes = 4 * memory, .cpu_seconds = 5 + extra, .wall_seconds = 60 + 4 * extra};
}

}  // namespace

RunRecord read_run(const std::filesystem::path& file) {
  const ProcessLimits limits = limits_for(file);
  const ProcessEnd end = run_separately([&] { return read_and_tell(file); }, limits);
  const auto refuse = [&](const std::string& why) {
    throw DataError(fmt::format("'{}' cannot be read as a run file: {}", file.string(), why));
  };
  switch (end.kind) {
    case ProcessEnd::Kind::crashed:
      refuse(
          fmt::format("the HDF5 library crashed on it ({}). It is damaged or hostile.", end.text));
      break;
    case ProcessEnd::Kind::overdue:
      refuse(
          fmt::format("it was not read within {} s of processor time and {} s in all. It is "
                      "damaged or hostile, or its file system does not answer.",
                      limits.cpu_seconds, limits.wall_seconds));
      break;
    case ProcessEnd::Kind::answered:
      break;
  }
  if (end.text.starts_with(is_error)) throw DataError(end.text.substr(1));
  if (!end.text.starts_with(is_run)) refuse("nothing was read of it. It is hostile.");
  return from_message(std::string_view(end.text).substr(1));
}

RunRecord read_ended_run(const std::filesystem::path& file, double patience_seconds) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(file), error);
  // What is no file at all is refused by its reader, and no lock is made beside it.
  if (error || !std::filesystem::is_regular_file(real, error)) return read_run(file);
  const WriteLock lock(real, patience_seconds);
  return read_run(file);
}

}  // namespace steelyard::results
