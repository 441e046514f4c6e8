#pragma once

#include <string>
#include <string_view>

namespace steelyard {

/// `text` on one line, safe to print: control characters, invalid UTF-8 and characters that reorder
/// text or hide (bidirectional marks, zero-width characters) appear as \x1b or \u202e. For whatever
/// comes from a file and is shown to people, errors included.
std::string plain(std::string_view text);

}  // namespace steelyard
