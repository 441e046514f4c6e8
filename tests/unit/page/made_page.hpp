#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "results/report/page/page_input.hpp"
#include "tests/unit/verdicts/run_builder.hpp"

/// Pages of runs made by hand.
namespace steelyard::results::page::test {

using namespace results::test;  // NOLINT(google-build-using-namespace): the builders of runs

/// Ranked against round_reference(), with round_chip() in the catalogue.
struct MadePage {
  Catalogue catalogue;
  Ranking ranking;
  PageInput input;
};

inline std::vector<RunDetails> details_of(const std::vector<NamedRun>& runs) {
  std::vector<RunDetails> details;
  for (const NamedRun& run : runs) details.push_back(run_details(run));
  return details;
}

inline std::unique_ptr<MadePage> made_page(const std::vector<NamedRun>& runs,
                                           const Chip& chip = round_chip()) {
  auto page = std::unique_ptr<MadePage>(
      new MadePage{Catalogue({chip}), {}, PageInput({}, Catalogue({}), {})});
  std::vector<SummarisedRun> summarised;
  for (const NamedRun& run : runs) summarised.push_back(summarise(run));
  page->ranking = rank(summarised, round_reference(), page->catalogue);
  page->input = PageInput(page->ranking, page->catalogue, details_of(runs));
  return page;
}

/// A run of `ranks` ranks on nodes of two each: node0 has ranks 0 and 1.
inline NamedRun run_on_nodes(const std::string& file, int ranks, std::vector<CaseRecord> cases) {
  NamedRun run = named_run(file, "Some CPU", std::move(cases));
  run.run.info.environment.ranks.clear();
  for (int rank = 0; rank < ranks; ++rank) {
    RankInfo info = rank_info(rank, "Some CPU");
    info.host = "node" + std::to_string(rank / 2);
    info.device = "cpu:" + std::to_string(rank % 2);
    run.run.info.environment.ranks.push_back(info);
  }
  return run;
}

}  // namespace steelyard::results::page::test
