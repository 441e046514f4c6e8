#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/verdicts/ranking.hpp"

/// Modelled runs of many chips in one ranking. A score needs the same cases on every chip, and
/// among forty chips hardly a case is common to all: this one lacks bf16, that one has no links. So
/// each group of the suite is ranked by itself, over the chips that can run its most common case.
namespace steelyard::results {

struct LeftOut {
  std::size_t run = 0;  ///< index into the runs
  std::string reason;
};

struct ModelledGroup {
  std::string group;
  GroupRanking ranking;           ///< `chip` of a score is an index into the runs
  std::vector<LeftOut> left_out;  ///< chips that cannot run the case, and why
  std::string most_common;        ///< name of that case; "" if the baseline runs none
};

/// Ranks `runs` relative to the one at `baseline`, group by group in the order of that one.
std::vector<ModelledGroup> rank_by_group(std::span<const NamedRun> runs, std::size_t baseline,
                                         const Catalogue& catalogue);

}  // namespace steelyard::results
