#include "harness/app/rank_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <utility>
#include <variant>

#include "harness/core/clock.hpp"
#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "results/store/run_brief.hpp"
#include "results/verdicts/needed_samples.hpp"

namespace steelyard::app {
namespace {

using results::Depth;
using results::RunInBrief;
using results::SummarisedRun;

/// A line on a terminal that is written over, once there is something to wait for.
class ReadingLine {
 public:
  explicit ReadingLine(std::size_t files) : files_(files) {}
  ~ReadingLine() {
    if (shown_at_ > 0) std::fputs("\r\x1b[K", stderr);
  }
  ReadingLine(const ReadingLine&) = delete;
  ReadingLine& operator=(const ReadingLine&) = delete;

  void show(std::size_t done) {
    const double now = monotonic_seconds();
    if (!is_terminal_ || now < began_ + 1 || now < shown_at_ + 0.2) return;
    shown_at_ = now;
    fmt::print(stderr, "\rread {} of {} files\x1b[K", done, files_);
    std::fflush(stderr);
  }

 private:
  std::size_t files_;
  bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  double began_ = monotonic_seconds();
  double shown_at_ = 0;
};

std::vector<results::RunOrComplaint> read(const std::vector<std::string>& files, Depth depth) {
  ReadingLine line(files.size());
  const std::vector<std::filesystem::path> paths(files.begin(), files.end());
  return results::read_run_summaries(paths, depth, [&](std::size_t done) { line.show(done); });
}

std::string emulated(const std::string& file) {
  return fmt::format(
      "{}: its numbers are emulated, taken on a test double of a device, and cannot enter a "
      "ranking; measure on a device, or leave the file out",
      file);
}

/// One bad file is told as it is; of several, all are.
void refuse(const std::vector<std::string>& complaints, std::size_t files) {
  if (complaints.empty()) return;
  if (complaints.size() == 1) throw DataError(complaints.front());
  for (const std::string& each : complaints) {
    fmt::print(stderr, "steelyard: {}\n", plain(each));
  }
  throw DataError(fmt::format(
      "{} of {} files cannot be ranked, each named above; leave them out or replace them",
      complaints.size(), files));
}

/// All runs, or none.
std::vector<SummarisedRun> read_all(const std::vector<std::string>& files) {
  std::vector<SummarisedRun> runs;
  std::vector<std::string> complaints;
  auto each_read = read(files, Depth::numbers);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const auto* complaint = std::get_if<std::string>(&each_read[i])) {
      complaints.push_back(*complaint);
      continue;
    }
    auto& brief = std::get<RunInBrief>(each_read[i]);
    if (brief.run.info.origin == Origin::emulated) complaints.push_back(emulated(files[i]));
    runs.push_back({files[i], std::move(brief.run), std::move(brief.times)});
  }
  refuse(complaints, files.size());
  return runs;
}

/// Gives these runs their times by another reading, of the samples.
void read_whole(const std::vector<SummarisedRun*>& runs) {
  std::vector<std::string> files;
  for (const SummarisedRun* run : runs) files.push_back(run->name);
  auto each_read = read(files, Depth::times);
  std::vector<std::string> complaints;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const auto* complaint = std::get_if<std::string>(&each_read[i])) {
      complaints.push_back(*complaint);
      continue;
    }
    auto& brief = std::get<RunInBrief>(each_read[i]);
    // The file may be another one by now: facts and times are of one reading.
    brief.run.info.environment.warnings = runs[i]->run.info.environment.warnings;
    runs[i]->run = std::move(brief.run);
    runs[i]->times = std::move(brief.times);
  }
  refuse(complaints, files.size());
}

}  // namespace

RankedFiles read_files_to_rank(const std::vector<std::string>& files,
                               const std::optional<std::string>& baseline,
                               const results::Catalogue& catalogue) {
  std::vector<std::string> all = files;
  if (baseline) all.push_back(*baseline);
  RankedFiles ranked{read_all(all), std::nullopt};
  if (baseline) {
    ranked.baseline = std::move(ranked.runs.back());
    ranked.runs.pop_back();
  }
  const SummarisedRun* base = ranked.baseline ? &*ranked.baseline : nullptr;
  std::vector<SummarisedRun*> whole;
  for (const SummarisedRun* run : results::runs_to_read_whole(ranked.runs, base, catalogue)) {
    whole.push_back(run == base ? &*ranked.baseline
                                : &ranked.runs[static_cast<std::size_t>(run - ranked.runs.data())]);
  }
  read_whole(whole);
  return ranked;
}

}  // namespace steelyard::app
