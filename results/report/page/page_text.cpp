#include "results/report/page/page_text.hpp"

#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"
#include "harness/core/plain.hpp"
#include "results/report/page/details_json.hpp"
#include "results/report/rank_json.hpp"

namespace steelyard::results::page {
namespace {

using Json = nlohmann::ordered_json;

/// Every string of the document as plain() has it.
Json made_plain(const Json& value) {
  if (value.is_string()) return plain(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& each : value) out.push_back(made_plain(each));
    return out;
  }
  if (value.is_object()) {
    Json out = Json::object();
    for (const auto& [key, each] : value.items()) out[plain(key)] = made_plain(each);
    return out;
  }
  return value;
}

/// Of JSON in ASCII: nothing in it can end a script element or begin a comment.
std::string for_script(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<':
        out += "\\u003c";
        break;
      case '>':
        out += "\\u003e";
        break;
      case '&':
        out += "\\u0026";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string page_document(const PageInput& input) {
  const Json document{{"ranking", Json::parse(rank_json(input.ranking()))},
                      {"details", Json::parse(details_json(input))}};
  constexpr bool ascii = true;
  return for_script(made_plain(document).dump(-1, ' ', ascii));
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
