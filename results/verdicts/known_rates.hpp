#pragma once

#include <optional>

#include "results/verdicts/ranking.hpp"

/// What else the rate of a multiplication is held against, beside the datasheet's peak. Each
/// fraction says what its limit rests on; where that is not known there is none.
namespace steelyard::results {

/// Of the dense peak at the core clock that the sensors read while the case ran: the peak, times
/// that clock over the clock at which the catalogue says the peak holds. Nothing for a chip whose
/// maker does not give that clock.
std::optional<Fraction> fraction_at_clock(const CaseRecord& record, const CaseFigures& figures,
                                          const Chip* chip, std::optional<double> core_clock_hz);

/// Of the best rate of a multiplication of this dtype that was published for the chip.
std::optional<Fraction> fraction_of_best(const CaseRecord& record, const CaseFigures& figures,
                                         const Chip* chip);

/// Of the H20's rate by a table of published rows and bounds.
std::optional<Fraction> fraction_of_h20(const CaseRecord& record, const CaseFigures& figures,
                                        const ReferenceBaseline& h20);

/// Of the H20's rate in a run on an H20, the baseline: `ratio` is that to it.
std::optional<Fraction> fraction_of_h20(const CaseFigures& figures, const Interval& ratio,
                                        const BaselineSummary& baseline);

}  // namespace steelyard::results
