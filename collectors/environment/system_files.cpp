#include "collectors/environment/system_files.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

namespace steelyard::collectors {
namespace {

std::string trimmed(const std::string& text) {
  constexpr const char* blanks = " \t\r\n\"";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::string> read_text(const std::filesystem::path& file) {
  constexpr std::size_t most = 4u << 20;
  std::ifstream in(file, std::ios::binary);
  std::string text(most, '\0');
  in.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return unless_empty(text);
}

std::optional<std::string> read_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return unless_empty(trimmed(line));
}

std::optional<std::string> value_in(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t separator = line.find_first_of(":=");
    if (separator == std::string::npos || trimmed(line.substr(0, separator)) != key) continue;
    return unless_empty(trimmed(line.substr(separator + 1)));
  }
  return std::nullopt;
}

std::optional<std::uint64_t> whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

void note(Facts& facts, const std::string& name, const std::optional<std::string>& value) {
  if (value) facts[name] = *value;
}

}  // namespace steelyard::collectors
