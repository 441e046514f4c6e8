#include "harness/run/timetable.hpp"

#include <algorithm>

#include "harness/core/case_times.hpp"
#include "harness/core/statistics/quantiles.hpp"

namespace steelyard::run {

void Timetable::note(std::size_t index, const Visit& visit, int ranks) {
  CasePace& one = cases_[index];
  one.rounds_done = visit.round;
  const bool all_disturbed =
      !visit.batches.empty() && std::all_of(visit.batches.begin(), visit.batches.end(),
                                            [](const Batch& batch) { return batch.disturbed; });
  if (visit.samples.empty() || all_disturbed) return;
  CaseRecord alone;
  alone.ranks = ranks;
  alone.visits = {visit};
  one.medians.push_back(median(quoted_times(alone).rounds.front()));
}

void Timetable::note_cost(std::size_t index, double typical_seconds, double overhead_seconds) {
  cases_[index].typical_seconds = typical_seconds;
  cases_[index].overhead_seconds = overhead_seconds;
}

std::size_t Timetable::visits_left() const {
  std::size_t visits = 0;
  for (const CasePace& one : cases_) visits += planned_visits_left(options_, one);
  return visits;
}

bool Timetable::anything_due(double elapsed_seconds) const {
  for (std::size_t index = 0; index < cases_.size(); ++index) {
    if (wants_visit(index) && visit_seconds(index, elapsed_seconds) > 0) return true;
  }
  return false;
}

}  // namespace steelyard::run
