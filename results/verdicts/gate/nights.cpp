#include "results/verdicts/gate/nights.hpp"

#include <algorithm>
#include <utility>

#include "results/verdicts/figures.hpp"

namespace steelyard::results {

Nights::Nights(std::span<const SummarisedRun> runs, const Metric& metric) : metric_(&metric) {
  for (const SummarisedRun& run : runs) add(run);
}

void Nights::add(const SummarisedRun& run) {
  const RunInfo& info = run.run.info;
  Night night;
  night.name = run.name;
  night.uuid = info.uuid;
  night.created_utc = info.created_utc;
  night.label = info.label;
  night.machine = machine_of(info);
  night.machine_words = machine_words(info);
  night.setup = setups_.add(setup_facts(info));
  night.places = keep(places_of(run));
  night.figures.reserve(run.run.cases.size());
  for (std::size_t i = 0; i < run.run.cases.size(); ++i) {
    const CaseRecord& record = run.run.cases[i];
    const auto& times = run.times[i];
    NightFigure figure{place_of(record, info.created_utc), std::nullopt};
    if (has_figures(record, times)) {
      figure.has_times = true;
      figure.figure = figure_of(*metric_, *times);
    }
    if (figure.figure && is_time(*metric_)) {
      const auto& medians = times->rank_medians_seconds;
      figure.ranks = medians.size();
      figure.first_rank = night.rank_medians_seconds.size();
      for (const double each : medians) {
        night.rank_medians_seconds.push_back(static_cast<float>(each));
      }
    }
    night.figures.push_back(figure);
  }
  nights_.push_back(std::move(night));
}

CaseInRun Nights::ranks_of(const Night& night, std::size_t of_case) const {
  CaseInRun out{&places_of_ranks_[night.places], {}};
  const auto figure =
      std::find_if(night.figures.begin(), night.figures.end(),
                   [&](const NightFigure& each) { return each.of_case == of_case; });
  if (figure == night.figures.end()) return out;
  const auto first =
      night.rank_medians_seconds.begin() + static_cast<std::ptrdiff_t>(figure->first_rank);
  out.rank_medians_seconds.assign(first, first + static_cast<std::ptrdiff_t>(figure->ranks));
  return out;
}

std::size_t Nights::keep(RankPlaces places) {
  const auto known = std::find(places_of_ranks_.rbegin(), places_of_ranks_.rend(), places);
  if (known != places_of_ranks_.rend()) {
    return static_cast<std::size_t>(places_of_ranks_.rend() - known) - 1;
  }
  places_of_ranks_.push_back(std::move(places));
  return places_of_ranks_.size() - 1;
}

std::size_t Nights::place_of(const CaseRecord& record, const std::string& created_utc) {
  const auto [place, is_new] = places_.emplace(record.id, cases_.size());
  if (is_new) cases_.emplace_back();
  NightCase& known = cases_[place->second];
  if (is_new || created_utc < known.since) {
    known = {record.id,
             record.name,
             record.group,
             std::string(unit(figure_kind(record.work))),
             work_per_iteration(record.work),
             created_utc,
             is_collective(record)};
  }
  return place->second;
}

}  // namespace steelyard::results
