#pragma once

#include <span>
#include <string>

#include "results/model/modelled_ranking.hpp"

namespace steelyard::results {

/// A chip that could not be modelled.
struct NotModelled {
  std::string chip;  ///< id
  std::string missing;
};

/// What `steelyard model` prints: what was predicted for each chip and from which figures, one
/// table of scores by group, and the chips that are left out with what is missing. `runs` and
/// `groups` as in rank_by_group().
std::string modelled_text(std::span<const NamedRun> runs, std::size_t baseline,
                          std::span<const ModelledGroup> groups,
                          std::span<const NotModelled> missing);

}  // namespace steelyard::results
