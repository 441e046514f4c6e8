#include "results/verdicts/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
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
    const auto dtype = case_dtype(record);
    const Figure* peak = dtype ? dense_peak(chip, *dtype) : nullptr;
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

double median_probe_rate(const CaseRecord& record) {
  std::vector<double> rates;
  for (const Visit& visit : record.visits) {
    for (const double rate : {visit.probe_before.rate, visit.probe_after.rate}) {
      if (rate > 0) rates.push_back(rate);
    }
  }
  return rates.empty() ? 0 : median(rates);
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

constexpr double tera = 1e12;
constexpr double giga = 1e9;

Excess make_excess(double value, double limit, double scale, std::string_view unit,
                   const Provenance& from) {
  return {fmt::format("{:.4g} {} is above the limit {:.4g} ({}, confidence {}: {})", value / scale,
                      unit, limit / scale, name(from.kind), name(from.confidence), from.source),
          from.confidence != Confidence::low};
}

/// Bytes that must pass memory, faster than it can. Caches may serve messages and what a case asks
/// to be hot, so these are not held against it.
std::optional<Excess> memory_excess(const CaseRecord& record, const CaseFigures& figures,
                                    const Chip& chip) {
  const Figure* memory = memory_bandwidth(chip);
  const bool cached = record.work.message_bytes > 0 || asks_for_hot_cache(record);
  if (memory == nullptr || cached) return std::nullopt;
  const double rate = record.work.bytes_moved / figures.seconds.point;
  const double limit = memory->value * 1e9;
  if (rate <= limit) return std::nullopt;
  return make_excess(rate, limit, giga, "GB/s through memory", memory->from);
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
  return Fraction{Denominator::probe, median_probe_rate(record),
                  Origin::measured,   scaled(*figures.per_probe, work),
                  record.probe_unit,  std::nullopt};
}

bool reduces_in_switch(std::string_view algorithm) {
  constexpr std::array<std::string_view, 3> marks{"nvls", "sharp", "collnet"};
  std::string lower(algorithm);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return lower.find(mark) != std::string::npos; });
}

double busbw_limit(double link, int ranks, bool in_switch) {
  if (!in_switch || ranks < 2) return link;
  const double n = ranks;
  return link * std::max(1.0, 2 * (n - 1) / (n + 1));
}

std::optional<Excess> excess(const CaseRecord& record, const CaseFigures& figures,
                             const Chip* chip) {
  if (chip == nullptr) return std::nullopt;
  const auto limit = chip_limit(record, figures.kind, *chip);
  if (limit && limit->of == Denominator::dense_peak && figures.figure.point > limit->value) {
    return make_excess(figures.figure.point, limit->value, tera, "T operations/s", *limit->from);
  }
  if (limit && limit->of == Denominator::link && record.path == "native") {
    // Other tools do not say which algorithm ran; it may have been one that reduces in the switch.
    const bool not_said = record.method_version == 0 && record.algorithm.empty();
    const bool in_switch = not_said || reduces_in_switch(record.algorithm);
    const double highest = busbw_limit(limit->value, record.ranks, in_switch);
    if (figures.figure.point > highest) {
      return make_excess(figures.figure.point, highest, giga, "GB/s busbw", *limit->from);
    }
  }
  return memory_excess(record, figures, *chip);
}

}  // namespace steelyard::results
