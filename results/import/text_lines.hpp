#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Other tools' output, line by line. Views point into the text that was given.
namespace steelyard::results::import {

struct Line {
  std::size_t number = 0;  ///< from 1
  std::string_view text;   ///< without blanks at its ends; at most longest_line bytes, rest dropped
};

inline constexpr std::size_t longest_line = 4096;

/// Cuts a text at line feeds and carriage returns (progress lines overwrite themselves with these),
/// skips empty lines and takes away what Open MPI's --tag-output puts in front: "[1,0]<stdout>:".
class TextLines {
 public:
  explicit TextLines(std::string_view text) : rest_(text) {}
  std::optional<Line> next();

 private:
  std::string_view rest_;
  std::size_t number_ = 1;
};

std::string_view trimmed(std::string_view text);
/// Separated by blanks.
std::vector<std::string_view> words(std::string_view text);
/// Separated by at least two blanks: titles of columns that have blanks inside.
std::vector<std::string_view> titles(std::string_view text);
bool contains(std::string_view text, std::string_view part);
/// What follows the first `key`, without blanks at its ends; nothing if `key` is not there.
std::optional<std::string_view> after(std::string_view text, std::string_view key);

/// The whole word as a finite number, or nothing.
std::optional<double> number(std::string_view word);
/// The whole word as digits, up to 2^53; or nothing.
std::optional<std::int64_t> whole_number(std::string_view word);
/// Digits at the start of `text`, blanks before them skipped.
std::optional<std::int64_t> leading_number(std::string_view text);
/// Half of the last digit that is printed: "12.34" -> 0.005, "1.2e+03" -> 50.
double half_of_last_digit(std::string_view printed);

}  // namespace steelyard::results::import
