#pragma once

#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "results/verdicts/gate/setup_facts.hpp"

namespace steelyard::results {

/// The setups of many runs. Most of a setup is that of the run before, so each text is kept once:
/// ten thousand setups of sixty facts take 10 MB.
class SetupLog {
 public:
  SetupLog() = default;
  SetupLog(SetupLog&&) = default;
  SetupLog& operator=(SetupLog&&) = default;
  // A copy would have the places of the other's texts.
  SetupLog(const SetupLog&) = delete;
  SetupLog& operator=(const SetupLog&) = delete;

  /// Returns its number: 0, 1, ...
  std::size_t add(const SetupFacts& facts);

  /// Facts that change with more than a quarter of the runs, whose setups are given in the order of
  /// time. What is another thing every night (the number of a job, a seed) explains nothing, and
  /// would cut a history to pieces.
  std::vector<std::string> restless(std::span<const std::size_t> setups) const;

  /// As changed_facts(), without the facts named in `restless`, which is sorted.
  std::vector<std::string> changes(std::size_t earlier, std::size_t later,
                                   std::span<const std::string> restless) const;

 private:
  /// Texts are the same if they stand at the same place.
  using Fact = std::pair<const std::string*, const std::string*>;

  const std::string* keep(const std::string& text) { return &*texts_.insert(text).first; }
  /// Calls visit(what, before, now) for each fact that both have and that differs.
  template <class Visit>
  void compare(std::size_t earlier, std::size_t later, Visit visit) const;

  std::unordered_set<std::string> texts_;
  std::vector<std::vector<Fact>> setups_;  ///< each in the order of SetupFacts
};

}  // namespace steelyard::results
