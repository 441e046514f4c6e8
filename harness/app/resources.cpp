#include "harness/app/resources.hpp"

namespace steelyard::app {

std::filesystem::path share_folder() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  return program.parent_path().parent_path() / "share" / "steelyard";
}

std::vector<std::filesystem::path> suite_folders() { return {share_folder() / "suites"}; }
std::filesystem::path chips_folder() { return share_folder() / "chips"; }
std::filesystem::path baselines_folder() { return share_folder() / "baselines"; }
std::filesystem::path claims_folder() { return share_folder() / "claims"; }
std::filesystem::path profiles_folder() { return share_folder() / "profiles"; }

}  // namespace steelyard::app
