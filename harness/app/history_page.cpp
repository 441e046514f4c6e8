#include "harness/app/history_page.hpp"

#include <cstdio>

#include "harness/app/page_option.hpp"
#include "results/report/history/history_page.hpp"

namespace steelyard::app {

void write_history_page(const Arguments& arguments, const results::History& history) {
  if (!asks_for_page(arguments)) return;
  std::fputs(write_page_with(arguments, results::history_page_document(history)).c_str(), stderr);
}

}  // namespace steelyard::app
