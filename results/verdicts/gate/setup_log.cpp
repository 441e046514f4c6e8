#include "results/verdicts/gate/setup_log.hpp"

#include <algorithm>
#include <map>

namespace steelyard::results {

std::size_t SetupLog::add(const SetupFacts& facts) {
  std::vector<Fact>& setup = setups_.emplace_back();
  setup.reserve(facts.size());
  for (const auto& [what, value] : facts) setup.emplace_back(keep(what), keep(value));
  return setups_.size() - 1;
}

template <class Visit>
void SetupLog::compare(std::size_t earlier, std::size_t later, Visit visit) const {
  auto before = setups_[earlier].begin();
  for (const auto& [what, value] : setups_[later]) {
    while (before != setups_[earlier].end() && *before->first < *what) ++before;
    if (before == setups_[earlier].end()) return;
    if (before->first == what && before->second != value) visit(*what, *before->second, *value);
  }
}

std::vector<std::string> SetupLog::restless(std::span<const std::size_t> setups) const {
  std::map<std::string, std::size_t> changes;
  for (std::size_t i = 1; i < setups.size(); ++i) {
    compare(setups[i - 1], setups[i],
            [&](const std::string& what, const auto&, const auto&) { ++changes[what]; });
  }
  std::vector<std::string> restless;
  for (const auto& [what, count] : changes) {
    if (count > 1 && 4 * count > setups.size()) restless.push_back(what);
  }
  return restless;
}

std::vector<std::string> SetupLog::changes(std::size_t earlier, std::size_t later,
                                           std::span<const std::string> restless) const {
  std::vector<std::string> out;
  compare(earlier, later,
          [&](const std::string& what, const std::string& before, const std::string& now) {
            if (std::binary_search(restless.begin(), restless.end(), what)) return;
            out.push_back(changed_fact(what, before, "before", now, "from here on"));
          });
  return out;
}

}  // namespace steelyard::results
