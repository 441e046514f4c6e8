#pragma once

#include <optional>
#include <string_view>

namespace steelyard {

/// What became of a case. A failure is a row, never an absence.
enum class Outcome {
  passed,         ///< verified, and measured to the precision asked for
  failed,         ///< the result is wrong; the evidence is in the verification
  unstable,       ///< measured, but the precision was not reached; samples are kept
  skipped,        ///< not run, for the reason given (unsupported, does not fit, budget used up)
  out_of_memory,  ///< the device refused an allocation that the plan held possible
  timeout,        ///< did not end before its deadline
  error,          ///< a call failed, for the reason given
  implausible,    ///< faster than physics allows (docs/metrics.md)
  not_reached,    ///< the run ended first: its budget was used up, or it was killed
};

/// "passed", "out of memory", ...
std::string_view name(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view text);
/// passed, unstable and implausible carry samples that can be quoted.
bool has_samples(Outcome outcome);
/// The more serious of two, for ranks that saw different things:
/// timeout > error > out of memory > failed > skipped > not reached > implausible > unstable >
/// passed.
Outcome worse(Outcome a, Outcome b);

/// Where a number comes from. Carried by every number that is printed.
enum class Origin {
  measured,   ///< by this program, on the device named
  imported,   ///< by another tool, from its output
  published,  ///< a published measurement, with its source
  datasheet,  ///< a maker's figure or a bound made from one; never yields a verdict
  modelled,   ///< computed
  emulated,   ///< measured on a test double of a vendor's runtime
  reference,  ///< the shipped baseline: published and datasheet figures
};

std::string_view name(Origin origin);
std::optional<Origin> parse_origin(std::string_view text);

}  // namespace steelyard
