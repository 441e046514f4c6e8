#include "results/report/show_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <vector>

#include "harness/core/case_times.hpp"
#include "results/report/duration.hpp"
#include "results/report/plain_text.hpp"
#include "results/report/quantity.hpp"
#include "results/verdicts/run_figures.hpp"

namespace steelyard::results {
namespace {

/// "  chip        H20": nothing where there is nothing to say.
std::string fact(const std::string& label, const std::string& value) {
  return value.empty() ? "" : wrapped(padded(label, 12) + plain(value), 2);
}

/// "12 cases: 9 passed, 3 skipped".
std::string outcome_counts(const std::vector<CaseRecord>& cases) {
  std::map<Outcome, int> counts;
  for (const CaseRecord& record : cases) ++counts[record.outcome];
  std::vector<std::string> parts;
  for (const auto& [outcome, count] : counts) {
    parts.push_back(fmt::format("{} {}", count, name(outcome)));
  }
  if (parts.empty()) return "no cases";
  return fmt::format("{} case{}: {}", cases.size(), cases.size() == 1 ? "" : "s",
                     fmt::join(parts, ", "));
}

template <class Predicate>
auto count(const std::vector<CaseRecord>& cases, Predicate predicate) {
  return std::count_if(cases.begin(), cases.end(), predicate);
}

/// "2 times: 2026-... after 35 s, ...".
std::string continuations(const RunInfo& info) {
  std::vector<std::string> starts;
  for (const Continuation& one : info.continuations) {
    starts.push_back(
        fmt::format("{} after {} of the run", one.created_utc, duration(one.start_seconds)));
  }
  return fmt::format("{}", fmt::join(starts, ", "));
}

/// What should make a reader careful, worst first.
std::vector<std::string> warnings(const RunRecord& run) {
  std::vector<std::string> out;
  const auto say = [&](std::ptrdiff_t number, std::string_view what) {
    if (number > 0) out.push_back(fmt::format("{} of {} cases {}", number, run.cases.size(), what));
  };
  if (run.info.state != RunState::complete) {
    out.push_back(run.info.state == RunState::running
                      ? "The run was killed, or is still going: what was finished is here, and "
                        "`steelyard run --resume FILE` goes on with the rest."
                      : "The run was interrupted: what was finished is here, and `steelyard run "
                        "--resume FILE` goes on with the rest.");
  }
  if (run.info.origin != Origin::measured) {
    out.push_back(run.info.origin == Origin::imported
                      ? "The numbers are imported: another tool measured them."
                      : fmt::format("The numbers are {}, not measured.", name(run.info.origin)));
  }
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::failed; }),
      "gave a wrong result");
  say(count(run.cases,
            [](const auto& c) {
              return c.outcome == Outcome::timeout || c.outcome == Outcome::error ||
                     c.outcome == Outcome::out_of_memory;
            }),
      "did not run to their end");
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::implausible; }),
      "are faster than physics allows");
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::not_reached; }),
      "were not reached");
  say(count(run.cases, [](const auto& c) { return c.outcome == Outcome::unstable; }),
      "did not reach the precision asked for");
  say(count(run.cases,
            [](const auto& c) {
              return has_samples(c.outcome) && c.verification.state != VerificationState::verified;
            }),
      "have samples, but no verified result");
  say(count(run.cases,
            [](const auto& c) {
              return std::any_of(c.visits.begin(), c.visits.end(),
                                 [](const Visit& visit) { return visit.disturbed; });
            }),
      "were disturbed in some round: the machine was not as fast as before or after");
  const auto& more = run.info.environment.warnings;
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::string head(const RunRecord& run) {
  const RunInfo& info = run.info;
  std::string out = fmt::format("Run {}\n", plain(info.uuid));
  out += fact("suite", info.suite_name);
  out += fact("chip", info.chip);
  out += fact("label", info.label);
  out += fact(info.origin == Origin::imported ? "imported" : "started", info.created_utc);
  out += fact("resumed", continuations(info));
  out += fact("state", fmt::format("{}, {}, {}", name(info.state), duration(info.wall_seconds),
                                   outcome_counts(run.cases)));
  const bool asked = info.origin != Origin::imported;
  if (asked)
    out += fact(
        "asked for",
        fmt::format("median within {}, {} rounds, seed {}{}", percent(info.precision), info.rounds,
                    info.seed,
                    info.budget_seconds > 0 ? ", budget " + duration(info.budget_seconds) : ""));
  out += fact("program",
              fmt::format("steelyard {}, method {}", info.tool_version, info.method_version));
  out += fact("command", info.command_line);
  return out;
}

