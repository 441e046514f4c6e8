#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/exit_code.hpp"
#include "harness/core/outcome.hpp"
#include "harness/core/statistics/interval.hpp"
#include "results/claims/claim.hpp"
#include "results/verdicts/claims/datasheets.hpp"
#include "results/verdicts/equivalence.hpp"

namespace steelyard::results {

enum class Verdict { supported, refuted, undecided };
/// "supported", "refuted", "undecided".
std::string_view name(Verdict verdict);

/// Why a claim is undecided.
enum class Doubt {
  none,           ///< it is decided
  no_run,         ///< no run of the chip, or of the one it is compared with
  not_measured,   ///< there are numbers, but of another origin
  too_few_runs,   ///< fewer than the claim asks for, or too thin to have an interval
  cases_missing,  ///< no case of the kind counts on both
  no_prices,      ///< a claim about cost
  straddles,      ///< the interval holds the bound
};
/// "none", "no run", "not measured", ...
std::string_view name(Doubt doubt);

/// The confidence of every interval of a claim: an end of it is a bound of one-sided 95 %, and the
/// whole is what two one-sided tests at 5 % look at.
inline constexpr double claim_confidence = 1 - 2 * equivalence_alpha;

/// What the runs say, whatever their origin.
struct ClaimNumbers {
  Interval ratio;                    ///< chip over `to`, in the claim's metric
  bool has_interval = true;          ///< false: too few iterations or rounds, `ratio` is a point
  double low_bound = 0;              ///< what the claim needs: low_bound <= ratio <= high_bound
  double high_bound = 0;             ///< infinite for `at least`
  Origin origin = Origin::measured;  ///< the least of both sides: measured only if all are
  int chip_runs = 0;
  int to_runs = 0;                   ///< 0 where the shipped reference stands in
  std::vector<std::string> counted;  ///< cases
  int left_out = 0;                  ///< cases that do not count
};

/// Whose run a file holds.
enum class ClaimRole { chip, to, both };

/// One file, and what it was good for.
struct ClaimFile {
  ClaimRole role = ClaimRole::chip;
  std::string file;
  std::string chip;  ///< its label
  Origin origin = Origin::measured;
  bool counts = false;  ///< towards a verdict on this claim
  std::string why_not;  ///< a sentence, where it does not
};

struct ClaimVerdict {
  Claim claim;
  std::string chip;  ///< names for people
  std::string to;
  Verdict verdict = Verdict::undecided;
  Doubt doubt = Doubt::none;
  std::string reason;  ///< one sentence, with the numbers
  std::optional<ClaimNumbers> numbers;
  std::string break_even;   ///< of a claim about cost, the price at which it begins to hold; or ""
  std::string measurement;  ///< what would decide it, one sentence; "" where it is decided
  std::vector<ClaimFile> files;  ///< those of the two chips
  DatasheetView datasheets;
};

/// 1 if one is refuted, else 3 if one is undecided, else 0.
ExitCode exit_code(std::span<const ClaimVerdict> verdicts);

}  // namespace steelyard::results
