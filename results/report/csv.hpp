#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.
namespace steelyard::results {

/// A cell: plain() text, quoted where it must be. Text that a spreadsheet would take for a formula
/// (it begins with =, +, - or @) gets a ' in front. Not for numbers, which may be negative.
std::string csv_cell(std::string_view text);

/// The shortest text from which the same number is read; empty for what is no finite number.
std::string csv_number(double value);

/// Cells that are ready, with commas between and CR LF behind.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace steelyard::results
