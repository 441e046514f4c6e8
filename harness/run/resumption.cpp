#include "harness/run/resumption.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/core/error.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

/// What must not change between two starts, of each rank.
struct RankMember {
  const char* name;
  std::string RankInfo::*member;
};
constexpr RankMember rank_members[] = {
    {"backend", &RankInfo::backend},   {"product", &RankInfo::product},
    {"chip id", &RankInfo::chip_id},   {"driver", &RankInfo::driver},
    {"firmware", &RankInfo::firmware}, {"library versions", &RankInfo::library_versions}};

/// "ranks 0 to 3", "rank 2".
std::string rank_range(std::size_t first, std::size_t last) {
  return first == last ? fmt::format("rank {}", first) : fmt::format("ranks {} to {}", first, last);
}

std::string quoted(const std::string& text) { return text.empty() ? "unknown" : text; }

/// One phrase for each stretch of ranks that differ in the same way.
template <class Value>
void compare_ranks(const char* what, const std::vector<RankInfo>& file,
                   const std::vector<RankInfo>& now, Value value,
                   std::vector<std::string>& differences) {
  for (std::size_t first = 0; first < file.size();) {
    const std::string was = value(file[first]);
    const std::string is = value(now[first]);
    std::size_t last = first;
    while (last + 1 < file.size() && value(file[last + 1]) == was && value(now[last + 1]) == is) {
      ++last;
    }
    if (was != is) {
      differences.push_back(fmt::format("{} of {}: {} in the file, {} now", what,
                                        rank_range(first, last), quoted(was), quoted(is)));
    }
    first = last + 1;
  }
}

/// A topology that the file has already is not kept again.
void drop_known_topologies(const Environment& known, Environment& environment) {
  for (NodeInfo& node : environment.nodes) {
    const bool same = std::any_of(known.nodes.begin(), known.nodes.end(), [&](const NodeInfo& old) {
      return old.host == node.host && old.topology_xml == node.topology_xml;
    });
    if (same) node.topology_xml.clear();
  }
}

}  // namespace

double elapsed_seconds(const RunRecord& run) {
  double latest = 0;
  const auto reach = [&](double seconds) {
    if (std::isfinite(seconds)) latest = std::max(latest, seconds);
  };
  reach(run.info.wall_seconds);
  for (const Continuation& continuation : run.info.continuations) reach(continuation.start_seconds);
  for (const CaseRecord& record : run.cases) {
    for (const Visit& visit : record.visits) reach(visit.start_seconds + visit.wall_seconds);
  }
  return latest;
}

int last_round(const CaseRecord& record) {
  int last = 0;
  for (const Visit& visit : record.visits) last = std::max(last, visit.round);
  return last;
}

void take_over(Plan& plan, const std::vector<CaseRecord>& cases) {
  const bool same = std::equal(plan.cases.begin(), plan.cases.end(), cases.begin(), cases.end(),
                               [](const PlannedCase& planned, const CaseRecord& old) {
                                 return planned.record.id == old.id;
                               });
  if (!same) {
    throw UsageError(
        "The run file holds other cases than this program plans for its suite and number of ranks. "
        "Resume with the program that began the run.");
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const CaseRecord& old = cases[i];
    PlannedCase& planned = plan.cases[i];
    CaseRecord& record = planned.record;
    planned.taken_over = old.outcome != Outcome::not_reached;
    if (planned.taken_over || planned.open) {
      planned.open = !planned.taken_over;
      record.outcome = old.outcome;
      record.reason = old.reason;
    }
    record.path = old.path;
    record.timing = old.timing.empty() ? record.timing : old.timing;
    record.algorithm = old.algorithm;
    record.probe_unit = old.probe_unit;
    record.timer_overhead_seconds = old.timer_overhead_seconds;
    record.verification = old.verification;
    record.reached_precision = old.reached_precision;
    record.visits = old.visits;
  }
}

std::vector<std::string> device_differences(const RunInfo& file, const RunInfo& now) {
  std::vector<std::string> differences;
  if (file.origin != now.origin) {
    differences.push_back(
        fmt::format("origin: {} in the file, {} now", name(file.origin), name(now.origin)));
  }
  const std::vector<RankInfo>& was = file.environment.ranks;
  const std::vector<RankInfo>& is = now.environment.ranks;
  if (was.size() != is.size()) {
    differences.push_back(
        fmt::format("number of ranks: {} in the file, {} now", was.size(), is.size()));
    return differences;
  }
  for (const RankMember& one : rank_members) {
    compare_ranks(
        one.name, was, is, [&](const RankInfo& rank) { return rank.*one.member; }, differences);
  }
  compare_ranks(
      "threads", was, is, [](const RankInfo& rank) { return std::to_string(rank.threads); },
      differences);
  return differences;
}

RunInfo continued(const Resumption& earlier, RunInfo now) {
  RunInfo info = earlier.info;
  info.state = RunState::running;
  info.wall_seconds = 0;
  info.budget_seconds = now.budget_seconds;
  drop_known_topologies(info.environment, now.environment);
  info.continuations.push_back({.created_utc = std::move(now.created_utc),
                                .start_seconds = earlier.elapsed_seconds,
                                .command_line = std::move(now.command_line),
                                .tool_version = std::move(now.tool_version),
                                .budget_seconds = now.budget_seconds,
                                .environment = std::move(now.environment)});
  return info;
}

RunInfo continue_or_refuse(comm::Communicator& comm, const Resumption& earlier, RunInfo now) {
  std::string refused;
  if (comm.rank() == 0) {
    const auto differences = device_differences(earlier.info, now);
    if (!differences.empty()) refused = refusal(differences);
  }
  comm::broadcast(comm, refused);
  if (!refused.empty()) throw Ended(ExitCode::usage, refused);
  return comm.rank() == 0 ? continued(earlier, std::move(now)) : now;
}

std::string refusal(const std::vector<std::string>& differences) {
  return fmt::format(
      "The run file cannot be gone on with, since its samples would not be comparable with those "
      "to "
      "come: {}. Resume with what the file was begun with, or begin another file.",
      fmt::join(differences, "; "));
}

}  // namespace steelyard::run
