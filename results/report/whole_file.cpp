#include "results/report/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const char* step, int code) {
  throw StoreError(fmt::format("'{}' could not be {}: {}. The report was not written.",
                               file.string(), step, std::generic_category().message(code)));
}

/// A file of its own beside the report, removed unless it took the report's place.
class Beside {
 public:
  explicit Beside(const fs::path& file) : name_(file.string() + ".XXXXXX") {
    descriptor_ = ::mkstemp(name_.data());
    if (descriptor_ < 0) fail(file, "written beside its place", errno);
  }
  ~Beside() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!moved_) ::unlink(name_.c_str());
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(name_, "written", errno);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor_) != 0) fail(name_, "brought to the disk", errno);
  }

  /// With the rights that a new file of this process has; mkstemp() gives them to the owner alone.
  void move_to(const fs::path& file) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(descriptor_, 0666 & ~mask) != 0) fail(name_, "made readable", errno);
    if (::rename(name_.c_str(), file.c_str()) != 0) fail(file, "put in its place", errno);
    moved_ = true;
  }

 private:
  std::string name_;
  int descriptor_ = -1;
  bool moved_ = false;
};

}  // namespace

void check_folder_of(const fs::path& file) {
  std::error_code ignored;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    throw UsageError(fmt::format("There is no folder '{}' to write '{}' to; make it first.",
                                 folder.string(), file.filename().string()));
  }
}

std::string beginning_of(const fs::path& file, std::size_t bytes) {
  std::string beginning(bytes, '\0');
  std::ifstream(file, std::ios::binary)
      .read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  return beginning;
}

void check_report_place(const fs::path& file) {
  check_folder_of(file);
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return;
  if (!fs::is_regular_file(file, ignored) || beginning_of(file, 4) == "\x89HDF") {
    throw UsageError(
        fmt::format("'{}' is there and is a run file or no plain file, so it is not overwritten; "
                    "name another file for the report.",
                    file.string()));
  }
}

void write_whole(const fs::path& file, std::string_view text) {
  Beside beside(file);
  beside.write(text);
  beside.move_to(file);
}

}  // namespace steelyard::results
