#pragma once

#include <filesystem>
#include <string_view>

namespace steelyard::results::page {

/// Throws UsageError if the folder of `file` does not exist, or if there is something of that name
/// that does not begin like an HTML page, such as a run file.
void check_place(const std::filesystem::path& file);

/// Writes a page: whole or not at all, by a file beside it that takes its place. An earlier page of
/// that name is replaced. Throws what check_place() does; StoreError with the system's own words if
/// it cannot be written, as on a full disk. Nothing is left behind then.
void write_page(const std::filesystem::path& file, std::string_view page);

}  // namespace steelyard::results::page
