#pragma once

#include "results/import/reading.hpp"

namespace steelyard::results::import {

/// mamf-finder of ml-engineering, see format.hpp.
bool is_mamf_finder(std::string_view text);
Reading read_mamf_finder(std::string_view text, const Hints& hints);

}  // namespace steelyard::results::import
