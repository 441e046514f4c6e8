#include "harness/app/rank_page.hpp"

#include "harness/app/page_option.hpp"
#include "results/report/page/page_input.hpp"
#include "results/report/page/page_text.hpp"
#include "results/store/run_file.hpp"

namespace steelyard::app {

namespace page = results::page;

std::string write_rank_page(const Arguments& arguments, const results::Ranking& ranking,
                            const results::Catalogue& catalogue) {
  std::vector<page::RunDetails> runs;
  for (const results::RankedChip& chip : ranking.chips) {
    for (const results::RankedRun& run : chip.runs) {
      runs.push_back(page::run_details({run.file, results::read_run(run.file)}));
    }
  }
  const page::PageInput input(ranking, catalogue, std::move(runs));
  return write_page_with(arguments, page::page_document(input));
}

}  // namespace steelyard::app
