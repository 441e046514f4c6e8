#include "results/report/page/page_input.hpp"

#include <algorithm>

namespace steelyard::results::page {

PageInput::PageInput(const Ranking& ranking, const Catalogue& catalogue,
                     std::vector<RunDetails> runs)
    : ranking_(&ranking), catalogue_(&catalogue) {
  for (std::size_t chip = 0; chip < ranking.chips.size(); ++chip) {
    const std::vector<RankedRun>& pooled = ranking.chips[chip].runs;
    for (std::size_t run = 0; run < pooled.size(); ++run) {
      const auto found = std::find_if(runs.begin(), runs.end(), [&](const RunDetails& each) {
        return each.name == pooled[run].file;
      });
      if (found != runs.end()) runs_.push_back({chip, run, std::move(*found)});
    }
  }
  for (std::size_t run = 0; run < runs_.size(); ++run) {
    const std::vector<CaseDetails>& cases = runs_[run].details.cases;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      cases_.emplace(std::pair{runs_[run].chip, cases[i].record.id}, Place{run, i});
    }
  }
}

const CaseDetails* PageInput::find(std::size_t chip, const std::string& case_id) const {
  const auto found = cases_.find({chip, case_id});
  if (found == cases_.end()) return nullptr;
  const auto [run, place] = found->second;
  return &runs_[run].details.cases[place];
}

const PlacedRun* PageInput::run_with(std::size_t chip, const std::string& case_id) const {
  const auto found = cases_.find({chip, case_id});
  return found == cases_.end() ? nullptr : &runs_[found->second.first];
}

const Chip* PageInput::catalogue_row(std::size_t chip) const {
  const std::string& id = ranking_->chips[chip].chip_id;
  return id.empty() ? nullptr : catalogue_->find_exact(id);
}

}  // namespace steelyard::results::page
