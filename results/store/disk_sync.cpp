#include "results/store/disk_sync.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "harness/core/error.hpp"
#include "results/store/descriptor.hpp"

namespace steelyard::results {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* kind, const char* why) {
  throw StoreError(fmt::format("The {} '{}' cannot be written: {} ({}).", kind, file.string(), why,
                               std::strerror(errno)));
}

}  // namespace

void sync_to_disk(const std::filesystem::path& what, const std::filesystem::path& file,
                  const char* kind) {
  const Descriptor descriptor(what, O_RDONLY);
  if (descriptor.get() < 0) fail(file, kind, "a part of it cannot be opened");
  // Some network file systems cannot sync a folder and say EINVAL; then rename is as far as it
  // goes.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) fail(file, kind, "it cannot be synced");
}

void put_in_place(const std::filesystem::path& next, const std::filesystem::path& file,
                  const char* kind) {
  sync_to_disk(next, file, kind);
  if (std::rename(next.c_str(), file.c_str()) != 0) fail(file, kind, "it cannot be renamed");
  sync_to_disk(file.parent_path(), file, kind);
}

}  // namespace steelyard::results
