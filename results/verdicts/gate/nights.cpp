#include "results/verdicts/gate/nights.hpp"

#include "results/verdicts/figures.hpp"

namespace steelyard::results {

Nights::Nights(std::span<const SummarisedRun> runs) {
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
  night.figures.reserve(run.run.cases.size());
  for (std::size_t i = 0; i < run.run.cases.size(); ++i) {
    const CaseRecord& record = run.run.cases[i];
    const auto& times = run.times[i];
    NightFigure figure{place_of(record, info.created_utc), std::nullopt};
    if (has_figures(record, times)) figure.median_seconds = times->median_seconds;
    night.figures.push_back(figure);
  }
  nights_.push_back(std::move(night));
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
             created_utc};
  }
  return place->second;
}

}  // namespace steelyard::results
