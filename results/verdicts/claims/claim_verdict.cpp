#include "results/verdicts/claims/claim_verdict.hpp"

#include <algorithm>
#include <array>

namespace steelyard::results {
namespace {

constexpr std::array<std::string_view, 3> verdict_names{"supported", "refuted", "undecided"};
constexpr std::array<std::string_view, 7> doubt_names{
    "none", "no run", "not measured", "too few runs", "cases missing", "no prices", "straddles"};

bool any(std::span<const ClaimVerdict> verdicts, Verdict wanted) {
  return std::any_of(verdicts.begin(), verdicts.end(),
                     [&](const ClaimVerdict& each) { return each.verdict == wanted; });
}

}  // namespace

std::string_view name(Verdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }

std::string_view name(Doubt doubt) { return doubt_names[static_cast<std::size_t>(doubt)]; }

ExitCode exit_code(std::span<const ClaimVerdict> verdicts) {
  if (any(verdicts, Verdict::refuted)) return ExitCode::wrong_result;
  return any(verdicts, Verdict::undecided) ? ExitCode::inconclusive : ExitCode::fine;
}

}  // namespace steelyard::results
