#include "results/report/history/history_page.hpp"

#include "results/report/history/history_json.hpp"
#include "results/report/page/script_document.hpp"

namespace steelyard::results {

std::string history_page_document(const History& history) {
  return page::script_document(history_columns_json(history));
}

}  // namespace steelyard::results
