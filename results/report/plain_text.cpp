#include "results/report/plain_text.hpp"

#include <algorithm>

namespace steelyard::results {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The first `width` columns of `text`, in bytes.
std::size_t bytes_of_columns(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  for (std::size_t column = 0; at < text.size() && column < width; ++column) {
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
  }
  return at;
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(text) + std::string(taken < width ? width - taken : 0, ' ');
}

std::string padded_left(std::string_view text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(taken < width ? width - taken : 0, ' ') + std::string(text);
}

std::string heading(std::string_view text) {
  return "\n" + std::string(text) + "\n" + std::string(columns(text), '-') + "\n";
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging,
                    std::size_t width) {
  std::string out;
  std::string line;
  const auto margin = [&] { return indent + (out.empty() ? 0 : hanging); };
  const auto room = [&] { return width - margin(); };
  const auto flush = [&] {
    out += std::string(margin(), ' ') + line + "\n";
    line.clear();
  };
  while (!text.empty()) {
    std::string_view word = text.substr(0, std::min(text.find(' '), text.size()));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!line.empty() && columns(line) + 1 + columns(word) > room()) flush();
    while (columns(word) > room()) {
      const std::size_t bytes = bytes_of_columns(word, room());
      line = word.substr(0, bytes);
      flush();
      word.remove_prefix(bytes);
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) flush();
  return out;
}

}  // namespace steelyard::results
