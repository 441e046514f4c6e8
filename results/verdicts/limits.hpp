#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/core/record.hpp"
#include "results/chips/chip.hpp"
#include "results/verdicts/figures.hpp"

/// What a figure is held against: the chip's own peak, or the probe that ran beside it.
namespace steelyard::results {

/// What a fraction is a fraction of.
enum class Denominator {
  dense_peak,  ///< the catalogue's dense peak for the case's dtype
  link,        ///< one-way link bandwidth, for busbw
  memory,      ///< the catalogue's memory bandwidth
  probe,       ///< the probes around each visit
  clock_peak,  ///< the dense peak, scaled to the core clock that was sampled meanwhile
  best,        ///< the best rate that was published for this chip
  h20,         ///< the H20's rate for this case
};
/// "peak", "link", "memory", "probe", "peak at the sampled clock", "best known", "H20".
std::string_view name(Denominator denominator);

struct Fraction {
  Denominator of = Denominator::probe;
  double limit = 0;                      ///< in the unit of what is compared
  Origin origin = Origin::datasheet;     ///< of the limit; measured: here, as probes are
  Interval value;                        ///< 1 = the limit
  std::string source;                    ///< of the limit: catalogue source, or the probe's unit
  std::optional<Confidence> confidence;  ///< of a catalogue figure
};

/// A figure above what its chip can do.
struct Excess {
  std::string sentence;  ///< figure, limit and the limit's source, in words
  /// False where the limit itself is of low confidence: then the catalogue may well be the one
  /// that is wrong, and the figure stays in scores.
  bool certain = false;
};

/// The dtype a case names, or nothing.
std::optional<Dtype> case_dtype(const CaseRecord& record);

/// Whether a case wants its inputs in the cache (`cache=hot`), so that memory bandwidth is no
/// limit.
bool asks_for_hot_cache(const CaseRecord& record);

/// The fraction that is printed: of the catalogue's figure if `chip` (may be null) has one for this
/// kind and dtype, else of the probe. Nothing where neither is known; never a default chip's.
std::optional<Fraction> fraction(const CaseRecord& record, const CaseFigures& figures,
                                 const Chip* chip);

/// Whether the library names an algorithm that reduces inside the switch (NVLS, SHARP, CollNet).
bool reduces_in_switch(std::string_view algorithm);

/// The highest busbw that one-way bandwidth `link` allows over `ranks` ranks: link itself, or with
/// reduction in the switch 2(n-1)/(n+1) of it, never below link.
double busbw_limit(double link, int ranks, bool in_switch);

/// Whether the case is faster than physics allows on `chip`: operations above the dense peak, bytes
/// that must move above memory bandwidth, native busbw above the link. Nothing if not, or not
/// known.
std::optional<Excess> excess(const CaseRecord& record, const CaseFigures& figures,
                             const Chip* chip);

}  // namespace steelyard::results
