#pragma once

#include <string>

#include "harness/app/command.hpp"
#include "results/chips/catalogue.hpp"
#include "results/verdicts/ranking.hpp"

/// `steelyard rank --html FILE`; page_option.hpp has the option.
namespace steelyard::app {

/// Writes the page of a ranking, whose run files are read again for what no ranking keeps, one
/// after the other. Returns one line that says where it is. Throws as read_run() and write_page()
/// do.
std::string write_rank_page(const Arguments& arguments, const results::Ranking& ranking,
                            const results::Catalogue& catalogue);

}  // namespace steelyard::app
