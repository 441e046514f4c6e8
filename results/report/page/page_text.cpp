#include "results/report/page/page_text.hpp"

#include "harness/core/error.hpp"
#include "results/report/page/details_json.hpp"
#include "results/report/page/script_document.hpp"
#include "results/report/rank_json.hpp"

namespace steelyard::results::page {

std::string page_document(const PageInput& input) {
  return script_document("{\"ranking\":" + rank_json(input.ranking()) +
                         ",\"details\":" + details_json(input) + "}");
}

std::string page_text(std::string_view page, std::string_view document) {
  const std::size_t at = page.find(report_token);
  if (at == std::string_view::npos ||
      page.find(report_token, at + report_token.size()) != std::string_view::npos) {
    throw StoreError(
        "The page that this program was built with has no single place for a report; build it "
        "anew.");
  }
  std::string text;
  text.reserve(page.size() + document.size());
  text += page.substr(0, at);
  text += document;
  text += page.substr(at + report_token.size());
  return text;
}

}  // namespace steelyard::results::page
