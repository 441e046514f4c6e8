#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace steelyard::results {

/// What a check of an audit came to.
enum class CheckResult {
  passed,
  failed,
  not_recorded,  ///< the file does not say; no failure, but nothing to lean on either
};
/// "passed", "failed", "not recorded".
std::string_view name(CheckResult result);

/// What a failed check means for the file.
enum class CheckWeight {
  decides,  ///< it is not fit to be published
  advises,  ///< it is, with this said beside its figures
};
/// "decides", "advises".
std::string_view name(CheckWeight weight);

/// One check of one file.
struct Finding {
  std::string check;  ///< a word or two, as docs/audit.md lists it
  CheckWeight weight = CheckWeight::decides;
  CheckResult result = CheckResult::passed;
  std::string sentence;            ///< what was found, with the numbers
  std::string remedy;              ///< what to do about it; empty if passed
  std::vector<std::string> named;  ///< cases, ranks or hosts that it failed for, all of them
};

/// Whether it keeps the file from being published.
inline bool is_fatal(const Finding& finding) {
  return finding.result == CheckResult::failed && finding.weight == CheckWeight::decides;
}

}  // namespace steelyard::results
