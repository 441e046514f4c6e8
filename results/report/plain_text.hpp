#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/core/plain.hpp"

/// Text for a terminal or a log, laid out; plain() makes strings that may come from anybody safe.
namespace steelyard::results {

/// Characters (code points) of a UTF-8 text: the columns it takes, apart from wide scripts.
std::size_t columns(std::string_view text);

/// Filled with blanks to `width` columns; longer text stays as it is.
std::string padded(std::string_view text, std::size_t width);
std::string padded_left(std::string_view text, std::size_t width);

/// "\nTEXT\n----\n": the title of a section.
std::string heading(std::string_view text);

/// "1 case", "12 cases".
std::string counted(std::size_t number, std::string_view noun);

/// Breaks `text` at blanks into lines of at most `width` columns, each with `indent` blanks in
/// front and a line feed behind; lines after the first have `hanging` blanks more. A word longer
/// than a line is broken inside.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging = 0,
                    std::size_t width = 120);

}  // namespace steelyard::results
