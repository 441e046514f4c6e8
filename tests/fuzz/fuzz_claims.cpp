// Any text as claims; then what is said of them where nothing was measured.
#include <nlohmann/json.hpp>

#include "harness/core/error.hpp"
#include "results/claims/claim_file.hpp"
#include "results/report/claims_text.hpp"
#include "results/verdicts/claims/judge.hpp"
#include "tests/fuzz/input.hpp"

namespace steelyard::fuzz {
namespace {

using namespace steelyard::results;

const Catalogue& shipped() {
  static const Catalogue catalogue = Catalogue::load(STEELYARD_SOURCE_DIR "/results/chips");
  return catalogue;
}

void judge_all(const std::filesystem::path& file) {
  const auto claims = load_claims(file, shipped());
  require(!claims.empty() && claims.size() <= 1'000, "1 to 1,000 claims");
  const auto verdicts = judge(claims, {{}, &shipped(), nullptr, {}, nullptr});
  require(verdicts.size() == claims.size(), "every claim is judged");
  for (const ClaimVerdict& verdict : verdicts) {
    require(verdict.verdict == Verdict::undecided, "nothing is decided without a run");
    require(!verdict.reason.empty() && !verdict.measurement.empty(), "there is a reason");
  }
  require_printable(claims_text(verdicts));
  require_printable(claims_markdown(verdicts));
  require(nlohmann::json::accept(claims_json(verdicts)), "claims are valid JSON");
}

}  // namespace
}  // namespace steelyard::fuzz

/// What is loaded once shall not count as time of the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***);
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  steelyard::fuzz::shipped();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace steelyard;
  const fuzz::InputFile file({data, size});
  try {
    fuzz::judge_all(file.path());
  } catch (const DataError& error) {
    fuzz::require_printable(error.what());
  }
  return 0;
}
