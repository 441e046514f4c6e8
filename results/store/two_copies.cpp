#include "results/store/two_copies.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "harness/core/error.hpp"
#include "results/store/descriptor.hpp"

namespace steelyard::results {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, std::string_view what) {
  throw StoreError(fmt::format("The run file '{}' cannot be written: {} ({}).", file.string(), what,
                               std::strerror(errno)));
}

/// Waits until the content of a file or folder is on the disk.
void sync(const std::filesystem::path& file, const std::filesystem::path& what) {
  const Descriptor descriptor(what, O_RDONLY);
  if (descriptor.get() < 0) fail(file, "a part of it cannot be opened");
  // Some network file systems cannot sync a folder and say EINVAL; then rename is as far as it
  // goes.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) fail(file, "it cannot be synced");
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
  sync(file_, next);
  ::unlink(last.c_str());
  // Without hard links (some file systems have none) the old copy is lost, and made anew later.
  has_next_ = ::link(file_.c_str(), last.c_str()) == 0;
  if (std::rename(next.c_str(), file_.c_str()) != 0) fail(file_, "it cannot be renamed");
  if (has_next_) has_next_ = std::rename(last.c_str(), next.c_str()) == 0;
  sync(file_, file_.parent_path());
}

void TwoCopies::apply(Change change) {
  if (failed_) {
    throw StoreError(
        fmt::format("The run file '{}' takes no more data, since writing to it failed before.",
                    file_.string()));
  }
  failed_ = true;
  const auto next = beside(".next");
  if (!next_is_usable()) {
    std::error_code error;
    std::filesystem::remove(next, error);
    std::filesystem::copy_file(file_, next, error);
    if (error) {
      throw StoreError(fmt::format("The run file '{}' cannot be written: it cannot be copied ({}).",
                                   file_.string(), error.message()));
    }
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
  missing_ = std::move(change);
  failed_ = false;
}

void TwoCopies::remove_side_files() noexcept {
  ::unlink(beside(".next").c_str());
  ::unlink(beside(".last").c_str());
}

}  // namespace steelyard::results
