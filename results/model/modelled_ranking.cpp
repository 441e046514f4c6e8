#include "results/model/modelled_ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace steelyard::results {
namespace {

const CaseRecord* find(const RunRecord& run, const std::string& id) {
  const auto found = std::find_if(run.cases.begin(), run.cases.end(),
                                  [&](const CaseRecord& record) { return record.id == id; });
  return found == run.cases.end() ? nullptr : &*found;
}

bool ran(const RunRecord& run, const std::string& id) {
  const CaseRecord* record = find(run, id);
  return record != nullptr && has_samples(record->outcome);
}

/// The case of a group that most runs have, among those of the baseline; the last one of several,
/// which suites make the largest. Null if the baseline ran none.
const CaseRecord* most_common(std::span<const NamedRun> runs, const RunRecord& base,
                              const std::string& group) {
  const CaseRecord* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const CaseRecord& record : base.cases) {
    if (record.group != group || !has_samples(record.outcome)) continue;
    const auto count = std::count_if(
        runs.begin(), runs.end(), [&](const NamedRun& each) { return ran(each.run, record.id); });
    if (count >= most) {
      best = &record;
      most = count;
    }
  }
  return best;
}

std::string why_not(const RunRecord& run, const CaseRecord& wanted) {
  const CaseRecord* record = find(run, wanted.id);
  if (record != nullptr) return record->reason;
  return fmt::format("modelled as {} devices, the others as {}", run.info.environment.ranks.size(),
                     wanted.ranks);
}

/// The run with the cases of one group alone.
SummarisedRun only_group(const NamedRun& whole, const std::string& group) {
  NamedRun part{whole.name, {}};
  part.run.info = whole.run.info;
  for (const CaseRecord& record : whole.run.cases) {
    if (record.group == group) part.run.cases.push_back(record);
  }
  return summarise(std::move(part));
}

ModelledGroup rank_group(std::span<const NamedRun> runs, std::size_t baseline,
                         const Catalogue& catalogue, const std::string& group) {
  ModelledGroup result{group, {}, {}, ""};
  const CaseRecord* wanted = most_common(runs, runs[baseline].run, group);
  if (wanted == nullptr) return result;
  result.most_common = wanted->name;
  std::vector<SummarisedRun> entrants;
  std::vector<std::size_t> indices{baseline};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i == baseline) continue;
    if (ran(runs[i].run, wanted->id)) {
      entrants.push_back(only_group(runs[i], group));
      indices.push_back(i);
    } else {
      result.left_out.push_back({i, why_not(runs[i].run, *wanted)});
    }
  }
  if (entrants.empty()) return result;
  RankOptions options;
  options.bootstrap.resamples = 100;  // equal samples have no spread
  const Ranking ranking = rank(entrants, only_group(runs[baseline], group), catalogue, options);
  result.ranking = ranking.groups.front();
  for (Score& score : result.ranking.scores) score.chip = indices[score.chip];
  return result;
}

}  // namespace

std::vector<ModelledGroup> rank_by_group(std::span<const NamedRun> runs, std::size_t baseline,
                                         const Catalogue& catalogue) {
  std::vector<ModelledGroup> groups;
  for (const CaseRecord& record : runs[baseline].run.cases) {
    const auto same = [&](const ModelledGroup& each) { return each.group == record.group; };
    if (std::any_of(groups.begin(), groups.end(), same)) continue;
    groups.push_back(rank_group(runs, baseline, catalogue, record.group));
  }
  return groups;
}

}  // namespace steelyard::results
