#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/chips/catalogue.hpp"
#include "results/claims/claim.hpp"

namespace steelyard::results {

/// What the catalogue's figures of two chips would make one expect of a claim. Never a verdict: a
/// datasheet says what a chip could do, not what it does.
struct DatasheetRatio {
  std::string what;  ///< "bf16 dense peak", "memory bandwidth", "link bandwidth"
  std::string unit;  ///< of `chip` and `to`
  double chip = 0;
  double to = 0;
  std::string chip_source;
  std::string to_source;
  Confidence chip_confidence = Confidence::low;
  Confidence to_confidence = Confidence::low;

  double ratio() const { return chip / to; }
};

struct DatasheetView {
  std::vector<DatasheetRatio> ratios;
  std::vector<std::string> unknown;  ///< sentences: which figure of which chip is not published
  /// "datasheets suggest ...": one sentence, or "" where no ratio is known.
  std::string sentence;
};

/// Peak of the claim's dtype, memory bandwidth and link bandwidth; of whole systems where the claim
/// is about these. For a claim about cost: what a chip-hour may cost if the peaks told the truth.
DatasheetView ask_datasheets(const Claim& claim, const Catalogue& catalogue);

}  // namespace steelyard::results
