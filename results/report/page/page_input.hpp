#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/report/page/run_details.hpp"
#include "results/verdicts/ranking.hpp"

namespace steelyard::results::page {

/// A run, and where it stands in the ranking.
struct PlacedRun {
  std::size_t chip = 0;  ///< index into Ranking::chips
  std::size_t run = 0;   ///< index into RankedChip::runs
  RunDetails details;
};

/// What the parts of the page are made from: the ranking, and the runs that are in it, chip by
/// chip. The ranking and the catalogue must outlive it.
class PageInput {
 public:
  /// Runs that the ranking left out are left out here too.
  PageInput(const Ranking& ranking, const Catalogue& catalogue, std::vector<RunDetails> runs);

  const Ranking& ranking() const { return *ranking_; }
  const std::vector<PlacedRun>& runs() const { return runs_; }

  /// The case of a chip, from its first run that has it; null if none has.
  const CaseDetails* find(std::size_t chip, const std::string& case_id) const;
  /// The first run of a chip that has the case; null as above.
  const PlacedRun* run_with(std::size_t chip, const std::string& case_id) const;
  /// The catalogue's row that the ranking holds a chip's figures against; null if there is none.
  const Chip* catalogue_row(std::size_t chip) const;

 private:
  /// Of a case on a chip: the run, and the case in it.
  using Place = std::pair<std::size_t, std::size_t>;

  const Ranking* ranking_;
  const Catalogue* catalogue_;
  std::vector<PlacedRun> runs_;
  std::map<std::pair<std::size_t, std::string>, Place> cases_;
};

}  // namespace steelyard::results::page
