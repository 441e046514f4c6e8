#include <cmath>
#include <nlohmann/json.hpp>

#include "results/report/claims_text.hpp"

namespace steelyard::results {
namespace {

using nlohmann::ordered_json;

/// JSON has no infinity: a bound that is none is null.
ordered_json bound(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json as_json(const Claim& claim) {
  ordered_json json{{"id", claim.id},
                    {"chip", claim.chip},
                    {"metric", {{"kind", name(claim.metric.kind)}, {"of", claim.metric.of}}},
                    {"relation", name(claim.relation)},
                    {"to", claim.to}};
  if (claim.relation == Relation::comparable) {
    json["margin"] = claim.margin;
  } else {
    json["factor"] = claim.factor;
  }
  json["runs"] = claim.runs;
  json["dtype"] = name(claim.dtype);
  json["source"] = {
      {"title", claim.source.title}, {"url", claim.source.url}, {"date", claim.source.date}};
  json["quote"] = claim.quote;
  json["note"] = claim.note;
  return json;
}

ordered_json as_json(const ClaimNumbers& numbers) {
  return {{"ratio", numbers.ratio.point},
          {"interval", numbers.has_interval
                           ? ordered_json::array({numbers.ratio.low, numbers.ratio.high})
                           : ordered_json(nullptr)},
          {"confidence", claim_confidence},
          {"bounds", ordered_json::array({bound(numbers.low_bound), bound(numbers.high_bound)})},
          {"origin", name(numbers.origin)},
          {"chip_runs", numbers.chip_runs},
          {"to_runs", numbers.to_runs},
          {"counted", numbers.counted},
          {"left_out", numbers.left_out}};
}

ordered_json as_json(const DatasheetView& view) {
  ordered_json ratios = ordered_json::array();
  for (const DatasheetRatio& ratio : view.ratios) {
    ratios.push_back({{"what", ratio.what},
                      {"ratio", ratio.ratio()},
                      {"unit", ratio.unit},
                      {"chip",
                       {{"value", ratio.chip},
                        {"source", ratio.chip_source},
                        {"confidence", name(ratio.chip_confidence)}}},
                      {"to",
                       {{"value", ratio.to},
                        {"source", ratio.to_source},
                        {"confidence", name(ratio.to_confidence)}}}});
  }
  return {{"sentence", view.sentence}, {"ratios", ratios}, {"unknown", view.unknown}};
}

ordered_json as_json(const ClaimVerdict& verdict) {
  ordered_json files = ordered_json::array();
  for (const ClaimFile& file : verdict.files) {
    files.push_back({{"file", file.file},
                     {"chip", file.chip},
                     {"origin", name(file.origin)},
                     {"counts", file.counts},
                     {"why_not", file.why_not}});
  }
  return {{"claim", as_json(verdict.claim)},
          {"chip", verdict.chip},
          {"to", verdict.to},
          {"verdict", name(verdict.verdict)},
          {"doubt", name(verdict.doubt)},
          {"reason", verdict.reason},
          {"numbers", verdict.numbers ? as_json(*verdict.numbers) : ordered_json(nullptr)},
          {"break_even", verdict.break_even},
          {"to_decide", verdict.measurement},
          {"datasheets", as_json(verdict.datasheets)},
          {"files", files}};
}

}  // namespace

std::string claims_json(std::span<const ClaimVerdict> verdicts) {
  ordered_json list = ordered_json::array();
  for (const ClaimVerdict& verdict : verdicts) list.push_back(as_json(verdict));
  const ordered_json all{{"format", "steelyard-claims"}, {"version", 1}, {"claims", list}};
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace steelyard::results
