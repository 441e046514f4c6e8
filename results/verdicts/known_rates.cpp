#include "results/verdicts/known_rates.hpp"

#include <fmt/format.h>

#include <variant>

namespace steelyard::results {
namespace {

Interval divided(const Interval& interval, double by) {
  return {interval.low / by, interval.point / by, interval.high / by};
}

/// The chip's dense peak for the dtype of a multiplication; null where there is none.
const Figure* peak_of(const CaseRecord& record, const CaseFigures& figures, const Chip* chip) {
  const auto dtype = case_dtype(record);
  if (chip == nullptr || !dtype || figures.kind != FigureKind::flops) return nullptr;
  return dense_peak(*chip, *dtype);
}

}  // namespace

std::optional<Fraction> fraction_at_clock(const CaseRecord& record, const CaseFigures& figures,
                                          const Chip* chip, std::optional<double> core_clock_hz) {
  const Figure* peak = peak_of(record, figures, chip);
  if (peak == nullptr || !chip->peak_clock_mhz || !core_clock_hz || !(*core_clock_hz > 0)) {
    return std::nullopt;
  }
  const double clock_mhz = *core_clock_hz / 1e6;
  const double limit = peak->value * 1e12 * clock_mhz / chip->peak_clock_mhz->value;
  const Provenance& from = chip->peak_clock_mhz->from;
  return Fraction{Denominator::clock_peak,
                  limit,
                  Origin::datasheet,
                  divided(figures.figure, limit),
                  fmt::format("{}; holds at {:g} MHz ({}), {:.0f} MHz sampled", peak->from.source,
                              chip->peak_clock_mhz->value, from.source, clock_mhz),
                  std::min(peak->from.confidence, from.confidence)};
}

std::optional<Fraction> fraction_of_best(const CaseRecord& record, const CaseFigures& figures,
                                         const Chip* chip) {
  const auto dtype = case_dtype(record);
  if (chip == nullptr || !dtype || figures.kind != FigureKind::flops) return std::nullopt;
  const auto key = peak_key(*dtype);
  const Measurement* best = nullptr;
  for (const Measurement& each : chip->measured) {
    // An acceptance limit is the least that is to be reached, not a rate that was.
    if (!key || !each.gemm || each.gemm->least || each.gemm->dtype != *key) continue;
    if (best == nullptr || each.gemm->tflops > best->gemm->tflops) best = &each;
  }
  if (best == nullptr) return std::nullopt;
  const double limit = best->gemm->tflops * 1e12;
  return Fraction{Denominator::best,
                  limit,
                  Origin::published,
                  divided(figures.figure, limit),
                  fmt::format("{}: {}", best->what, best->source),
                  best->confidence};
}

std::optional<Fraction> fraction_of_h20(const CaseRecord& record, const CaseFigures& figures,
                                        const ReferenceBaseline& h20) {
  if (figures.kind != FigureKind::flops) return std::nullopt;
  const auto match = h20.match(record);
  const auto* reference = std::get_if<ReferenceFigure>(&match);
  if (reference == nullptr) return std::nullopt;
  return Fraction{
      Denominator::h20,
      reference->value,
      reference->origin,
      divided(figures.figure, reference->value),
      reference->note.empty() ? reference->source : reference->note + ": " + reference->source,
      reference->confidence};
}

std::optional<Fraction> fraction_of_h20(const CaseFigures& figures, const Interval& ratio,
                                        const BaselineSummary& baseline) {
  if (figures.kind != FigureKind::flops) return std::nullopt;
  return Fraction{Denominator::h20, figures.figure.point / ratio.point,
                  baseline.origin,  ratio,
                  baseline.file,    std::nullopt};
}

}  // namespace steelyard::results
