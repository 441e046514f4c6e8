#pragma once

#include <filesystem>
#include <vector>

namespace steelyard::app {

/// Folder of the files that come with the program: `../share/steelyard` beside its own folder, in
/// the build tree as in an installed one.
std::filesystem::path share_folder();

/// Where suites are looked for by name.
std::vector<std::filesystem::path> suite_folders();
std::filesystem::path chips_folder();
std::filesystem::path baselines_folder();
std::filesystem::path claims_folder();
std::filesystem::path profiles_folder();

}  // namespace steelyard::app
