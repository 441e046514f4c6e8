#include "results/report/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "harness/core/plain.hpp"

namespace steelyard::results {

std::string csv_cell(std::string_view text) {
  std::string safe = plain(text);
  if (!safe.empty() && std::string_view("=+-@").find(safe[0]) != std::string_view::npos) {
    safe.insert(0, 1, '\'');
  }
  if (safe.find_first_of(",\"") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::string csv_line(const std::vector<std::string>& cells) {
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

}  // namespace steelyard::results
