#include "results/store/two_copies.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/descriptor.hpp"
#include "results/store/disk_sync.hpp"

namespace steelyard::results {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view what) {
  throw StoreError(fmt::format("The run file '{}' cannot be written: {} ({}).", file.string(), what,
                               std::strerror(errno)));
}

/// Copies what `file` holds to `copy`, a new file. Not std::filesystem's: that calls a full disk an
/// input/output error.
void copy_content(const std::filesystem::path& file, const std::filesystem::path& copy) {
  const Descriptor from(file, O_RDONLY);
  const Descriptor to(copy, O_WRONLY | O_CREAT | O_TRUNC);
  struct stat status {};
  if (from.get() < 0 || to.get() < 0 || ::fstat(from.get(), &status) != 0) {
    fail(file, "it cannot be copied");
  }
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t done = ::sendfile(to.get(), from.get(), nullptr, static_cast<std::size_t>(left));
    if (done <= 0) fail(file, "it cannot be copied");
    left -= done;
  }
}

/// What somebody can do whose run ended since its file could not be written.
std::string remedy(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    return fmt::format(
        "There is no '{}' any more: its folder was removed, renamed or unmounted while the run "
        "went "
        "on. If the file is elsewhere, go on with it by --resume.",
        file.string());
  }
  return fmt::format(
      "What was announced is in the file. Once it can be written again, go on with `steelyard run "
      "--resume {}`.",
      file.string());
}

/// What happened, in a word where HDF5 has many, and what to do.
std::string with_remedy(const StoreError& error, const std::string& remedy) {
  const std::string what = error.what();
  const bool full = what.find(std::strerror(ENOSPC)) != std::string::npos;
  return fmt::format("{}{} {}", full ? "The disk is full. " : "", what, remedy);
}

std::filesystem::path real_path(const std::filesystem::path& file) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file));
}

void check_target(const std::filesystem::path& file, bool force) {
  std::error_code error;
  const auto folder = file.parent_path();
  if (!std::filesystem::is_directory(folder, error)) {
    throw StoreError(
        fmt::format("The run file '{}' cannot be written: there is no folder '{}'. Create it, or "
                    "choose another "
                    "place with --output.",
                    file.string(), folder.string()));
  }
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return;
  if (!std::filesystem::is_regular_file(status)) {
    throw StoreError(fmt::format("'{}' exists and is not a regular file.", file.string()));
  }
  if (!force) {
    throw UsageError(fmt::format(
        "'{}' exists and is not overwritten. Choose another name with --output, or give --force.",
        file.string()));
  }
}

}  // namespace

TwoCopies::TwoCopies(std::filesystem::path file, bool force, const Change& fill)
    : file_(real_path(file)) {
  check_target(file_, force);
  lock_.emplace(file_, 0);
  try {
    auto made = hdf5::File::create(beside(".next"));
    {
      auto root = made.root();
      fill(root);
    }
    made.close();
    put_in_place();
    // What FILE was before has nothing to do with this run.
    has_next_ = false;
  } catch (const StoreError& error) {
    remove_side_files();
    throw StoreError(with_remedy(
        error, "Nothing was measured yet. Make room, or choose another place with --output."));
  } catch (...) {
    remove_side_files();
    throw;
  }
}

TwoCopies::TwoCopies(std::filesystem::path file, double patience_seconds) : file_(real_path(file)) {
  lock_.emplace(file_, patience_seconds);
}

TwoCopies::~TwoCopies() { remove_side_files(); }

std::filesystem::path TwoCopies::beside(const char* ending) const {
  std::filesystem::path path = file_;
  return path += ending;
}

bool TwoCopies::next_is_usable() const {
  if (!has_next_) return false;
  // Somebody who began to read this copy while it was FILE keeps a lock on it. Leave it to them.
  const Descriptor descriptor(beside(".next"), O_RDWR);
  return descriptor.get() >= 0 && ::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0;
}

void TwoCopies::put_in_place() {
  const auto next = beside(".next");
  const auto last = beside(".last");
  sync_to_disk(next, file_, hdf5::run_file);
  ::unlink(last.c_str());
  // Without hard links (some file systems have none) the old copy is lost, and made anew later.
  has_next_ = ::link(file_.c_str(), last.c_str()) == 0;
  if (std::rename(next.c_str(), file_.c_str()) != 0) fail(file_, "it cannot be renamed");
  if (has_next_) has_next_ = std::rename(last.c_str(), next.c_str()) == 0;
  sync_to_disk(file_.parent_path(), file_, hdf5::run_file);
}

void TwoCopies::apply(Change change) {
  if (failed_) {
    throw StoreError(
        fmt::format("The run file '{}' takes no more data, since writing to it failed before.",
                    file_.string()));
  }
  failed_ = true;
  try {
    bring_in(change);
  } catch (const StoreError& error) {
    throw StoreError(with_remedy(error, remedy(file_)));
  }
  missing_ = std::move(change);
  failed_ = false;
}

void TwoCopies::bring_in(const Change& change) {
  const auto next = beside(".next");
  if (!next_is_usable()) {
    std::error_code ignored;
    std::filesystem::remove(next, ignored);
    copy_content(file_, next);
    missing_ = nullptr;
  }
  auto opened = hdf5::File::open_for_writing(next);
  {
    auto root = opened.root();
    if (missing_) missing_(root);
    change(root);
  }
  opened.close();
  put_in_place();
}

void TwoCopies::remove_side_files() noexcept {
  ::unlink(beside(".next").c_str());
  ::unlink(beside(".last").c_str());
}

}  // namespace steelyard::results
