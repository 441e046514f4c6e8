#pragma once

#include <algorithm>
#include <climits>
#include <cstddef>

namespace steelyard::comm {

/// Most elements that one call of a library with `int` counts can take.
inline constexpr std::size_t largest_chunk = INT_MAX;

/// Calls `visit(offset, count)` for consecutive pieces of at most `limit` elements, in order, and
/// not at all for `total` = 0. Ranks that pass the same `total` and `limit` make the same calls, so
/// a collective may be called for each piece.
template <typename Visit>
void for_each_chunk(std::size_t total, Visit&& visit, std::size_t limit = largest_chunk) {
  for (std::size_t offset = 0; offset < total; offset += limit) {
    visit(offset, static_cast<int>(std::min(limit, total - offset)));
  }
}

}  // namespace steelyard::comm
