#include "results/import/text_lines.hpp"

#include <charconv>
#include <cmath>

namespace steelyard::results::import {
namespace {

constexpr std::string_view blanks = " \t";
constexpr std::int64_t most = std::int64_t{1} << 53;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "[1,0]<stdout>:# Using devices" -> "# Using devices".
std::string_view without_tag(std::string_view text) {
  if (!text.starts_with('[')) return text;
  const std::size_t end = text.find_first_not_of("0123456789,", 1);
  for (const std::string_view stream : {"]<stdout>:", "]<stderr>:"}) {
    if (end != std::string_view::npos && text.substr(end).starts_with(stream)) {
      return text.substr(end + stream.size());
    }
  }
  return text;
}

std::string_view take_digits(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  return text.substr(0, end);
}

}  // namespace

std::optional<Line> TextLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find_first_of("\r\n");
    const std::size_t line_number = number_;
    const std::string_view whole = rest_.substr(0, end);
    if (end == std::string_view::npos) {
      rest_ = {};
    } else {
      if (rest_[end] == '\n') ++number_;
      rest_.remove_prefix(end + 1);
    }
    const std::string_view text = trimmed(without_tag(whole.substr(0, longest_line)));
    if (!text.empty()) return Line{line_number, text};
  }
  return std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const std::size_t end = text.find_first_of(blanks);
    out.push_back(text.substr(0, end));
    text.remove_prefix(out.back().size());
  }
  return out;
}

std::vector<std::string_view> titles(std::string_view text) {
  std::vector<std::string_view> out;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    const std::size_t end = std::min(text.find("  "), text.find('\t'));
    out.push_back(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end, text.size()));
  }
  return out;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::optional<std::string_view> after(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  return trimmed(text.substr(at + key.size()));
}

std::optional<double> number(std::string_view word) {
  double value = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, value);
  if (error != std::errc{} || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> whole_number(std::string_view word) {
  std::int64_t value = 0;
  const char* end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, value);
  if (error != std::errc{} || stopped != end || value < 0 || value > most) return std::nullopt;
  return value;
}

std::optional<std::int64_t> leading_number(std::string_view text) {
  return whole_number(take_digits(trimmed(text)));
}

double half_of_last_digit(std::string_view printed) {
  const std::size_t exponent_at = printed.find_first_of("eE");
  const std::string_view mantissa = printed.substr(0, exponent_at);
  const std::size_t point = mantissa.find('.');
  double exponent = 0;
  if (point != std::string_view::npos) {
    exponent = -static_cast<double>(mantissa.size() - point - 1);
  }
  if (exponent_at != std::string_view::npos) {
    std::string_view digits = printed.substr(exponent_at + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    exponent += number(digits).value_or(0);
  }
  return 0.5 * std::pow(10, exponent);
}

}  // namespace steelyard::results::import
