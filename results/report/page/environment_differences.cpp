#include "results/report/page/environment_differences.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace steelyard::results::page {
namespace {

using Value = std::optional<std::string>;

/// One fact at one place. Of a run: no host, no rank; of a node: no rank.
struct Entry {
  std::size_t chip = 0;
  std::size_t run = 0;
  std::size_t start = 0;
  std::string host;
  int rank = -1;
  Value value;
};

using Entries = std::vector<Entry>;

bool all_same(const Entries& entries) {
  return std::all_of(entries.begin(), entries.end(),
                     [&](const Entry& each) { return each.value == entries.front().value; });
}

/// Groups of entries that agree in `key`, in the order of its values.
template <typename Key>
std::vector<Entries> grouped(const Entries& entries, Key key) {
  std::map<decltype(key(entries.front())), Entries> groups;
  for (const Entry& each : entries) groups[key(each)].push_back(each);
  std::vector<Entries> lists;
  for (auto& [unused, list] : groups) lists.push_back(std::move(list));
  return lists;
}

EnvironmentValue everywhere(const Entry& entry) {
  return {.chip = entry.chip, .run = entry.run, .value = entry.value};
}

/// Of one host in one start: one value, or one for each list of ranks.
void add_host(const Entries& entries, std::optional<std::size_t> start,
              std::vector<EnvironmentValue>& values) {
  for (const Entries& same : grouped(entries, [](const Entry& each) { return each.value; })) {
    EnvironmentValue& value = values.emplace_back(everywhere(same.front()));
    value.start = start;
    value.host = same.front().host;
    if (same.size() == entries.size()) continue;
    for (const Entry& each : same) value.ranks.push_back(each.rank);
  }
}

void add_start(const Entries& entries, std::optional<std::size_t> start,
               std::vector<EnvironmentValue>& values) {
  if (all_same(entries)) {
    values.push_back(everywhere(entries.front()));
    values.back().start = start;
    return;
  }
  for (const Entries& host : grouped(entries, [](const Entry& each) { return each.host; })) {
    add_host(host, start, values);
  }
}

bool agree(const Entries& a, const Entries& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Entry& x, const Entry& y) {
    return x.host == y.host && x.rank == y.rank && x.value == y.value;
  });
}

void add_run(const Entries& entries, std::vector<EnvironmentValue>& values) {
  const auto starts = grouped(entries, [](const Entry& each) { return each.start; });
  const bool one = all_same(entries) ||
                   std::all_of(starts.begin(), starts.end(),
                               [&](const Entries& each) { return agree(each, starts.front()); });
  if (one) {
    add_start(starts.front(), std::nullopt, values);
    return;
  }
  for (const Entries& each : starts) add_start(each, each.front().start, values);
}

void add_difference(const std::string& what, const Entries& entries,
                    std::vector<EnvironmentDifference>& differences) {
  if (entries.empty() || all_same(entries)) return;
  EnvironmentDifference& difference = differences.emplace_back();
  difference.what = what;
  const auto run = [](const Entry& each) { return std::pair{each.chip, each.run}; };
  for (const Entries& of_run : grouped(entries, run)) add_run(of_run, difference.values);
}

Value find(const Facts& facts, const std::string& what) {
  const auto found = facts.find(what);
  return found == facts.end() ? Value() : Value(found->second);
}

/// The facts of one place, and an entry of that place still without a value.
struct PlacedFacts {
  Entry place;
  const Facts* facts = nullptr;
};

Entry place_of(const EnvironmentFacts& of) {
  return {.chip = of.chip, .run = of.run, .start = of.start};
}

std::vector<PlacedFacts> facts_of_ranks(std::span<const EnvironmentFacts> all) {
  std::vector<PlacedFacts> places;
  for (const EnvironmentFacts& of : all) {
    for (const auto& [place, facts] : of.of_ranks) {
      PlacedFacts& placed = places.emplace_back(PlacedFacts{place_of(of), &facts});
      std::tie(placed.place.host, placed.place.rank) = place;
    }
  }
  return places;
}

std::vector<PlacedFacts> facts_of_runs(std::span<const EnvironmentFacts> all) {
  std::vector<PlacedFacts> places;
  for (const EnvironmentFacts& of : all) places.push_back({place_of(of), &of.of_run});
  return places;
}

std::vector<PlacedFacts> facts_of_nodes(std::span<const EnvironmentFacts> all) {
  std::vector<PlacedFacts> places;
  for (const EnvironmentFacts& of : all) {
    for (const auto& [host, facts] : of.of_nodes) {
      places.push_back({place_of(of), &facts});
      places.back().place.host = host;
    }
  }
  return places;
}

enum class Absence { differs, says_nothing };

void compare(const std::vector<PlacedFacts>& places, Absence absence,
             std::vector<EnvironmentDifference>& differences) {
  std::set<std::string> names;
  for (const PlacedFacts& each : places) {
    for (const auto& [name, value] : *each.facts) names.insert(name);
  }
  for (const std::string& what : names) {
    Entries entries;
    for (const PlacedFacts& each : places) {
      const Value value = find(*each.facts, what);
      if (!value && absence == Absence::says_nothing) continue;
      entries.push_back(each.place);
      entries.back().value = value;
    }
    add_difference(what, entries, differences);
  }
}

}  // namespace

std::vector<EnvironmentDifference> environment_differences(
    std::span<const EnvironmentFacts> facts) {
  std::vector<EnvironmentDifference> differences;
  compare(facts_of_ranks(facts), Absence::differs, differences);
  compare(facts_of_runs(facts), Absence::says_nothing, differences);
  compare(facts_of_nodes(facts), Absence::differs, differences);
  return differences;
}

}  // namespace steelyard::results::page