std::string rank_facts(const RankInfo& rank) {
  // Many products are named with their vendor already.
  std::vector<std::string> facts{rank.vendor.empty() || rank.product.starts_with(rank.vendor)
                                     ? rank.product
                                     : rank.vendor + " " + rank.product};
  if (!rank.chip_id.empty()) facts.push_back("chip " + rank.chip_id);
  if (rank.memory_bytes > 0) {
    facts.push_back(quantity(static_cast<double>(rank.memory_bytes), "B") + " of memory");
  }
  if (rank.threads > 0) {
    facts.push_back(fmt::format("{} thread{}", rank.threads, rank.threads == 1 ? "" : "s"));
  }
  if (!rank.cpu_binding.empty()) facts.push_back("on CPUs " + rank.cpu_binding);
  if (!rank.driver.empty()) facts.push_back("driver " + rank.driver);
  if (!rank.firmware.empty()) facts.push_back("firmware " + rank.firmware);
  if (!rank.library_versions.empty()) facts.push_back(rank.library_versions);
  return fmt::format("{}", fmt::join(facts, ", "));
}

/// Three ranks and more of one host that differ in their number alone are one entry.
std::string ranks(const Environment& environment) {
  std::string out = heading("Ranks");
  const auto& all = environment.ranks;
  const auto alike = [&](std::size_t one, std::size_t other) {
    return all[one].host == all[other].host && rank_facts(all[one]) == rank_facts(all[other]);
  };
  std::size_t unknown = 0;
  for (std::size_t first = 0; first < all.size();) {
    if (all[first].host.empty() && all[first].device.empty() && all[first].product.empty()) {
      ++unknown;
      ++first;
      continue;
    }
    std::size_t last = first;
    while (last + 1 < all.size() && alike(first, last + 1)) ++last;
    if (last - first < 2) last = first;
    std::string number = std::to_string(all[first].rank);
    std::string device = all[first].device;
    if (last > first) {
      number += fmt::format(" to {}", all[last].rank);
      device += " to " + all[last].device;
    }
    out += wrapped(plain(fmt::format("{}  {}, {}: {}", number, all[first].host, device,
                                     rank_facts(all[first]))),
                   2);
    first = last + 1;
  }
  if (unknown > 0) {
    out += wrapped(
        fmt::format("{} of {} ranks of which nothing is known", unknown, environment.ranks.size()),
        2);
  }
  return out;
}

std::string times(const CaseFigures& figures) {
  const std::string median = has_interval(figures) ? duration(figures.seconds)
                                                   : duration(figures.seconds.point) + " [unknown]";
  if (figures.iterations == 1) return duration(figures.seconds.point) + " [unknown]";
  return fmt::format("median {}   p5 {}   p95 {}   p99 {}", median, duration(figures.p5_seconds),
                     duration(figures.p95_seconds), duration(figures.p99_seconds));
}

/// "412.3 GFLOP/s [405.1, 420.9]; 1.2 GB/s algbw [...]"; [unknown] where an interval says nothing.
std::string rates(const CaseFigures& figures) {
  const auto with_interval = [&](const Interval& rate, FigureKind kind) {
    return has_interval(figures) ? quantity(rate, unit(kind))
                                 : quantity(rate.point, unit(kind)) + " [unknown]";
  };
  std::string out = with_interval(figures.figure, figures.kind);
  if (figures.algbw && figures.kind == FigureKind::busbw) {
    out += "; " + with_interval(*figures.algbw, FigureKind::algbw);
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

std::string case_paragraph(const CaseRecord& record, const std::optional<CaseFigures>& figures,
                           Origin origin) {
  const auto line = [](const std::string& label, const std::string& value) {
    return value.empty() ? "" : wrapped(padded(label, 12) + plain(value), 6);
  };
  std::string outcome{name(record.outcome)};
  if (origin == Origin::modelled) outcome += ", modelled";
  if (!record.reason.empty()) outcome += ": " + record.reason;
  std::string out = wrapped(plain(record.name), 2) + line("outcome", outcome);
  if (origin == Origin::imported) out += line("imported", "from " + record.data_pattern);
  if (figures) {
    out += line("time", times(*figures));
    out += line("rate", rates(*figures));
    out += line("samples", sampling(record, *figures, origin));
  }
  // A case that never ran has nothing verified and nothing to say about it.
  const bool ran = !record.visits.empty() ||
                   record.verification.state == VerificationState::failed ||
                   !record.verification.method.empty();
  if (ran) out += line("result", verification(record.verification));
  return out + line("algorithm", method(record));
}

std::string cases(const RunRecord& run) {
  std::string out;
  std::string group;
  const auto figures = run_figures(run);
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    const CaseRecord& record = run.cases[i];
    if (out.empty() || record.group != group) {
      group = record.group;
      out += heading(group.empty() ? "Cases" : "Cases: " + plain(group));
    }
    out += case_paragraph(record, figures[i], run.info.origin);
  }
  return out;
}

}  // namespace

std::string show_text(const RunRecord& run) {
  std::string out = head(run);
  const auto careful = warnings(run);
  if (!careful.empty()) {
    std::string block = heading("Warnings").substr(1);
    for (const std::string& text : careful) block += wrapped("! " + plain(text), 2);
    out = block + "\n" + out;
  }
  return out + ranks(run.info.environment) + cases(run);
}

}  // namespace steelyard::results
