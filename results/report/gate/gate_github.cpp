#include "results/report/gate/gate_github.hpp"

#include <fmt/format.h>

#include <array>

#include "harness/core/plain.hpp"
#include "results/report/ci/workflow_commands.hpp"
#include "results/report/gate/gate_text.hpp"
#include "results/report/metric_words.hpp"

namespace steelyard::results {
namespace {

std::string command(std::string_view level, const GatedCase& gated, const Metric& metric) {
  std::string said = plain(gated.name) + "\n" + gate_numbers(gated, metric);
  if (!gated.reason.empty()) said += "\n" + plain(gated.reason);
  const std::string carrier = sentence(gated.carried_by);
  if (!carrier.empty()) said += "\n" + plain(carrier);
  return workflow_command(level,
                          fmt::format("steelyard: {}{}: {}", metric_prefix(metric, ' '),
                                      name(gated.verdict), plain(gated.name)),
                          said);
}

}  // namespace

std::string gate_github(const GateResult& result) {
  constexpr std::array told{GateVerdict::regressed, GateVerdict::failed, GateVerdict::missing,
                            GateVerdict::inconclusive};
  std::string out;
  for (const GateVerdict verdict : told) {
    const char* level = verdict == GateVerdict::inconclusive ? "warning" : "error";
    for (const GatedCase* each : cases_with(result, verdict))
      out += command(level, *each, *result.metric);
  }
  return out;
}

}  // namespace steelyard::results
