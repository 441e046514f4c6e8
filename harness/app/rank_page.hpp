#pragma once

#include <string>
#include <vector>

#include "harness/app/command.hpp"
#include "results/chips/catalogue.hpp"
#include "results/verdicts/ranking.hpp"

/// `steelyard rank --html FILE`.
namespace steelyard::app {

void describe_page_option(Options& options);

bool asks_for_page(const Arguments& arguments);

/// Before anything is read: throws UsageError if this program was built without the page.
void check_page_option(const Arguments& arguments);

/// Writes the page of a ranking of these run files, which are read again for what no ranking keeps,
/// one after the other. Returns one line that says where it is. Throws as read_run() and
/// write_page() do.
std::string write_rank_page(const Arguments& arguments, const results::Ranking& ranking,
                            const results::Catalogue& catalogue,
                            const std::vector<std::string>& files);

}  // namespace steelyard::app
