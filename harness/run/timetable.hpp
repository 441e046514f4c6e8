#pragma once

#include <cstddef>
#include <vector>

#include "harness/core/record.hpp"
#include "harness/run/pace.hpp"

namespace steelyard::run {

/// What is known of all cases of a run that decides which is visited next, and for how long:
/// pace.hpp over all of them. Every rank keeps one, and all know which cases are open and how often
/// each was visited; rank 0 alone has the samples, and so decides for all.
class Timetable {
 public:
  Timetable(const PaceOptions& options, std::size_t cases) : options_(options), cases_(cases) {}

  /// The case gets no further visit.
  void close(std::size_t index) { cases_[index].open = false; }
  /// A visit is over. `visit` has its samples on rank 0, elsewhere none.
  void note(std::size_t index, const Visit& visit, int ranks);
  /// What an iteration and what the visit beside its sampling took.
  void note_cost(std::size_t index, double typical_seconds, double overhead_seconds);

  /// The quoted interval is wider than the medians of the visits let expect: they must do better.
  void ask_for_more(std::size_t index) { cases_[index].margin *= 0.8; }

  int rounds_done(std::size_t index) const { return cases_[index].rounds_done; }
  /// Visits that are planned for open cases, beside those that more precision may take.
  std::size_t visits_left() const;

  /// Rank 0: whether the case is due for another visit.
  bool wants_visit(std::size_t index) const { return run::wants_visit(options_, cases_[index]); }
  /// Rank 0: sampling time of its next visit; negative: none.
  double visit_seconds(std::size_t index, double elapsed_seconds) const {
    return run::visit_seconds(options_, cases_, index, elapsed_seconds);
  }
  /// Rank 0: whether any case is due and has time left.
  bool anything_due(double elapsed_seconds) const;

 private:
  PaceOptions options_;
  std::vector<CasePace> cases_;
};

}  // namespace steelyard::run
