#include "results/verdicts/rank_places.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace steelyard::results {
namespace {

/// Texts of a key stand apart by what no name holds.
constexpr char between = '\n';

std::string device_key(const RankInfo& info) {
  const std::string& device = !info.pci_bus_id.empty() ? info.pci_bus_id
                              : !info.uuid.empty()     ? info.uuid
                                                       : info.device;
  return info.host + between + device;
}

/// How many ranks have each key.
std::map<std::string, int> counted_keys(const RankPlaces& places) {
  std::map<std::string, int> counts;
  for (const RankPlace& each : places.ranks) ++counts[each.key];
  return counts;
}

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items) {
  if (items.size() < 2) return items.empty() ? "" : items.front();
  return fmt::format("{} and {}", fmt::join(items.begin(), items.end() - 1, ", "), items.back());
}

/// "1", "3-5", ...: numbers in ascending order, runs of three or more drawn together.
std::vector<std::string> drawn_together(const std::vector<int>& numbers) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t end = i + 1;
    while (end < numbers.size() && numbers[end] == numbers[end - 1] + 1) ++end;
    if (end - i >= 3) {
      out.push_back(fmt::format("{}-{}", numbers[i], numbers[end - 1]));
    } else {
      for (std::size_t k = i; k < end; ++k) out.push_back(fmt::format("{}", numbers[k]));
    }
    i = end;
  }
  return out;
}

std::string ranks_text(const std::vector<int>& numbers) {
  return fmt::format("rank{} {}", numbers.size() == 1 ? "" : "s", listed(drawn_together(numbers)));
}

std::string one_rank(const RankPlace& place) {
  std::vector<std::string> facts;
  for (const std::string& fact : {place.host, place.device, place.product, place.uuid}) {
    if (!fact.empty()) facts.push_back(fact);
  }
  return facts.empty() ? fmt::format("rank {}", place.rank)
                       : fmt::format("rank {} ({})", place.rank, fmt::join(facts, ", "));
}

/// A host in the order of its first rank.
struct Host {
  std::string name;
  int ranks = 0;
  int marked = 0;
};

std::vector<Host> hosts_of(const RankPlaces& places, const std::vector<bool>& marked) {
  std::vector<Host> hosts;
  for (std::size_t i = 0; i < places.ranks.size(); ++i) {
    const std::string& name = places.ranks[i].host;
    auto host =
        std::find_if(hosts.begin(), hosts.end(), [&](const Host& h) { return h.name == name; });
    if (host == hosts.end()) host = hosts.insert(hosts.end(), {name, 0, 0});
    ++host->ranks;
    if (marked[i]) ++host->marked;
  }
  return hosts;
}

}  // namespace

RankPlaces places_of(const Environment& environment, std::size_t count) {
  RankPlaces places;
  places.ranks.resize(count);
  std::vector<std::string> bindings(count);
  for (std::size_t i = 0; i < count; ++i) {
    places.ranks[i].rank = static_cast<int>(i);
    places.ranks[i].key = between;
  }
  for (const RankInfo& info : environment.ranks) {
    if (info.rank < 0 || static_cast<std::size_t>(info.rank) >= count) continue;
    const auto at = static_cast<std::size_t>(info.rank);
    places.ranks[at] = {info.rank,    info.host, info.device,
                        info.product, info.uuid, device_key(info)};
    bindings[at] = info.cpu_binding;
  }
  const auto devices = counted_keys(places);
  for (std::size_t i = 0; i < count; ++i) {
    std::string& key = places.ranks[i].key;
    if (devices.at(key) > 1) key += between + bindings[i];
  }
  const auto bound = counted_keys(places);
  std::map<std::string, int> seen;
  for (RankPlace& each : places.ranks) {
    if (bound.at(each.key) == 1) continue;
    places.by_order = true;
    each.key += fmt::format("{}{}", between, seen[each.key]++);
  }
  return places;
}

RankPlaces first_of(const RankPlaces& places, std::size_t count) {
  RankPlaces first = places;
  if (count < first.ranks.size()) first.ranks.resize(count);
  return first;
}

std::optional<std::vector<std::size_t>> matched(const RankPlaces& reference,
                                                const RankPlaces& run) {
  const std::size_t count = reference.ranks.size();
  if (run.ranks.size() < count) return std::nullopt;
  std::map<std::string_view, std::size_t> at;
  for (std::size_t i = 0; i < count; ++i) at.emplace(run.ranks[i].key, i);
  std::vector<std::size_t> order;
  for (const RankPlace& each : reference.ranks) {
    const auto found = at.find(each.key);
    if (found == at.end()) return std::nullopt;
    order.push_back(found->second);
  }
  return order;
}

std::string words_of(const RankPlaces& places, const std::vector<bool>& marked) {
  std::vector<int> numbers;
  std::size_t last = 0;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (!marked[i]) continue;
    numbers.push_back(places.ranks[i].rank);
    last = i;
  }
  if (numbers.size() == 1) return one_rank(places.ranks[last]);
  std::vector<std::string> whole;
  std::vector<std::string> touched;
  bool only_whole = true;
  for (const Host& host : hosts_of(places, marked)) {
    if (host.marked == 0) continue;
    touched.push_back(host.name);
    if (host.marked == host.ranks) whole.push_back(host.name);
    only_whole = only_whole && host.marked == host.ranks && !host.name.empty();
  }
  if (only_whole) return fmt::format("{} ({})", listed(whole), ranks_text(numbers));
  if (touched == std::vector<std::string>{""}) return ranks_text(numbers);
  constexpr std::size_t most_devices = 4;
  if (numbers.size() > most_devices) {
    return fmt::format("{} (of {})", ranks_text(numbers), listed(touched));
  }
  std::vector<std::string> devices;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i]) devices.push_back(places.ranks[i].host + " " + places.ranks[i].device);
  }
  return fmt::format("{} ({})", ranks_text(numbers), fmt::join(devices, ", "));
}

}  // namespace steelyard::results
