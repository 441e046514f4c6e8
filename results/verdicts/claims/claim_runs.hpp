#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/claims/claim.hpp"
#include "results/verdicts/claims/claim_verdict.hpp"
#include "results/verdicts/summarised_run.hpp"

/// Which files speak to a claim, and for which side.
namespace steelyard::results {

/// Runs of one kind of hardware that are pooled. Empty where there is none.
struct ClaimSide {
  std::vector<std::size_t> runs;  ///< indices into the runs given
  Origin origin = Origin::measured;
  int ranks = 0;
};

struct ClaimRuns {
  ClaimSide chip;
  ClaimSide to;
  ClaimSide both;                ///< of a cluster of both; for `mixed` alone
  double share = 0;              ///< of the chip among the devices of `both`
  std::vector<ClaimFile> files;  ///< every file of the two chips
};

/// Of each side the runs that agree in origin, backend, ranks, nodes and label. Measured ones go
/// first; then sides with the same number of ranks; then as many runs as can be had on each. Runs
/// of a test double are listed and never taken. A claim about a whole system takes runs on all of
/// its devices: of the system, or of a chip that its row of the catalogue names as related, with as
/// many ranks as it has chips or a multiple.
ClaimRuns choose_runs(const Claim& claim, std::span<const SummarisedRun> runs,
                      const Catalogue& catalogue);

}  // namespace steelyard::results
