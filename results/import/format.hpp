#pragma once

#include <span>
#include <string_view>

#include "results/import/reading.hpp"

namespace steelyard::results::import {

/// One kind of output. To add one, add a row to the table in format.cpp.
struct Format {
  std::string_view name;         ///< what --from takes
  std::string_view description;  ///< one line
  /// Looks for words that this format alone has.
  bool (*recognises)(std::string_view text);
  /// Throws DataError where the text cannot be of this format.
  Reading (*read)(std::string_view text, const Hints& hints);
};

/// In the order in which they are tried.
std::span<const Format> formats();

/// By name; throws UsageError naming the nearest.
const Format& find_format(std::string_view name);
/// By content; throws DataError naming all.
const Format& recognise(std::string_view text);

}  // namespace steelyard::results::import
