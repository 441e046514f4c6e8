#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/core/record.hpp"
#include "results/chips/chip.hpp"
#include "results/verdicts/excess.hpp"
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

/// The dtype a case names, or nothing.
std::optional<Dtype> case_dtype(const CaseRecord& record);

/// Whether a case wants its inputs in the cache (`cache=hot`), so that memory bandwidth is no
/// limit.
bool asks_for_hot_cache(const CaseRecord& record);

/// The dense peak of one device for what the case multiplies. Null where it is not known: also for
/// `accum=fast` on a chip whose peaks on record are those of full accumulation.
const Figure* case_peak(const CaseRecord& record, const Chip& chip);

/// The fraction that is printed: of the catalogue's figure if `chip` (may be null) has one for this
/// kind and dtype, else of the probe. Nothing where neither is known; never a default chip's.
std::optional<Fraction> fraction(const CaseRecord& record, const CaseFigures& figures,
                                 const Chip* chip);

}  // namespace steelyard::results
