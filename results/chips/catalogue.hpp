#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "results/chips/chip.hpp"

namespace steelyard::results {

/// The chips this program knows, one YAML file each, named after its id.
///
///     const auto catalogue = Catalogue::load("results/chips");
///     catalogue.find("zhenwu-810e").id;  // "alibaba-zhenwu-810e"
class Catalogue {
 public:
  /// Reads every *.yaml of a folder. Throws DataError: no such folder, no file in it, more than
  /// 1,000, a malformed one, a file that is not named after its id, or two chips of the same id.
  static Catalogue load(const std::filesystem::path& folder);
  /// Takes chips as they are, sorted by id. Throws DataError for an id that occurs twice.
  explicit Catalogue(std::vector<Chip> chips);

  /// The chip a person means: its id (with or without the vendor), name or alias, or the beginning
  /// of one from a word on, if only one chip fits. Case and punctuation do not matter. A whole name
  /// beats a beginning. Throws UsageError: several fit (named), or none does (the nearest is
  /// named).
  const Chip& find(std::string_view text) const;

  /// The chip whose id, name or alias is exactly this, apart from case and punctuation; null if
  /// there is none or several. For names from files, where a guess would give a wrong peak.
  const Chip* find_exact(std::string_view text) const;

  /// Sorted by id.
  std::span<const Chip> chips() const { return chips_; }

 private:
  std::vector<Chip> chips_;
};

}  // namespace steelyard::results
