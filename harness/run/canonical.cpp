#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/error.hpp"
#include "harness/core/suggestion.hpp"
#include "harness/run/workload.hpp"

namespace steelyard::run {
namespace {

std::string of_case(const CaseSpec& spec) {
  return fmt::format("In the case '{}': ", to_string(spec));
}

const Parameter* find(std::span<const Parameter> parameters, std::string_view wanted) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& each) { return each.name == wanted; });
  return found == parameters.end() ? nullptr : &*found;
}

void refuse_unknown_parameters(const Workload& workload, const CaseSpec& spec) {
  for (const auto& [given, value] : spec.parameters) {
    if (find(workload.parameters(), given) != nullptr) continue;
    std::vector<std::string> valid;
    for (const Parameter& each : workload.parameters()) valid.push_back(each.name);
    throw UsageError(of_case(spec) +
                     unknown_name(fmt::format("parameter of {}", workload.name()), given, valid));
  }
}

/// The number as the canonical name writes it, without leading zeros.
std::string checked_integer(const Parameter& parameter, const CaseSpec& spec) {
  const std::int64_t number = spec.integer(parameter.name);
  if (number < parameter.minimum || number > parameter.maximum) {
    throw UsageError(fmt::format("{}{}={} is out of range. Choose {} to {}.", of_case(spec),
                                 parameter.name, number, parameter.minimum, parameter.maximum));
  }
  return std::to_string(number);
}

std::string checked_choice(const Parameter& parameter, const CaseSpec& spec) {
  const std::string value = spec.text(parameter.name);
  const auto& choices = parameter.choices;
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
  throw UsageError(of_case(spec) + unknown_name(parameter.name, value, choices));
}

std::string checked(const Parameter& parameter, const CaseSpec& spec) {
  switch (parameter.kind) {
    case Parameter::Kind::integer:
    case Parameter::Kind::ranks:
      return checked_integer(parameter, spec);
    case Parameter::Kind::dtype:
    case Parameter::Kind::choice:
      return checked_choice(parameter, spec);
  }
  assertion_failed("the kind is an enumerator");
}

}  // namespace

CaseSpec canonical(const Workload& workload, const CaseSpec& spec, int ranks) {
  refuse_unknown_parameters(workload, spec);
  CaseSpec result;
  result.workload = workload.name();
  for (const Parameter& parameter : workload.parameters()) {
    const bool given = spec.find(parameter.name).has_value();
    if (!given && parameter.default_value) continue;
    if (!given && parameter.kind == Parameter::Kind::ranks) {
      result.set(parameter.name, std::to_string(ranks));
      continue;
    }
    const std::string value = checked(parameter, spec);
    if (value != parameter.default_value) result.set(parameter.name, value);
  }
  return result;
}

std::string value_of(const Workload& workload, const CaseSpec& spec, std::string_view parameter) {
  if (auto value = spec.find(parameter)) return *std::move(value);
  const Parameter* declared = find(workload.parameters(), parameter);
  STEELYARD_ASSERT(declared != nullptr);
  return declared->default_value ? *declared->default_value : spec.text(parameter);
}

std::string_view name(Timing timing) {
  switch (timing) {
    case Timing::device_events:
      return "device-events";
    case Timing::latency:
      return "latency";
    case Timing::pipelined:
      return "pipelined";
  }
  assertion_failed("the timing is an enumerator");
}

}  // namespace steelyard::run
