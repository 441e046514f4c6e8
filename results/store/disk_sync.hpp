#pragma once

#include <filesystem>

namespace steelyard::results {

/// Waits until the content of a file or folder is on the disk. Throws StoreError that says that
/// `file`, a `kind`, cannot be written.
void sync_to_disk(const std::filesystem::path& what, const std::filesystem::path& file,
                  const char* kind);

/// Puts a closed file in the place of `file`, in the same folder: all of it or, after a kill or a
/// power cut, nothing. Throws as above; `next` is left then.
void put_in_place(const std::filesystem::path& next, const std::filesystem::path& file,
                  const char* kind);

}  // namespace steelyard::results
