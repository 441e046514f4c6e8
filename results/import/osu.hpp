#pragma once

#include "results/import/reading.hpp"

namespace steelyard::results::import {

/// OSU micro-benchmarks, see format.hpp.
bool is_osu(std::string_view text);
Reading read_osu(std::string_view text, const Hints& hints);

}  // namespace steelyard::results::import
