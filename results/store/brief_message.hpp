#pragma once

#include <functional>
#include <string_view>

#include "results/store/run_brief.hpp"

namespace steelyard::results {

/// A run in brief as bytes, like write_message() and from_message() of run_message.hpp.
void write_brief(const RunInBrief& brief, const std::function<void(std::string_view)>& tell);
RunInBrief brief_from(std::string_view message);

}  // namespace steelyard::results
