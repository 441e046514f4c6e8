#pragma once

#include <limits>
#include <vector>

#include "results/verdicts/claims/claim_verdict.hpp"
#include "tests/unit/claims/claimed_runs.hpp"

/// Verdicts in which everything that can be printed occurs, hostile text in all that comes from
/// files.
namespace steelyard::results::test {

inline ClaimVerdict supported_claim() {
  ClaimVerdict verdict;
  verdict.claim = acme_claim();
  verdict.claim.quote = "as <b>fast</b>\x1b[31m | `rm`";
  verdict.claim.note = "by @somebody";
  verdict.chip = "Acme One";
  verdict.to = "Acme Two";
  verdict.verdict = Verdict::supported;
  verdict.reason = "The ratio is 1.";
  ClaimNumbers numbers;
  numbers.ratio = {0.99, 1, 1.01};
  numbers.low_bound = 0.9524;
  numbers.high_bound = 1.05;
  numbers.chip_runs = 3;
  numbers.to_runs = 4;
  numbers.counted = {"matmul:dtype=bf16,m=1", "matmul:dtype=bf16,m=2"};
  numbers.left_out = 1;
  verdict.numbers = numbers;
  verdict.files = {{ClaimRole::chip, "a\x1b[2J.h5", "One <script>", Origin::measured, true, ""},
                   {ClaimRole::to, "b.h5", "Acme Two (modelled)", Origin::modelled, false,
                    "Its numbers are modelled, not measured."}};
  verdict.datasheets.ratios = {{"bf16 dense peak", "TFLOP/s", 100, 50, "a datasheet", "a rumour",
                                Confidence::high, Confidence::low}};
  verdict.datasheets.sentence = "datasheets suggest something.";
  verdict.datasheets.unknown = {"The link bandwidth is not published."};
  return verdict;
}

inline ClaimVerdict undecided_claim() {
  ClaimVerdict verdict;
  verdict.claim = acme_claim({MetricKind::cost, "training\xe2\x80\xae"});
  verdict.claim.id = "cheaper";
  verdict.claim.relation = Relation::below;
  verdict.claim.factor = 0.8;
  verdict.claim.source = {"not found", "", ""};
  verdict.chip = "Acme One";
  verdict.to = "Acme Two";
  verdict.doubt = Doubt::no_prices;
  verdict.reason = "There are no prices.";
  verdict.break_even = "Its cost stays below.";
  verdict.measurement = "Give prices.";
  ClaimNumbers numbers;
  numbers.ratio = {2, 2, 2};
  numbers.has_interval = false;
  numbers.low_bound = 0;
  numbers.high_bound = std::numeric_limits<double>::infinity();
  numbers.origin = Origin::modelled;
  numbers.chip_runs = 1;
  numbers.to_runs = 1;
  numbers.counted = {"matmul:dtype=bf16,m=1"};
  verdict.numbers = numbers;
  return verdict;
}

inline std::vector<ClaimVerdict> judged_claims() {
  ClaimVerdict refuted = supported_claim();
  refuted.verdict = Verdict::refuted;
  refuted.numbers.reset();
  refuted.files.clear();
  return {supported_claim(), refuted, undecided_claim()};
}

}  // namespace steelyard::results::test
