#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/store/pack.hpp"
#include "tests/unit/store/sample_run.hpp"

/// Runs for packs, and packs of them.
namespace steelyard::results::testing {

/// sample_run() with an id of its own.
RunRecord run_of(const std::string& uuid);

/// A run of three starts, in two environments.
RunRecord resumed_run(const std::string& uuid);

/// Writes each run to a file FOLDER/<uuid>.h5. Returns the names.
std::vector<std::filesystem::path> write_runs(const std::filesystem::path& folder,
                                              const std::vector<RunRecord>& runs);

/// A pack of two runs, one of them resumed, small enough to be damaged a thousand times.
void write_pack(const std::filesystem::path& pack, const std::filesystem::path& folder);

std::vector<PackedRun> read_all(const std::filesystem::path& pack,
                                PackParts parts = PackParts::whole);

}  // namespace steelyard::results::testing
