#include "harness/app/run_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/pack.hpp"
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

/// The runs of a pack, but for those whose ids are known.
void read_packed(const fs::path& pack, std::set<std::string>& ids,
                 const std::function<void(std::string, results::RunInBrief&&)>& add) {
  results::read_pack(pack, results::PackParts::numbers, [&](results::PackedRun run) {
    if (!ids.insert(run.brief.run.info.uuid).second) return;
    add(fmt::format("{}: {}", pack.string(), run.original), std::move(run.brief));
  });
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

void read_each_for_comparison(const std::vector<fs::path>& files,
                              const std::function<void(results::SummarisedRun)>& take) {
  std::vector<fs::path> packs;
  std::vector<std::string> complaints;
  std::set<std::string> ids;
  const auto add = [&](std::string name, results::RunInBrief&& brief) {
    take({std::move(name), std::move(brief.run), std::move(brief.times)});
  };
  results::for_each_run_summary(files, results::Depth::numbers,
                                [&](std::size_t i, results::RunOrComplaint read) {
                                  if (auto* brief = std::get_if<results::RunInBrief>(&read)) {
                                    ids.insert(brief->run.info.uuid);
                                    add(files[i].string(), std::move(*brief));
                                  } else if (results::is_pack(files[i])) {
                                    packs.push_back(files[i]);
                                  } else {
                                    complaints.push_back(std::get<std::string>(read));
                                  }
                                });
  for (const fs::path& pack : packs) {
    try {
      read_packed(pack, ids, add);
    } catch (const DataError& error) {
      complaints.emplace_back(error.what());
    }
  }
  if (complaints.empty()) return;
  throw DataError(fmt::format("{} of {} files cannot be read: {}; leave them out",
                              complaints.size(), files.size(), fmt::join(complaints, "; ")));
}

std::vector<results::SummarisedRun> read_for_comparison(const std::vector<fs::path>& files) {
  std::vector<results::SummarisedRun> runs;
  read_each_for_comparison(files,
                           [&](results::SummarisedRun run) { runs.push_back(std::move(run)); });
  return runs;
}

results::Nights read_nights(const std::vector<fs::path>& files, const results::Metric& metric) {
  results::Nights nights(metric);
  read_each_for_comparison(files, [&](const results::SummarisedRun& run) { nights.add(run); });
  return nights;
}

}  // namespace steelyard::app
