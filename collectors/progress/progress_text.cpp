#include "collectors/progress/progress_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/core/case_times.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::collectors {
namespace {

std::string percent(double fraction) { return fmt::format("{:.2g} %", 100 * fraction); }

std::string pass_text(const run::Progress& progress) {
  if (progress.round == 0) return "verification";
  return fmt::format("round {}/{}", progress.round, progress.rounds);
}

std::string precision_text(const run::Progress& progress) {
  if (progress.precision <= 0 || !std::isfinite(progress.precision)) return "";
  return fmt::format("  {} of {}", percent(progress.precision), percent(progress.target_precision));
}

std::string left_text(const run::Progress& progress) {
  if (progress.left_seconds <= 0) return "";
  return fmt::format("  {} left", duration_text(progress.left_seconds));
}

/// `name` in at most `room` characters, but never fewer than 12 of those it has.
std::string shortened(const std::string& name, std::size_t room) {
  constexpr std::size_t least = 12;
  constexpr std::size_t dots = 3;
  const std::size_t length = std::max(room, least);
  if (name.size() <= length) return name;
  return name.substr(0, length - dots) + "...";
}

}  // namespace

std::string duration_text(double seconds) {
  if (!(seconds >= 0) || !std::isfinite(seconds)) return "unknown";
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e12)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string time_text(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.3g} ns", seconds * 1e9);
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} s", seconds);
}

std::string progress_line(const run::Progress& progress, int width) {
  const auto room = static_cast<std::size_t>(std::max(width, 0));
  const std::string total = std::to_string(progress.visits_total);
  const std::string before = fmt::format("[{:>{}}/{}] {}  ", progress.visits_done, total.size(),
                                         total, pass_text(progress));
  const std::string after = "  " + progress.step + precision_text(progress) + left_text(progress);
  const std::size_t taken = before.size() + after.size();
  const std::string name = shortened(progress.case_name, room > taken ? room - taken : 0);
  return (before + name + after).substr(0, room);
}

std::string round_line(const run::Progress& progress) {
  std::string line = fmt::format("{}: {} of {} visits done", pass_text(progress),
                                 progress.visits_done, progress.visits_total);
  if (progress.left_seconds > 0) line += ", " + duration_text(progress.left_seconds) + " left";
  return line;
}

std::string visit_line(const VisitOf& one) {
  CaseRecord alone;
  alone.ranks = one.record->ranks;
  alone.visits = {*one.visit};
  std::string line = fmt::format("{}: round {}", one.record->name, one.visit->round);
  for (const std::vector<double>& slowest : slowest_rank_times(alone)) {
    line += fmt::format(", {} iterations, median {}", slowest.size(), time_text(median(slowest)));
  }
  return line;
}

std::string case_line(const CaseRecord& record) {
  std::string line = fmt::format("{}: {}", record.name, name(record.outcome));
  std::vector<double> slowest;
  for (const std::vector<double>& round : quoted_times(record).rounds) {
    slowest.insert(slowest.end(), round.begin(), round.end());
  }
  if (has_samples(record.outcome) && !slowest.empty()) {
    line += ", median " + time_text(median(slowest));
    if (record.reached_precision > 0) line += ", precision " + percent(record.reached_precision);
  }
  if (!record.reason.empty()) line += ", " + record.reason;
  return line;
}

}  // namespace steelyard::collectors
