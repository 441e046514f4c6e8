#pragma once

#include "results/import/reading.hpp"

namespace steelyard::results::import {

/// JSON of google/benchmark, see format.hpp.
bool is_google_benchmark(std::string_view text);
Reading read_google_benchmark(std::string_view text, const Hints& hints);

}  // namespace steelyard::results::import
