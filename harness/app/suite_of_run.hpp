#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/record.hpp"

namespace steelyard::app {

/// Canonical names of the cases that a file's own suite asks for, on as many ranks; nothing if that
/// is no suite that this program knows.
std::optional<std::vector<std::string>> cases_of_suite(const RunInfo& info);

}  // namespace steelyard::app
