#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace steelyard {

/// `word` as a POSIX shell must be given it to hand on exactly these characters: as it is where
/// nothing in it means anything to a shell, else in single quotes.
///
///     shell_word("out/run.h5");      // out/run.h5
///     shell_word("it's; rm -rf /");  // 'it'\''s; rm -rf /'
std::string shell_word(std::string_view word);

/// The words of a line that was made of shell_word()s with blanks between. Of another line, what a
/// shell without variables, substitutions and double quotes would make of it; a quote that does not
/// end takes the rest.
std::vector<std::string> shell_words(std::string_view line);

}  // namespace steelyard
