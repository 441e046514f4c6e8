#include "harness/run/suite_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "harness/core/error.hpp"

namespace steelyard::run {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 20;
constexpr std::size_t longest_quote = 60;

/// Bytes of the UTF-8 character at the front of `text`, 0 if there is none (RFC 3629: no overlong
/// form, no surrogate, nothing above U+10FFFF).
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t bytes = lead < 0xc2   ? 0
                            : lead < 0xe0 ? 2
                            : lead < 0xf0 ? 3
                            : lead < 0xf5 ? 4
                                          : 0;
  if (bytes == 0 || text.size() < bytes) return 0;
  std::uint32_t code = lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3f);
  }
  if (bytes == 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) return 0;
  if (bytes == 4 && (code < 0x10000 || code > 0x10ffff)) return 0;
  return bytes;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return (first < 0x20 && first != '\n') || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

}  // namespace

void check_suite_text(std::string_view text, const std::string& origin) {
  std::size_t line = 1;
  std::size_t column = 1;
  const auto fail = [&](std::string_view problem) {
    throw DataError(fmt::format("{}:{}:{}: {}", origin, line, column, problem));
  };
  if (text.size() > longest_text) {
    fail(fmt::format("a suite may have {} bytes, this text has {}.", longest_text, text.size()));
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = character_bytes(text.substr(at));
    if (bytes == 0) fail("this is not UTF-8.");
    const std::string_view character = text.substr(at, bytes);
    const bool is_space = character == "\t" || character == "\r";
    if (is_control(character) && !is_space) fail("a control character is not allowed.");
    column = character == "\n" ? 1 : column + 1;
    line += character == "\n" ? 1 : 0;
    at += bytes;
  }
}

bool has_control_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = std::max<std::size_t>(1, character_bytes(text.substr(at)));
    if (is_control(text.substr(at, bytes))) return true;
    at += bytes;
  }
  return false;
}

bool is_word(std::string_view text) {
  const auto is_word_character = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_word_character);
}

std::string shown(std::string_view text) {
  if (text.size() <= longest_quote) return std::string(text);
  std::size_t end = longest_quote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace steelyard::run
