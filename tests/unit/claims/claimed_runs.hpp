#pragma once

#include <string>
#include <utility>
#include <vector>

#include "results/claims/claim.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// Runs and claims made by hand, for tests of verdicts.
namespace steelyard::results::test {

/// Acme One and Acme Two, and systems of 4 and 2 of them.
inline const Catalogue& acme_chips() {
  static const Catalogue catalogue = [] {
    Chip four = round_chip("acme-pod", "Pod");
    four.chips_per_system = 4;
    four.related_ids = {"acme-one"};
    Chip two = round_chip("acme-pair", "Pair");
    two.chips_per_system = 2;
    two.related_ids = {"acme-two"};
    return Catalogue({round_chip(), round_chip("acme-two", "Two"), four, two});
  }();
  return catalogue;
}

inline Claim acme_claim(Metric metric = {MetricKind::group, "square"}) {
  Claim claim;
  claim.id = "one-as-two";
  claim.chip = "acme-one";
  claim.to = "acme-two";
  claim.metric = std::move(metric);
  claim.runs = 1;
  claim.source = {"An article", "https://example.org/", "2026-01"};
  return claim;
}

/// As many ranks on devices of each chip named.
inline void set_devices(NamedRun& run, const std::vector<std::string>& chip_ids) {
  auto& ranks = run.run.info.environment.ranks;
  ranks.clear();
  for (const std::string& id : chip_ids) {
    ranks.push_back(rank_info(static_cast<int>(ranks.size()), id, id));
  }
}

/// A run with two multiplications of the group `square` that take `seconds` and twice that, at
/// rates that the chips' peaks allow.
inline NamedRun acme_run(const std::string& file, const std::string& chip_id, double seconds,
                         Origin origin = Origin::measured) {
  NamedRun run =
      named_run(file, chip_id,
                {matmul_case("bf16", 1024, seconds), matmul_case("bf16", 2048, seconds)}, chip_id);
  run.run.info.origin = origin;
  return run;
}

}  // namespace steelyard::results::test
