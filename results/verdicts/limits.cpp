#include "results/verdicts/limits.hpp"

#include <algorithm>
#include <vector>

#include "harness/core/case_spec.hpp"
#include "harness/core/error.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::results {
namespace {

std::optional<std::string> case_parameter(const CaseRecord& record, std::string_view parameter) {
  try {
    return parse_case(record.name).find(parameter);
  } catch (const UsageError&) {
    return std::nullopt;  // a name that is not one; the file may come from anybody
  }
}

/// A limit of the chip that the figure of this case can be held against.
struct ChipLimit {
  Denominator of = Denominator::dense_peak;
  double value = 0;
  const Provenance* from = nullptr;
};

std::optional<ChipLimit> chip_limit(const CaseRecord& record, FigureKind kind, const Chip& chip) {
  if (kind == FigureKind::flops) {
    const Figure* peak = case_peak(record, chip);
    if (peak != nullptr) return ChipLimit{Denominator::dense_peak, peak->value * 1e12, &peak->from};
  }
  if (kind == FigureKind::busbw) {
    const auto link = one_way_link_bytes_per_second(chip);
    if (link) return ChipLimit{Denominator::link, *link, &chip.interconnect_gb_s->from};
  }
  if (kind == FigureKind::bytes) {
    const Figure* memory = memory_bandwidth(chip);
    if (memory != nullptr)
      return ChipLimit{Denominator::memory, memory->value * 1e9, &memory->from};
  }
  return std::nullopt;
}

Interval scaled(const Interval& interval, double factor) {
  return {interval.low * factor, interval.point * factor, interval.high * factor};
}

/// Whether the probe moved bytes, through memory or to a neighbour; all others do arithmetic.
bool probes_bytes(const CaseRecord& record) {
  return record.probe_unit.find("memory") != std::string::npos ||
         record.probe_unit.find("exchange") != std::string::npos;
}

/// What an iteration is worth in the unit of the probe: bytes where that moved bytes, else
/// operations. 0 if the case does no such work.
double work_in_unit_of_probe(const CaseRecord& record, const CaseFigures& figures) {
  const bool moves = probes_bytes(record);
  const double work = work_per_iteration(record.work);
  switch (figures.kind) {
    case FigureKind::flops:
      return moves ? record.work.bytes_moved : work;
    case FigureKind::busbw:
    case FigureKind::algbw:
    case FigureKind::bytes:
      return moves ? work : 0;
    case FigureKind::rate:
      break;
  }
  return 0;
}

}  // namespace

std::string_view name(Denominator denominator) {
  switch (denominator) {
    case Denominator::dense_peak:
      return "peak";
    case Denominator::link:
      return "link";
    case Denominator::memory:
      return "memory";
    case Denominator::probe:
      return "probe";
    case Denominator::clock_peak:
      return "peak at the sampled clock";
    case Denominator::best:
      return "best known";
    case Denominator::h20:
      return "H20";
  }
  return "";
}

std::optional<Dtype> case_dtype(const CaseRecord& record) {
  const auto text = case_parameter(record, "dtype");
  return text ? parse_dtype(*text) : std::nullopt;
}

bool asks_for_hot_cache(const CaseRecord& record) {
  return case_parameter(record, "cache") == "hot";
}

const Figure* case_peak(const CaseRecord& record, const Chip& chip) {
  const auto dtype = case_dtype(record);
  const bool fast = case_parameter(record, "accum") == "fast";
  if (!dtype || (fast && chip.peaks_of_full_accumulation)) return nullptr;
  return dense_peak(chip, *dtype);
}

std::optional<Fraction> fraction(const CaseRecord& record, const CaseFigures& figures,
                                 const Chip* chip) {
  if (chip != nullptr) {
    if (const auto limit = chip_limit(record, figures.kind, *chip)) {
      return Fraction{limit->of,           limit->value,
                      Origin::datasheet,   scaled(figures.figure, 1 / limit->value),
                      limit->from->source, limit->from->confidence};
    }
  }
  const double work = work_in_unit_of_probe(record, figures);
  if (!figures.per_probe || work <= 0) return std::nullopt;
  const double rate = 1 / (figures.seconds.point * figures.per_probe->point);
  return Fraction{Denominator::probe, rate,
                  Origin::measured,   scaled(*figures.per_probe, work),
                  record.probe_unit,  std::nullopt};
}

}  // namespace steelyard::results
