#include "harness/app/run_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/core/error.hpp"
#include "results/store/run_brief.hpp"

namespace steelyard::app {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".h5") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<fs::path> run_files(const std::vector<std::string>& names) {
  std::vector<fs::path> files;
  for (const std::string& name : names) {
    if (fs::is_directory(name)) {
      const auto below = files_below(name);
      if (below.empty()) throw UsageError(fmt::format("{}: no run file (*.h5) below it", name));
      files.insert(files.end(), below.begin(), below.end());
    } else if (fs::exists(name)) {
      files.emplace_back(name);
    } else {
      throw UsageError(fmt::format("{}: no such file or folder", name));
    }
  }
  return files;
}

std::vector<results::SummarisedRun> read_for_comparison(const std::vector<fs::path>& files) {
  auto read = results::read_run_summaries(files, results::Depth::numbers);
  std::vector<results::SummarisedRun> runs;
  std::vector<std::string> complaints;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (const auto* complaint = std::get_if<std::string>(&read[i])) {
      complaints.push_back(*complaint);
      continue;
    }
    auto& brief = std::get<results::RunInBrief>(read[i]);
    runs.push_back({files[i].string(), std::move(brief.run), std::move(brief.times)});
  }
  if (complaints.empty()) return runs;
  throw DataError(fmt::format("{} of {} files cannot be read: {}; leave them out",
                              complaints.size(), files.size(), fmt::join(complaints, "; ")));
}

}  // namespace steelyard::app
