#include "results/import/nccl_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "harness/core/error.hpp"
#include "results/import/collective.hpp"

namespace steelyard::results::import {
namespace {

constexpr double micro = 1e-6;
constexpr double giga = 1e9;  // of nccl-tests' GB/s: doc/PERFORMANCE.md there

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> names{{
    {"all_reduce", "allreduce"},
    {"reduce_scatter", "reduce_scatter"},
    {"all_gather", "allgather"},
    {"alltoall", "alltoall"},
    {"broadcast", "broadcast"},
    {"reduce", "reduce"},
    {"gather", "gather"},
    {"scatter", "scatter"},
    {"sendrecv", "sendrecv"},
}};

const Collective* named(std::string_view nccl_name) {
  for (const auto& [theirs, ours] : names) {
    if (theirs == nccl_name) return find_collective(ours);
  }
  return nullptr;
}

/// By the factor from algbw to busbw: only a reduction onto all ranks, whole or scattered, can be
/// told that way. The row with the highest busbw has the most digits.
const Collective* deduced(const NcclRun& run, int ranks) {
  const auto best = std::max_element(
      run.results.begin(), run.results.end(),
      [](const NcclResult& a, const NcclResult& b) { return a.busbw.value < b.busbw.value; });
  if (best == run.results.end() || ranks < 2 || best->root >= 0) return nullptr;
  if (best->op.empty() || best->op == "none" || !(best->algbw.value > 0)) return nullptr;
  const double factor = best->busbw.value / best->algbw.value;
  const double off_by =
      best->busbw.off_by / best->busbw.value + best->algbw.off_by / best->algbw.value + micro;
  for (const std::string_view name : {"allreduce", "reduce_scatter"}) {
    const Collective* collective = find_collective(name);
    const double wanted = collective->busbw_factor(ranks);
    if (std::abs(factor / wanted - 1) <= off_by) return collective;
  }
  return nullptr;
}

/// Whether the printed busbw is what size, time and factor give, as far as digits go.
bool busbw_fits(const NcclResult& result, double factor) {
  const double time = result.microseconds.value * micro;
  const double ours = result.bytes / time * factor / giga;
  const double off_by = ours * (result.microseconds.off_by / result.microseconds.value + micro);
  return std::abs(ours - result.busbw.value) <= result.busbw.off_by + off_by;
}

std::string why_left_out(const NcclResult& result, const Collective* collective) {
  if (collective == nullptr) {
    return "the output does not say which collective this was, or it is one that is not known "
           "here; put the command line in front, as '$ all_gather_perf'";
  }
  if (result.cpu_time) return "the time that the CPU took, not the operation";
  if (result.bytes <= 0) return "0 bytes: too few to be divided among the ranks";
  if (!(result.microseconds.value > 0)) return "a time of 0";
  return "";
}

std::string method_of(const NcclRun& run, const NcclResult& result) {
  std::string method = "nccl-tests";
  if (!result.seconds.empty() || !result.seconds_by_rank.empty()) method += ", per iteration";
  for (const std::string& setting : run.settings) method += ", " + setting;
  return method;
}

CaseRecord make_nccl_case(const NcclRun& run, const NcclResult& result,
                          const Collective& collective, int ranks) {
  CaseDraft draft = collective_draft({.collective = &collective,
                                      .dtype = dtype_word(result.type),
                                      .op = result.op,
                                      .bytes = result.bytes,
                                      .ranks = ranks,
                                      .in_place = result.in_place,
                                      .blocking = run.blocking,
                                      .root = result.root},
                                     "nccl-tests");
  draft.method = method_of(run, result);
  draft.path = "native";
  draft.verification = result.verification;
  draft.warmup_iterations = result.warmup_iterations;
  const bool by_iteration = !result.seconds.empty() || !result.seconds_by_rank.empty();
  if (by_iteration) draft.timing = "device-events";
  if (!result.seconds_by_rank.empty()) return make_case_by_rank(draft, result.seconds_by_rank);
  if (!result.seconds.empty()) return make_case(draft, result.seconds);
  return make_case(draft, {result.microseconds.value * micro});
}

int ranks_of(const NcclRun& run, const Hints& hints) {
  const int ranks = run.rank_count > 0 ? run.rank_count : hints.ranks;
  if (ranks <= 0) {
    throw DataError(
        "the output does not list its ranks ('#  Rank  0 ... on HOST device ...'); say how many "
        "there were: --ranks N.");
  }
  if (ranks > most_ranks) {
    throw DataError(fmt::format("{} ranks are more than can be read ({}).", ranks, most_ranks));
  }
  if (run.rank_count > 0 && hints.ranks > 0 && hints.ranks != run.rank_count) {
    throw DataError(
        fmt::format("the output lists {} ranks, --ranks says {}.", run.rank_count, hints.ranks));
  }
  return ranks;
}

/// One row for each rank, with what is said of those that are listed.
std::vector<RankInfo> all_ranks(const NcclRun& run, int ranks) {
  std::vector<RankInfo> all(static_cast<std::size_t>(ranks));
  for (const RankInfo& listed : run.ranks) {
    if (listed.rank < ranks) all[static_cast<std::size_t>(listed.rank)] = listed;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].rank = static_cast<int>(i);
    all[i].backend = "nccl-tests";
  }
  return all;
}

}  // namespace

void add_nccl_run(Reading& reading, const NcclRun& run, const Hints& hints) {
  if (run.results.empty()) return;
  const int ranks = ranks_of(run, hints);
  const Collective* collective =
      run.collective.empty() ? deduced(run, ranks) : named(run.collective);
  std::size_t misfits = 0;
  const NcclResult* first = nullptr;
  for (const NcclResult& result : run.results) {
    if (const std::string reason = why_left_out(result, collective); !reason.empty()) {
      reading.leave_out(reason, result.line);
      continue;
    }
    reading.add(make_nccl_case(run, result, *collective, ranks));
    if (busbw_fits(result, collective->busbw_factor(ranks))) continue;
    if (misfits++ == 0) first = &result;
  }
  if (misfits > 0) {
    const double ours =
        first->bytes / (first->microseconds.value * micro) * collective->busbw_factor(ranks) / giga;
    reading.warnings.push_back(fmt::format(
        "busbw of {} of {} results is not size x factor / time, first at {:.0f} bytes: {:g} GB/s "
        "is printed, {:.4g} GB/s recomputed for {} over {} ranks; the recomputed one is used",
        misfits, run.results.size(), first->bytes, first->busbw.value, ours, collective->name,
        ranks));
  }
  if (static_cast<int>(reading.ranks.size()) < ranks) reading.ranks = all_ranks(run, ranks);
}

}  // namespace steelyard::results::import
