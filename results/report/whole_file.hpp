#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

/// Reports in files, each of them whole or not there.
namespace steelyard::results {

/// Throws UsageError if there is no folder to write `file` to.
void check_folder_of(const std::filesystem::path& file);

/// The first `bytes` bytes of a file, filled with zeros where it is shorter or cannot be read.
std::string beginning_of(const std::filesystem::path& file, std::size_t bytes);

/// Throws UsageError if the folder of `file` does not exist, or if there is something of that name
/// that no report may replace: a run file, a folder, a device. Earlier reports may be replaced.
void check_report_place(const std::filesystem::path& file);

/// Writes `text`: whole or not at all, by a file beside it that takes its place. What was there is
/// replaced, so check first. Throws StoreError with the system's own words if it cannot be written,
/// as on a full disk. Nothing is left behind then.
void write_whole(const std::filesystem::path& file, std::string_view text);

}  // namespace steelyard::results
