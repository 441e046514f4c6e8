#include "harness/run/ledger.hpp"

#include <algorithm>
#include <utility>

namespace steelyard::run {

void Ledger::open(RunInfo info) {
  const std::lock_guard lock(mutex_);
  record_.info = std::move(info);
}

void Ledger::add(const CaseRecord& record) {
  const std::lock_guard lock(mutex_);
  record_.cases.push_back(record);
}

void Ledger::put(std::size_t index, const CaseRecord& record) {
  const std::lock_guard lock(mutex_);
  CaseRecord& mine = record_.cases[index];
  std::vector<Visit> visits = std::move(mine.visits);
  mine = record;
  mine.visits = std::move(visits);
}

void Ledger::add_visit(std::size_t index, Visit visit) {
  const std::lock_guard lock(mutex_);
  std::vector<Visit>& visits = record_.cases[index].visits;
  unheard_.emplace_back(index, visits.size());
  visits.push_back(std::move(visit));
}

std::vector<VisitOf> Ledger::take_unheard() {
  const std::lock_guard lock(mutex_);
  std::vector<VisitOf> visits;
  for (const auto& [index, visit] : unheard_) {
    const CaseRecord& record = record_.cases[index];
    visits.push_back({&record, &record.visits[visit]});
  }
  unheard_.clear();
  return visits;
}

void Ledger::add_telemetry(const std::vector<TelemetrySample>& samples) {
  const std::lock_guard lock(mutex_);
  record_.telemetry.insert(record_.telemetry.end(), samples.begin(), samples.end());
}

void Ledger::complete(double wall_seconds) {
  const std::lock_guard lock(mutex_);
  record_.info.state = RunState::complete;
  record_.info.wall_seconds = wall_seconds;
}

std::optional<Ledger::LastPage> Ledger::last_page(const Watchdog::Verdict& verdict,
                                                  double wall_seconds) const {
  const std::lock_guard lock(mutex_);
  if (record_.info.state == RunState::complete) return std::nullopt;
  LastPage page{record_.info, std::nullopt, {}};
  for (const auto& [index, visit] : unheard_) {
    CaseRecord record = record_.cases[index];
    Visit one = std::move(record.visits[visit]);
    record.visits.clear();
    page.unheard.emplace_back(std::move(record), std::move(one));
  }
  page.info.state = RunState::interrupted;
  page.info.wall_seconds = wall_seconds;
  if (verdict.cause != Watchdog::Verdict::Cause::overdue) return page;
  const auto found =
      std::find_if(record_.cases.begin(), record_.cases.end(),
                   [&](const CaseRecord& record) { return record.name == verdict.case_name; });
  if (found == record_.cases.end()) return page;
  page.hung = *found;
  page.hung->outcome = Outcome::timeout;
  page.hung->reason = verdict.text;
  return page;
}

bool tell(const Ledger::LastPage& page, Spokesman& spokesman, double patience_seconds) {
  RunRecord known;
  known.info = page.info;
  std::vector<VisitOf> unheard;
  for (const auto& [record, visit] : page.unheard) unheard.push_back({&record, &visit});
  return spokesman.last_words(
      [&](Collector& collector) {
        if (!unheard.empty()) collector.visits_done(unheard);
        if (page.hung) collector.case_done(*page.hung);
        collector.run_done(known);
      },
      patience_seconds);
}

}  // namespace steelyard::run
