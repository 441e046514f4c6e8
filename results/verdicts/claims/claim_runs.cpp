#include "results/verdicts/claims/claim_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "results/verdicts/ranked_chip.hpp"

namespace steelyard::results {
namespace {

constexpr std::array<ClaimRole, 3> roles{ClaimRole::chip, ClaimRole::to, ClaimRole::both};

/// What runs must agree in to be pooled; last, how many devices of a mixed cluster are the chip.
using Key = std::tuple<ClaimRole, Origin, std::string, int, std::size_t, std::string, int>;
using Pools = std::map<Key, std::vector<std::size_t>>;

Origin origin_of(const Key& key) { return std::get<1>(key); }
int ranks_of(const Key& key) { return std::get<3>(key); }
int of_chip(const Key& key) { return std::get<6>(key); }

int ranks_of(const RunInfo& info) { return static_cast<int>(info.environment.ranks.size()); }

Key key_of(ClaimRole role, const RunInfo& info, int of_chip) {
  std::set<std::string> backends;
  std::set<std::string> hosts;
  for (const RankInfo& rank : info.environment.ranks) {
    backends.insert(rank.backend);
    if (!rank.host.empty()) hosts.insert(rank.host);
  }
  std::string backend;
  for (const std::string& each : backends) backend += each + "+";
  return {role, info.origin, backend, ranks_of(info), hosts.size(), info.label, of_chip};
}

/// How many devices are the claim's chip in a run on devices of exactly its two; else nothing.
std::optional<int> count_of_chip(const RunInfo& info, const Claim& claim,
                                 const Catalogue& catalogue) {
  int of_chip = 0;
  for (const RankInfo& rank : info.environment.ranks) {
    const Chip* device = catalogue.find_exact(rank.chip_id.empty() ? rank.product : rank.chip_id);
    if (device == nullptr || (device->id != claim.chip && device->id != claim.to)) return {};
    if (device->id == claim.chip) ++of_chip;
  }
  if (of_chip == 0 || of_chip == ranks_of(info)) return {};
  return of_chip;
}

/// Whether a run on `chip` is one on the system `id`, or on a part of it.
bool is_of(const Chip& chip, const std::string& id, const Claim& claim,
           const Catalogue& catalogue) {
  if (chip.id == id) return true;
  if (claim.metric.kind != MetricKind::system_compute) return false;
  const auto& related = catalogue.find_exact(id)->related_ids;
  const bool is_system = catalogue.find_exact(id)->chips_per_system > 1;
  return is_system && std::find(related.begin(), related.end(), chip.id) != related.end();
}

/// Why a run on `id`, by its label, does not speak for it; or "".
std::string why_not(const RunInfo& info, const std::string& id, const std::string& note,
                    const Claim& claim, const Catalogue& catalogue) {
  if (!note.empty()) return fmt::format("It is not taken for a run of this chip: {}.", note);
  if (info.origin == Origin::emulated) {
    return "Its numbers are emulated, taken on a test double of a device.";
  }
  const int devices = catalogue.find_exact(id)->chips_per_system;
  const bool whole = ranks_of(info) > 0 && ranks_of(info) % devices == 0;
  if (claim.metric.kind == MetricKind::system_compute && !whole) {
    return fmt::format("It has {} ranks, and the system has {} chips.", ranks_of(info), devices);
  }
  return "";
}

/// Files while they are being sorted.
struct Sorted {
  Pools pools;
  std::vector<ClaimFile> files;
  std::vector<std::size_t> run_of_file;
  std::set<std::string> uuids;
};

void add(Sorted& sorted, const SummarisedRun& run, std::size_t index, const Key& key,
         const std::string& label, std::string refused) {
  const RunInfo& info = run.run.info;
  if (refused.empty() && !sorted.uuids.insert(info.uuid).second) {
    refused = "It is a run that another file holds already, and counts once.";
  }
  if (refused.empty()) sorted.pools[key].push_back(index);
  sorted.files.push_back(
      {std::get<0>(key), run.name, label, info.origin, false, std::move(refused)});
  sorted.run_of_file.push_back(index);
}

Sorted sort_runs(const Claim& claim, std::span<const SummarisedRun> runs,
                 const Catalogue& catalogue) {
  Sorted sorted;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunInfo& info = runs[i].run.info;
    const ChipOfRun of = chip_of_run(info, catalogue);
    if (of.chip == nullptr) {
      const auto count = count_of_chip(info, claim, catalogue);
      if (!count || claim.metric.kind != MetricKind::mixed) continue;
      const bool emulated = info.origin == Origin::emulated;
      add(sorted, runs[i], i, key_of(ClaimRole::both, info, *count), of.label,
          emulated ? "Its numbers are emulated, taken on a test double of a device." : "");
      continue;
    }
    for (const auto& [role, id] :
         {std::pair{ClaimRole::chip, claim.chip}, {ClaimRole::to, claim.to}}) {
      if (!is_of(*of.chip, id, claim, catalogue)) continue;
      add(sorted, runs[i], i, key_of(role, info, 0), of.label,
          why_not(info, id, of.note, claim, catalogue));
    }
  }
  return sorted;
}

using Choice = std::array<const Pools::value_type*, 3>;

/// The pool of a role with the most runs, measured ones first; of so many ranks, if given.
const Pools::value_type* best_pool(const Pools& pools, ClaimRole role, std::optional<int> ranks) {
  const Pools::value_type* best = nullptr;
  const auto rank_of = [](const Pools::value_type& pool) {
    return std::pair{origin_of(pool.first) == Origin::measured, pool.second.size()};
  };
  for (const auto& pool : pools) {
    if (std::get<0>(pool.first) != role || (ranks && ranks_of(pool.first) != *ranks)) continue;
    if (best == nullptr || rank_of(pool) > rank_of(*best)) best = &pool;
  }
  return best;
}

/// Measured sides, sides at all, the same number of ranks, runs of the side that has fewest.
std::tuple<int, int, bool, std::size_t> worth_of(const Choice& choice, bool same_ranks) {
  int measured = 0;
  int present = 0;
  std::size_t fewest = 0;
  for (const auto* pool : choice) {
    if (pool == nullptr) continue;
    fewest = present == 0 ? pool->second.size() : std::min(fewest, pool->second.size());
    ++present;
    if (origin_of(pool->first) == Origin::measured) ++measured;
  }
  return {measured, present, same_ranks, fewest};
}

Choice choose(const Pools& pools) {
  std::set<int> all_ranks;
  for (const auto& pool : pools) all_ranks.insert(ranks_of(pool.first));
  const auto of = [&](std::optional<int> ranks) {
    Choice choice{};
    for (std::size_t i = 0; i < roles.size(); ++i) {
      choice[i] = best_pool(pools, roles[i], ranks);
    }
    return choice;
  };
  Choice best = of(std::nullopt);
  auto worth = worth_of(best, false);
  for (const int ranks : all_ranks) {
    const Choice choice = of(ranks);
    const auto its_worth = worth_of(choice, true);
    if (its_worth <= worth) continue;
    best = choice;
    worth = its_worth;
  }
  return best;
}

ClaimSide side_of(const Pools::value_type* pool) {
  if (pool == nullptr) return {};
  return {pool->second, origin_of(pool->first), ranks_of(pool->first)};
}

bool holds(const ClaimSide& side, std::size_t run) {
  return std::find(side.runs.begin(), side.runs.end(), run) != side.runs.end();
}

}  // namespace

ClaimRuns choose_runs(const Claim& claim, std::span<const SummarisedRun> runs,
                      const Catalogue& catalogue) {
  Sorted sorted = sort_runs(claim, runs, catalogue);
  const Choice choice = choose(sorted.pools);
  ClaimRuns chosen{side_of(choice[0]), side_of(choice[1]), side_of(choice[2]), 0, {}};
  if (choice[2] != nullptr) {
    chosen.share = static_cast<double>(of_chip(choice[2]->first)) / chosen.both.ranks;
  }
  for (std::size_t i = 0; i < sorted.files.size(); ++i) {
    ClaimFile& file = sorted.files[i];
    const std::size_t run = sorted.run_of_file[i];
    const bool taken = holds(chosen.chip, run) || holds(chosen.to, run) || holds(chosen.both, run);
    if (!file.why_not.empty()) continue;
    if (file.origin != Origin::measured) {
      file.why_not = fmt::format("Its numbers are {}, not measured.", name(file.origin));
    } else if (!taken) {
      file.why_not =
          "It does not pool with the runs that were taken: another backend, label or number of "
          "ranks or nodes.";
    } else {
      file.counts = true;
    }
  }
  chosen.files = std::move(sorted.files);
  return chosen;
}

}  // namespace steelyard::results
