#include "results/verdicts/comparability.hpp"

#include <fmt/format.h>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"

namespace steelyard::results {
namespace {

/// The name of a case whatever the value of a parameter.
std::string without(const std::string& name, std::string_view parameter) {
  try {
    CaseSpec spec = parse_case(name);
    std::erase_if(spec.parameters, [&](const auto& each) { return each.first == parameter; });
    return to_string(spec);
  } catch (const UsageError&) {
    return name;
  }
}

/// A case that names none is pipelined.
std::string mode_of(const CaseRecord& record) {
  return parse_case(record.name).find("mode").value_or("pipelined");
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
  const std::string any_ranks = without(record.name, "ranks");
  const std::string any_mode = without(record.name, "mode");
  for (const CaseRecord& each : other.cases) {
    if (without(each.name, "ranks") == any_ranks) {
      return fmt::format("measured over {} ranks here and {} there", record.ranks, each.ranks);
    }
    if (without(each.name, "mode") == any_mode) {
      return fmt::format("measured in mode {} here and {} there", mode_of(record), mode_of(each));
    }
  }
  return "only one of the two runs has this case";
}

std::string why_other_scale(const CaseRecord& record, int nodes, int other_nodes) {
  const bool known = nodes > 0 && other_nodes > 0;
  if (record.work.message_bytes <= 0 || !known || nodes == other_nodes) return "";
  return fmt::format("measured over {} nodes here and {} there", nodes, other_nodes);
}

}  // namespace steelyard::results
