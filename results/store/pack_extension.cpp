#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/pack.hpp"
#include "results/store/pack_source.hpp"
#include "results/store/pack_writer.hpp"
#include "results/store/write_lock.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

/// Run files read before the next are.
constexpr std::size_t files_at_once = 64;
/// Runs of a pack that are written at once.
constexpr std::size_t runs_at_once = 256;

/// By what a run is known again.
struct Known {
  std::string original;
  std::string head;
  std::string digest;
};

class Extension {
 public:
  explicit Extension(fs::path file) : file_(std::move(file)) {
    if (!fs::exists(file_)) return;
    for (PackedRunHead& run : list_pack(file_)) {
      known_.emplace(run.info.uuid, Known{run.original, run.head, run.digest});
    }
    done_.runs = known_.size();
  }

  void add_files(std::span<const fs::path> files) {
    auto read = read_runs_to_pack(files);
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (const auto* complaint = std::get_if<std::string>(&read[i])) {
        is_pack(files[i]) ? add_pack(files[i]) : complaints_.push_back(*complaint);
        continue;
      }
      auto& run = std::get<PackedRun>(read[i]);
      if (run.brief.run.info.state != RunState::complete) {
        left_out(files[i], run.brief.run.info.state);
      } else if (add(std::move(run), files[i])) {
        done_.original_bytes += fs::file_size(files[i]);
      }
    }
    write();
  }

  PackExtension finish() {
    if (!complaints_.empty()) {
      throw DataError(fmt::format("nothing was packed: {}", fmt::join(complaints_, "; ")));
    }
    if (writer_) writer_->finish();
    if (fs::exists(file_)) done_.bytes = fs::file_size(file_);
    return std::move(done_);
  }

 private:
  void left_out(const fs::path& file, RunState state) {
    done_.left_out.push_back(fmt::format(
        "'{}' is left out, since its run is {}: go on with it by `steelyard run --resume`, and "
        "pack "
        "it then",
        file.string(), state == RunState::running ? "going on, or was killed" : "interrupted"));
  }

  void add_pack(const fs::path& file) {
    try {
      read_pack(file, PackParts::whole, [&](PackedRun run) {
        if (packed_digest(run) != run.digest) {
          complaints_.push_back(fmt::format("the run {} ({}) in '{}' is not as it was packed",
                                            run.brief.run.info.uuid, run.original, file.string()));
          return;
        }
        add(std::move(run), file);
        if (waiting_.size() >= runs_at_once) write();
      });
    } catch (const DataError& error) {
      complaints_.emplace_back(error.what());
    }
  }

  /// Whether it is a run that was not there.
  bool add(PackedRun run, const fs::path& from) {
    const auto [known, is_new] =
        known_.emplace(run.brief.run.info.uuid, Known{run.original, run.head, run.digest});
    if (is_new) {
      waiting_.push_back(std::move(run));
      ++done_.added;
      ++done_.runs;
      return true;
    }
    // The head is of the samples themselves; what they were summarised to may be of another
    // program.
    const Known& other = known->second;
    const bool same = other.head.empty() || run.head.empty() ? other.digest == run.digest
                                                             : other.head == run.head;
    if (same) {
      ++done_.known;
    } else {
      complaints_.push_back(
          fmt::format("'{}' has the id of a run that was packed from '{}' ({}), and is not the "
                      "same: one of them "
                      "was changed, or gone on with, since",
                      from.string(), other.original, run.brief.run.info.uuid));
    }
    return false;
  }

  /// Brings what waits into the new pack, after all that the old one has.
  void write() {
    if (waiting_.empty() || !complaints_.empty()) {
      waiting_.clear();
      return;
    }
    if (!writer_) {
      writer_.emplace(file_);
      copy_old();
    }
    writer_->add(waiting_);
    waiting_.clear();
  }

  void copy_old() {
    if (!fs::exists(file_)) return;
    std::vector<PackedRun> runs;
    const auto flush = [&] {
      writer_->add(runs);
      runs.clear();
    };
    read_pack(file_, PackParts::whole, [&](PackedRun run) {
      runs.push_back(std::move(run));
      if (runs.size() >= runs_at_once) flush();
    });
    flush();
  }

  fs::path file_;
  PackExtension done_;
  std::map<std::string, Known> known_;
  std::vector<PackedRun> waiting_;
  std::vector<std::string> complaints_;
  std::optional<PackWriter> writer_;
};

void check_target(const fs::path& file) {
  if (!fs::is_directory(file.parent_path())) {
    throw UsageError(fmt::format("There is no folder '{}' to write '{}' to; make it first.",
                                 file.parent_path().string(), file.filename().string()));
  }
  if (fs::exists(fs::symlink_status(file)) && !is_pack(file)) {
    throw UsageError(
        fmt::format("'{}' is there and is no pack, so it is not overwritten; name another file, or "
                    "a pack to add "
                    "to.",
                    file.string()));
  }
}

}  // namespace

PackExtension extend_pack(const fs::path& file, std::span<const fs::path> files) {
  const fs::path real = fs::weakly_canonical(fs::absolute(file));
  check_target(real);
  const WriteLock lock(real, 0);
  Extension extension(real);
  std::vector<fs::path> others;
  for (const fs::path& each : files) {
    std::error_code none;
    if (!fs::equivalent(each, real, none)) others.push_back(each);
  }
  for (std::size_t i = 0; i < others.size(); i += files_at_once) {
    const auto left = std::span<const fs::path>(others).subspan(i);
    extension.add_files(left.first(std::min(files_at_once, left.size())));
  }
  return extension.finish();
}

}  // namespace steelyard::results
