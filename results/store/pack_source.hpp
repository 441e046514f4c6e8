#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "results/store/packed_run.hpp"

namespace steelyard::results {

/// A run to be packed, or a sentence why it cannot be read.
using PackableOrComplaint = std::variant<PackedRun, std::string>;

/// Run files as packs keep them, in their order, read by processes apart as read_run_summaries()
/// does. Of runs that are not finished only the facts are read. A file that is not what its digests
/// say has a complaint.
std::vector<PackableOrComplaint> read_runs_to_pack(std::span<const std::filesystem::path> files);

}  // namespace steelyard::results
