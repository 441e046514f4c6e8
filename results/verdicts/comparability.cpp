#include "results/verdicts/comparability.hpp"

#include <fmt/format.h>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// The name of a case with any number of ranks.
std::string without_ranks(const std::string& name) {
  try {
    CaseSpec spec = parse_case(name);
    spec.set("ranks", "any");
    return to_string(spec);
  } catch (const UsageError&) {
    return name;
  }
}

/// Imports have no method version of this program.
bool is_imported(const CaseRecord& record) { return record.method_version == 0; }

std::string how_it_came(const CaseRecord& record) {
  if (is_imported(record)) return fmt::format("imported from '{}'", record.data_pattern);
  return fmt::format("measured by method version {}", record.method_version);
}

std::string how_it_differs(const CaseRecord& record, const CaseRecord& other) {
  if (is_imported(record) || is_imported(other)) {
    return fmt::format("{} here and {} there", how_it_came(record), how_it_came(other));
  }
  if (record.method_version != other.method_version) {
    return fmt::format("measured by method version {} here and {} there", record.method_version,
                       other.method_version);
  }
  if (record.data_pattern != other.data_pattern) {
    return fmt::format("measured with data '{}' here and '{}' there", record.data_pattern,
                       other.data_pattern);
  }
  return "of the same name, but with another case id";
}

}  // namespace

std::string why_not_comparable(const CaseRecord& record, const RunRecord& other) {
  for (const CaseRecord& each : other.cases) {
    if (each.name == record.name) return how_it_differs(record, each);
  }
  const std::string any_ranks = without_ranks(record.name);
  for (const CaseRecord& each : other.cases) {
    if (without_ranks(each.name) == any_ranks) {
      return fmt::format("measured over {} ranks here and {} there", record.ranks, each.ranks);
    }
  }
  return "only one of the two runs has this case";
}

}  // namespace steelyard::results
