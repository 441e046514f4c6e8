#include "harness/core/case_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/digest.hpp"
#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard {
namespace {

constexpr std::size_t longest_case = 4096;
constexpr std::int64_t largest_integer = std::int64_t{1} << 53;  // exact as a double

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

/// Reads a case from left to right and knows where it stands.
class CaseReader {
 public:
  explicit CaseReader(std::string_view text) : text_(text) {}

  bool at_end() const { return position_ == text_.size(); }

  std::string word(std::string_view what) {
    const std::size_t start = position_;
    while (!at_end() && is_word_character(text_[position_])) ++position_;
    if (position_ == start) fail(fmt::format("expected {}", what));
    return std::string(text_.substr(start, position_ - start));
  }

  void expect(char separator) {
    if (at_end() || text_[position_] != separator) fail(fmt::format("expected '{}'", separator));
    ++position_;
  }

  [[noreturn]] void fail(const std::string& problem) const {
    std::string shown(text_);
    for (char& c : shown) {
      if (c < 0x20 || c > 0x7e) c = '?';
    }
    throw UsageError(
        fmt::format("The case '{}' is malformed at character {}: {}. "
                    "Write it as matmul:dtype=bf16,m=512,n=512,k=512.",
                    shown, position_ + 1, problem));
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

std::optional<std::string> CaseSpec::find(std::string_view parameter) const {
  for (const auto& [name, value] : parameters) {
    if (name == parameter) return value;
  }
  return std::nullopt;
}

std::string CaseSpec::text(std::string_view parameter) const {
  if (auto value = find(parameter)) return *std::move(value);
  throw UsageError(fmt::format("The case '{}' lacks the parameter '{}'. Add {}=VALUE.",
                               to_string(*this), parameter, parameter));
}

std::int64_t CaseSpec::integer(std::string_view parameter) const {
  const std::string value = text(parameter);
  std::int64_t number = -1;
  const char* end = value.data() + value.size();
  const auto [stop, status] = std::from_chars(value.data(), end, number);
  if (status != std::errc() || stop != end || value[0] == '-' || number > largest_integer) {
    throw UsageError(fmt::format(
        "In the case '{}', {}={} is not a whole number from 0 to 2^53. Write it in digits only.",
        to_string(*this), parameter, value));
  }
  return number;
}

Dtype CaseSpec::dtype(std::string_view parameter) const {
  const std::string value = text(parameter);
  if (const auto known = parse_dtype(value)) return *known;
  std::vector<std::string> valid;
  for (const Dtype each : all_dtypes()) valid.emplace_back(name(each));
  throw UsageError(
      fmt::format("In the case '{}': {}", to_string(*this), unknown_name("dtype", value, valid)));
}

void CaseSpec::set(std::string_view parameter, std::string_view value) {
  const auto same = [&](const auto& entry) { return entry.first == parameter; };
  const auto found = std::find_if(parameters.begin(), parameters.end(), same);
  if (found != parameters.end()) {
    found->second = value;
  } else {
    parameters.emplace_back(parameter, value);
  }
}

CaseSpec parse_case(std::string_view text) {
  if (text.size() > longest_case) {
    throw UsageError(fmt::format("A case of {} characters is too long; the limit is {}.",
                                 text.size(), longest_case));
  }
  CaseReader reader(text);
  CaseSpec spec;
  spec.workload = reader.word("the name of a workload");
  char separator = ':';
  while (!reader.at_end()) {
    reader.expect(separator);
    std::string parameter = reader.word("the name of a parameter");
    if (spec.find(parameter)) {
      reader.fail(fmt::format("the parameter '{}' stands twice", parameter));
    }
    reader.expect('=');
    spec.parameters.emplace_back(std::move(parameter), reader.word("a value"));
    separator = ',';
  }
  return spec;
}

std::string to_string(const CaseSpec& spec) {
  std::string text = spec.workload;
  char separator = ':';
  for (const auto& [parameter, value] : spec.parameters) {
    text += fmt::format("{}{}={}", separator, parameter, value);
    separator = ',';
  }
  return text;
}

std::string case_id(std::string_view canonical_name, int method_version,
                    std::string_view data_pattern) {
  return sha256(fmt::format("{}\n{}\n{}", canonical_name, method_version, data_pattern))
      .substr(0, 16);
}

}  // namespace steelyard
