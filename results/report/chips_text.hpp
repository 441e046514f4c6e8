#pragma once

#include <string>

#include "results/chips/catalogue.hpp"

namespace steelyard::results {

/// One line per chip: id, dense peaks, memory, link, power, status. `?` is unknown, `~` marks a
/// figure of low confidence.
std::string chips_text(const Catalogue& catalogue);

/// One chip in full: what to doubt first, every figure with unit, source, kind, confidence and
/// whether the source was read, prices with dates, what is not published, conflicts with their
/// resolution, estimates, published measurements, related chips.
std::string chip_text(const Chip& chip);

/// The same as JSON: an array of chips, or one chip. Keys are those of the catalogue's files.
std::string chips_json(const Catalogue& catalogue);
std::string chip_json(const Chip& chip);

/// As CSV: one row for everything that somebody says of a chip (docs/cli.md lists the columns).
std::string chips_csv(const Catalogue& catalogue);
std::string chip_csv(const Chip& chip);

/// As Markdown: the table of chips, or one chip with a table for each kind of row.
std::string chips_markdown(const Catalogue& catalogue);
std::string chip_markdown(const Chip& chip);

}  // namespace steelyard::results
