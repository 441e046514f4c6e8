#pragma once

#include <string>

#include "results/model/held_out.hpp"

namespace steelyard::results {

/// Two tables in Markdown, the median and the largest error of each, and the sources below. The
/// page docs/model.md holds it.
std::string held_out_text(const HeldOut& held_out);

}  // namespace steelyard::results
