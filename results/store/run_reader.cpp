#include <map>
#include <thread>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/reading_limits.hpp"
#include "results/store/run_answer.hpp"
#include "results/store/run_brief.hpp"
#include "results/store/run_file.hpp"
#include "results/store/separate_process.hpp"
#include "results/store/write_lock.hpp"

// The HDF5 library crashes, hangs or allocates without limit on some files that were made to do so,
// and no check beforehand finds them all. So it reads in a process of its own, which hands over
// either the run or what is wrong with the file
// (docs/decisions/0007-reading-in-a-process-apart.md).
namespace steelyard::results {

RunRecord read_run(const std::filesystem::path& file) { return read_run_file(file).run; }

RunFileContent read_run_file(const std::filesystem::path& file) {
  const ProcessLimits limits = limits_for(file);
  return run_from(run_separately([&](const Tell& tell) { read_and_tell(file, tell); }, limits),
                  file, limits);
}

RunInBrief read_run_summary(const std::filesystem::path& file, Depth depth) {
  auto read = read_run_summaries(std::span(&file, 1), depth);
  if (const auto* complaint = std::get_if<std::string>(&read.front())) throw DataError(*complaint);
  return std::get<RunInBrief>(std::move(read.front()));
}

void for_each_run_summary(std::span<const std::filesystem::path> files, Depth depth,
                          const std::function<void(std::size_t, RunOrComplaint)>& take) {
  std::map<std::size_t, RunOrComplaint> early;  // read before one that comes before them
  std::size_t next = 0;
  const auto take_in_order = [&](std::size_t i, const ProcessEnd& end) {
    RunOrComplaint& run = early[i];
    try {
      run = brief_from(end, files[i], limits_for(files[i]));
    } catch (const DataError& error) {
      run = error.what();
    }
    for (; !early.empty() && early.begin()->first == next; ++next) {
      take(next, std::move(early.begin()->second));
      early.erase(early.begin());
    }
  };
  const auto read = [&](std::size_t i, const Tell& tell) {
    return read_brief_and_tell(files[i], depth, tell);
  };
  run_separately({.count = files.size(),
                  .limits = [&](std::size_t i) { return limits_for(files[i]); },
                  .work = read,
                  .take = take_in_order},
                 std::thread::hardware_concurrency());
}

std::vector<RunOrComplaint> read_run_summaries(std::span<const std::filesystem::path> files,
                                               Depth depth,
                                               const std::function<void(std::size_t)>& done) {
  std::vector<RunOrComplaint> runs(files.size());
  for_each_run_summary(files, depth, [&](std::size_t i, RunOrComplaint run) {
    runs[i] = std::move(run);
    if (done) done(i + 1);
  });
  return runs;
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
