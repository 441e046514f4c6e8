#include "results/chips/catalogue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <system_error>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "harness/core/suggestion.hpp"

namespace steelyard::results {
namespace {

constexpr std::size_t most_files = 1'000;
constexpr std::size_t longest_candidates = 8;

bool is_word_character(char c) {
  // Bytes above 127 are parts of letters of other alphabets.
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) > 127;
}

/// Lower case, without punctuation.
std::string squeezed(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (is_word_character(c)) {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return letters;
}

/// What follows each start of a word in `text`, squeezed: "MTT S4000" -> "mtts4000", "s4000".
std::vector<std::string> tails(std::string_view text) {
  std::vector<std::string> all;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool part = is_word_character(text[i]);
    if (part && !inside) all.push_back(squeezed(text.substr(i)));
    inside = part;
  }
  return all;
}

std::vector<std::string> names_of(const Chip& chip) {
  std::vector<std::string> names{chip.id, chip.name};
  const std::size_t dash = chip.id.find('-');
  if (dash != std::string::npos) names.push_back(chip.id.substr(dash + 1));
  names.insert(names.end(), chip.aliases.begin(), chip.aliases.end());
  return names;
}

bool has_name(const Chip& chip, const std::string& wanted) {
  const auto names = names_of(chip);
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& each) { return squeezed(each) == wanted; });
}

bool has_beginning(const Chip& chip, const std::string& wanted) {
  for (const std::string& each : names_of(chip)) {
    for (const std::string& tail : tails(each)) {
      if (tail.starts_with(wanted)) return true;
    }
  }
  return false;
}

template <typename Predicate>
std::vector<const Chip*> select(std::span<const Chip> chips, Predicate fits) {
  std::vector<const Chip*> found;
  for (const Chip& chip : chips) {
    if (fits(chip)) found.push_back(&chip);
  }
  return found;
}

[[noreturn]] void throw_ambiguous(std::string_view text, const std::vector<const Chip*>& found) {
  std::vector<std::string> ids;
  for (const Chip* chip : found) ids.push_back(plain(chip->id));
  const std::size_t shown = std::min(ids.size(), longest_candidates);
  const std::string more =
      shown < ids.size() ? fmt::format(" and {} more", ids.size() - shown) : std::string();
  throw UsageError(fmt::format("'{}' fits several chips: {}{}; write one of these.", plain(text),
                               fmt::join(ids.begin(), ids.begin() + shown, ", "), more));
}

[[noreturn]] void throw_unknown(std::string_view text, std::span<const Chip> chips) {
  std::vector<std::string> valid;
  for (const Chip& chip : chips) {
    const auto names = names_of(chip);
    valid.insert(valid.end(), names.begin(), names.end());
  }
  throw UsageError(unknown_name("chip", text, valid));
}

}  // namespace

Catalogue::Catalogue(std::vector<Chip> chips) : chips_(std::move(chips)) {
  std::sort(chips_.begin(), chips_.end(), [](const Chip& a, const Chip& b) { return a.id < b.id; });
  const auto twice = std::adjacent_find(chips_.begin(), chips_.end(),
                                        [](const Chip& a, const Chip& b) { return a.id == b.id; });
  if (twice != chips_.end()) {
    throw DataError(fmt::format("the chip '{}' is in the catalogue twice.", plain(twice->id)));
  }
}

Catalogue Catalogue::load(const std::filesystem::path& folder) {
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    if (files.size() > most_files) {
      throw DataError(fmt::format("{}: more than {} chips.", folder.string(), most_files));
    }
  }
  if (failure || files.empty()) {
    throw DataError(fmt::format("{}: no chip catalogue (*.yaml) is here.", folder.string()));
  }
  std::sort(files.begin(), files.end());
  std::vector<Chip> chips;
  for (const auto& file : files) {
    const YamlNode root = read_yaml_file(file);
    chips.push_back(parse_chip(root));
    if (chips.back().id != file.stem()) {
      root.at("id").fail("the file must be named after the id, ID.yaml.");
    }
  }
  return Catalogue(std::move(chips));
}

const Chip* Catalogue::find_exact(std::string_view text) const {
  const std::string wanted = squeezed(text);
  if (wanted.empty()) return nullptr;
  const auto found = select(chips_, [&](const Chip& chip) { return has_name(chip, wanted); });
  return found.size() == 1 ? found.front() : nullptr;
}

const Chip& Catalogue::find(std::string_view text) const {
  const std::string wanted = squeezed(text);
  if (wanted.empty()) throw_unknown(text, chips_);
  auto found = select(chips_, [&](const Chip& chip) { return has_name(chip, wanted); });
  if (found.empty()) {
    found = select(chips_, [&](const Chip& chip) { return has_beginning(chip, wanted); });
  }
  if (found.empty()) throw_unknown(text, chips_);
  if (found.size() > 1) throw_ambiguous(text, found);
  return *found.front();
}

}  // namespace steelyard::results
