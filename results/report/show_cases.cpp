#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/case_summary.hpp"
#include "harness/core/case_times.hpp"
#include "results/report/duration.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/report/show_sections.hpp"
#include "results/verdicts/energy.hpp"
#include "results/verdicts/limits.hpp"

namespace steelyard::results {
namespace {

std::string with_interval(const Interval& rate, const std::string& unit,
                          const CaseFigures& figures) {
  return has_interval(figures) ? quantity(rate, unit) : quantity(rate.point, unit) + " [unknown]";
}

std::string times(const CaseFigures& figures) {
  const std::string median = has_interval(figures) ? duration(figures.seconds)
                                                   : duration(figures.seconds.point) + " [unknown]";
  if (figures.iterations == 1) return duration(figures.seconds.point) + " [unknown]";
  return fmt::format("median {}   p5 {}   p95 {}   p99 {}", median, duration(figures.p5_seconds),
                     duration(figures.p95_seconds), duration(figures.p99_seconds));
}

/// The figure with its fraction; for busbw the algbw beside it.
std::string rates(const CaseRecord& record, const CaseFigures& figures, const Chip* chip) {
  std::string out = show_figure(record, figures);
  const std::string share = show_fraction(record, figures, chip);
  if (!share.empty()) out += ", " + share;
  if (figures.algbw && figures.kind == FigureKind::busbw) {
    out += "; " + with_interval(*figures.algbw, std::string(unit(FigureKind::algbw)), figures);
  }
  return out;
}

std::string sampling(const CaseRecord& record, const CaseFigures& figures, Origin origin) {
  // What another tool calls an iteration is not known; it gave so many times.
  const std::string_view noun = origin == Origin::imported ? "times" : "iterations";
  std::vector<std::string> facts{
      fmt::format("{} {} in {} rounds", figures.iterations, noun, figures.rounds)};
  if (record.target_precision > 0) {
    facts.push_back(fmt::format("precision {} of {} asked for", percent(record.reached_precision),
                                percent(record.target_precision)));
  }
  if (figures.disturbed_rounds > 0) {
    facts.push_back(fmt::format("rounds disturbed: {}", figures.disturbed_rounds));
    if (figures.left_out > 0) {
      facts.push_back(fmt::format("samples disturbed and not quoted: {}", figures.left_out));
    }
  }
  if (figures.late_iterations > 0) {
    facts.push_back(fmt::format("late starts: {}", figures.late_iterations));
  }
  return fmt::format("{}", fmt::join(facts, ", "));
}

std::string verification(const Verification& seen) {
  std::string out{name(seen.state)};
  if (!seen.method.empty()) out += " by " + seen.method;
  if (seen.elements_checked > 0) {
    out += fmt::format(", {} elements, largest error {:.3g} of the bound", seen.elements_checked,
                       seen.worst_error);
  }
  if (!seen.evidence.empty()) out += ": " + seen.evidence;
  return out;
}

std::string method(const CaseRecord& record) {
  std::vector<std::string> facts;
  if (!record.algorithm.empty()) facts.push_back(record.algorithm);
  if (!record.path.empty()) facts.push_back("path " + record.path);
  if (!record.timing.empty()) facts.push_back("timed by " + record.timing);
  return fmt::format("{}", fmt::join(facts, "; "));
}

/// "12.3 J [12.1, 12.5] an iteration, 310 W [300, 320], of one device (counter)".
std::string energy_text(const CaseEnergy& energy) {
  const auto text = [&](const Interval& value, std::string_view unit) {
    return energy.has_interval ? quantity(value, unit) : quantity(value.point, unit) + " [unknown]";
  };
  return fmt::format("{} an iteration, {}, of one device ({})",
                     text(energy.joules_per_iteration, "J"), text(energy.watts, "W"),
                     energy.source);
}

/// What the sensors say that an iteration took; nothing without sensors.
std::optional<CaseEnergy> energy_of(const RunInfo& info, const CaseRecord& record,
                                    const SensorTraces& traces) {
  const auto times = case_times(record, traces);
  return times ? case_energy(*times, resampling_of(info, record)) : std::nullopt;
}

std::string case_paragraph(const CaseRecord& record, const std::optional<CaseFigures>& figures,
                           const std::optional<CaseEnergy>& energy, Origin origin,
                           const Chip* chip) {
  const auto line = [](const std::string& label, const std::string& value) {
    return value.empty() ? "" : wrapped(padded(label, 12) + plain(value), 6, 12);
  };
  std::string outcome{name(record.outcome)};
  if (origin == Origin::modelled) outcome += ", modelled";
  if (!record.reason.empty()) outcome += ": " + record.reason;
  std::string out = wrapped(plain(record.name), 2) + line("outcome", outcome);
  if (origin == Origin::imported) out += line("imported", "from " + record.data_pattern);
  if (figures) {
    out += line("time", times(*figures));
    out += line("rate", rates(record, *figures, chip));
    if (energy) out += line("energy", energy_text(*energy));
    out += line("samples", sampling(record, *figures, origin));
  }
  // A case that never ran has nothing verified and nothing to say about it.
  const bool ran = !record.visits.empty() ||
                   record.verification.state == VerificationState::failed ||
                   !record.verification.method.empty();
  if (ran) out += line("result", verification(record.verification));
  return out + line("algorithm", method(record));
}

}  // namespace

std::string show_figure(const CaseRecord& record, const CaseFigures& figures) {
  const auto dtype = case_dtype(record);
  const bool operations = figures.kind == FigureKind::flops && dtype && is_integer(*dtype);
  return with_interval(figures.figure, operations ? "OP/s" : std::string(unit(figures.kind)),
                       figures);
}

std::string show_fraction(const CaseRecord& record, const CaseFigures& figures, const Chip* chip) {
  const auto share = fraction(record, figures, chip);
  if (!share) return "";
  return fmt::format("{} of {}{}", percent(share->value.point),
                     share->confidence == Confidence::low ? "~" : "", name(share->of));
}

std::string show_cases(const AuditedRun& audited) {
  const RunRecord& run = audited.run;
  const SensorTraces traces(run.telemetry);
  std::string out;
  std::string group;
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    const CaseRecord& record = run.cases[i];
    if (out.empty() || record.group != group) {
      group = record.group;
      out += heading(group.empty() ? "Cases" : "Cases: " + plain(group));
    }
    const bool sensors = audited.figures[i] && !run.telemetry.empty();
    const auto energy = sensors ? energy_of(run.info, record, traces) : std::nullopt;
    out += case_paragraph(record, audited.figures[i], energy, run.info.origin, audited.chip);
  }
  return out;
}

}  // namespace steelyard::results
