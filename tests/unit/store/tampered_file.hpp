#pragma once

#include <filesystem>
#include <string>

#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results::testing {

/// A run small enough to be damaged thousands of times.
RunRecord small_run();

/// What reading the file ends in: the message of its DataError, or "read".
std::string reading(const std::filesystem::path& file);

}  // namespace steelyard::results::testing
