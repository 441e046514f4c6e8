#pragma once

#include <string>

#include "results/chips/catalogue.hpp"

namespace steelyard::results {

/// One line per chip: id, dense peaks, memory, link, power, status. `?` is unknown, `~` marks a
/// figure of low confidence.
std::string chips_text(const Catalogue& catalogue);

/// One chip in full: every figure with source, kind and confidence, conflicts, estimates,
/// published measurements.
std::string chip_text(const Chip& chip);

/// The same as JSON: an array of chips, or one chip. Keys are those of the catalogue's files.
std::string chips_json(const Catalogue& catalogue);
std::string chip_json(const Chip& chip);

}  // namespace steelyard::results
