#pragma once

#include <string>
#include <vector>

/// GitLab's code quality report, of cases instead of source files.
namespace steelyard::results {

struct CodeQualityFinding {
  std::string case_id;
  std::string case_name;
  std::string check;     ///< the rule that it is a finding of, such as steelyard-gate-regressed
  std::string severity;  ///< info, minor, major, critical or blocker
  std::string cause;     ///< a sentence or numbers
};

/// A JSON list, empty if there are no findings. There is no source file; the path of a finding is
/// the case's name below `steelyard/`. Its fingerprint is made of check and case id, so it is the
/// same finding for as long as the case has it. Text may come from anybody.
std::string code_quality_json(const std::vector<CodeQualityFinding>& findings);

}  // namespace steelyard::results
