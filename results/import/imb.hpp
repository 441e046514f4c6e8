#pragma once

#include "results/import/reading.hpp"

namespace steelyard::results::import {

/// IMB-MPI1 of the Intel MPI Benchmarks, see format.hpp.
bool is_imb(std::string_view text);
Reading read_imb(std::string_view text, const Hints& hints);

}  // namespace steelyard::results::import
