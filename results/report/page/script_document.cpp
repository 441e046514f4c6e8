#include "results/report/page/script_document.hpp"

#include <nlohmann/json.hpp>

#include "harness/core/plain.hpp"

namespace steelyard::results::page {
namespace {

using Json = nlohmann::ordered_json;

/// Every string of a document as plain() has it.
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

std::string script_document(const std::string& json) {
  constexpr bool ascii = true;
  return for_script(made_plain(Json::parse(json)).dump(-1, ' ', ascii));
}

}  // namespace steelyard::results::page
