#include "results/report/gate/gate_markdown.hpp"

#include <fmt/format.h>

#include "results/report/gate/gate_text.hpp"
#include "results/report/markdown.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"

namespace steelyard::results {
namespace {

std::string row(const GatedCase& gated) {
  const bool known = gated.degrees > 0;
  const std::string ratio = !gated.ratio ? ""
                            : known      ? ratio_text(*gated.ratio)
                                         : ratio_text(gated.ratio->point);
  const std::string carrier = sentence(gated.carried_by);
  const std::string both = gated.reason.empty() || carrier.empty() ? "" : "; ";
  return markdown_row({std::string(name(gated.verdict)), markdown(gated.name), markdown(ratio),
                       known ? fmt::format("{:.2g}", gated.p_value) : "",
                       gated.detectable > 0 ? percent(gated.detectable) : "",
                       markdown(gated.reason + both + carrier)});
}

std::string table(const std::string& rows, const Metric& metric) {
  if (rows.empty()) return "";
  return "\n" +
         markdown_head({"verdict", "case", ratio_word(metric), "p", "detectable", "reason"}) + rows;
}

}  // namespace

std::string gate_markdown(const GateResult& result, bool all) {
  std::string out = fmt::format("**{}**\n", gate_headline(result));
  if (result.ratio) {
    const bool known = result.ratio->low < result.ratio->high;
    out +=
        fmt::format("\nAll cases together: {}\n",
                    markdown(known ? ratio_text(*result.ratio) : ratio_text(result.ratio->point)));
  }
  if (!result.baseline.empty()) out += "\nBaseline: " + markdown(result.baseline) + "\n";
  if (!result.noise.empty()) out += "\nSpread between runs: " + markdown(result.noise) + "\n";
  if (result.again) out += "\n" + markdown(gate_again(result)) + "\n";
  out += markdown_list("Changed between the two sides", result.changes);
  out += markdown_list("Unlike, and allowed", result.allowed);
  std::string rows;
  std::string passes;
  for (const GateVerdict verdict : gravest_first) {
    for (const GatedCase* each : cases_with(result, verdict)) {
      (verdict == GateVerdict::pass ? passes : rows) += row(*each);
    }
  }
  out += table(rows, *result.metric);
  if (all && !passes.empty())
    out += "\n" + markdown_details("Passed", table(passes, *result.metric));
  return out;
}

}  // namespace steelyard::results
