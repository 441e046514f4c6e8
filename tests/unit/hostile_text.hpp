#pragma once

#include <string>

namespace steelyard::results::test {

/// What nobody should call a case: line ends, commands, markup of every output, control characters,
/// bytes that are no UTF-8, text from right to left, and a code point that XML lacks.
inline const std::string hostile =
    "a\r\n::error::b,%<x y='\"'>&amp;]]>|`@c\\d/../\x1b[1m\xff\xE2\x80\xAE\xEF\xBF\xBF";

}  // namespace steelyard::results::test
