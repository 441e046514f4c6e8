#include "results/verdicts/history/history_carriers.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace steelyard::results {
namespace {

constexpr std::size_t most_nights = 128;

/// A case of the history among the nights that it was made from.
class CaseOfNights {
 public:
  CaseOfNights(const HistoryCase& series, const Nights& nights,
               const std::vector<const Night*>& order, std::size_t of_case)
      : series_(series), nights_(nights), order_(order), of_case_(of_case) {}

  CarrierQuestion question(std::size_t which) const {
    const auto& changes = series_.changes;
    const std::size_t at = changes[which].point;
    const std::size_t begin = which == 0 ? 0 : changes[which - 1].point;
    const std::size_t end =
        which + 1 < changes.size() ? changes[which + 1].point : series_.points.size();
    CarrierQuestion question;
    question.before = between(std::max(begin, at - std::min(at, most_nights)), at);
    question.after = between(at, std::min(end, at + most_nights));
    question.ratio = changes[which].ratio;
    question.in_order = true;
    question.collective = nights_.cases()[of_case_].collective;
    return question;
  }

 private:
  std::vector<CaseInRun> between(std::size_t begin, std::size_t end) const {
    std::vector<CaseInRun> out;
    for (std::size_t i = begin; i < end; ++i) {
      out.push_back(nights_.ranks_of(*order_[series_.points[i].run], of_case_));
    }
    return out;
  }

  const HistoryCase& series_;
  const Nights& nights_;
  const std::vector<const Night*>& order_;
  std::size_t of_case_;
};

}  // namespace

void find_carriers(History& history, const Nights& nights, const std::vector<const Night*>& order) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < nights.cases().size(); ++i) places.emplace(nights.cases()[i].id, i);
  std::map<std::size_t, std::vector<CarriedChange>> by_run;
  if (!is_time(*history.metric)) {
    for (HistoryCase& series : history.cases) {
      for (HistoryChange& change : series.changes) change.carried_by = carrier_beyond_times();
    }
    return;
  }
  for (HistoryCase& series : history.cases) {
    const CaseOfNights of_nights(series, nights, order, places.at(series.id));
    for (std::size_t i = 0; i < series.changes.size(); ++i) {
      HistoryChange& change = series.changes[i];
      const CarrierQuestion question = of_nights.question(i);
      change.carried_by = carrier_of(question);
      by_run[series.points[change.point].run].push_back(
          {series.name, change.ratio, question.collective, &change.carried_by});
    }
  }
  for (auto& [run, changes] : by_run) point_collectives(changes);
}

}  // namespace steelyard::results
