#pragma once

#include <string>
#include <string_view>

/// What a suite's text may be made of, before anybody looks at its meaning.
namespace steelyard::run {

/// Throws DataError with line and column if the text is above 1 MiB, is not UTF-8 or holds a
/// control character other than a line break and a tab.
void check_suite_text(std::string_view text, const std::string& origin);

/// True if one of the characters is a control character other than a line break: C0, DEL, or C1 as
/// UTF-8 writes it.
bool has_control_characters(std::string_view text);

/// One or more of [A-Za-z0-9_.-]: what a case name may hold.
bool is_word(std::string_view text);

/// Short enough and harmless enough to be quoted in a message.
std::string shown(std::string_view text);

}  // namespace steelyard::run
