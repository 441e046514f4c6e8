#include "harness/core/suggestion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <limits>

namespace steelyard {
namespace {

/// No valid name is longer; what is longer comes from a mistake and is cut before it costs time or
/// fills the screen.
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_list = 12;

std::string folded(std::string_view text) {
  std::string lower(text.substr(0, longest_name));
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours
/// cost 1 each (Damerau 1964), so that `bf61` is one slip away from `bf16`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

/// For printing between quotes: cut, and without control characters.
std::string quotable(std::string_view text) {
  std::string shown(text.substr(0, longest_name));
  for (char& c : shown) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = '?';
  }
  return text.size() > longest_name ? shown + "..." : shown;
}

}  // namespace

std::string nearest(std::string_view wrong, std::span<const std::string> valid) {
  const std::string wanted = folded(wrong);
  std::string best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (const std::string& candidate : valid) {
    const std::size_t distance = edit_distance(wanted, folded(candidate));
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string unknown_name(std::string_view kind, std::string_view wrong,
                         std::span<const std::string> valid) {
  const std::string head = fmt::format("unknown {} '{}'", kind, quotable(wrong));
  if (valid.empty()) return head + ".";
  const std::string question = fmt::format("{}; did you mean '{}'?", head, nearest(wrong, valid));
  if (valid.size() > longest_list) return question;
  return fmt::format("{} Valid: {}.", question, fmt::join(valid, ", "));
}

}  // namespace steelyard
