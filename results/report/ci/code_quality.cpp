#include "results/report/ci/code_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/core/digest.hpp"
#include "harness/core/plain.hpp"

namespace steelyard::results {
namespace {

/// A relative path below one folder, whatever the name is.
std::string path_of(const std::string& case_name) {
  std::string file = plain(case_name);
  std::replace_if(
      file.begin(), file.end(), [](char c) { return c == '/' || c == '\\'; }, '_');
  return "steelyard/" + file;
}

}  // namespace

std::string code_quality_json(const std::vector<CodeQualityFinding>& findings) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const CodeQualityFinding& each : findings) {
    out.push_back({{"description", fmt::format("{}: {}", plain(each.case_name), plain(each.cause))},
                   {"check_name", each.check},
                   {"fingerprint", sha256(each.check + "\n" + each.case_id)},
                   {"severity", each.severity},
                   {"location", {{"path", path_of(each.case_name)}, {"lines", {{"begin", 1}}}}}});
  }
  return out.dump(2) + "\n";
}

}  // namespace steelyard::results
