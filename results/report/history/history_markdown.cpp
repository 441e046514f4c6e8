#include "results/report/history/history_markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "results/report/history/history_text.hpp"
#include "results/report/markdown.hpp"

namespace steelyard::results {
namespace {

std::string row(const History& history, const ChangeOfCase& found) {
  const HistoryChange& change = *found.change;
  const HistoryRun& run = history.runs[found.series->points[change.point].run];
  std::vector<std::string> said = change.beside;
  if (!change.carried_by.words.empty()) {
    said.insert(said.begin(), sentence(change.carried_by));
  }
  std::string notes = fmt::format("{}", fmt::join(said, "; "));
  if (!change.acknowledgement.empty()) {
    notes += (notes.empty() ? "" : "; ") + ("acknowledged by " + change.acknowledgement);
  }
  return markdown_row({std::string(name(change.state)), markdown(found.series->name),
                       fmt::format("{:+.2f} %", (change.ratio - 1) * 100),
                       markdown(run.created_utc), markdown(run.file),
                       fmt::format("{:.1f}", std::abs(change.deviate)),
                       fmt::format("{:.2g}", change.p_value), markdown(notes)});
}

std::string cases(const History& history) {
  std::string out = markdown_head({"case", "series"});
  for (const HistoryCase& series : history.cases) {
    out += markdown_row({markdown(series.name), markdown(series_numbers(series))});
  }
  return out;
}

}  // namespace

std::string history_markdown(const History& history, bool all) {
  std::string out = fmt::format("**{}**\n", history_headline(history));
  std::string rows;
  for (const ChangeState state : weightiest_first) {
    for (const ChangeOfCase& each : changes_in(history, state)) rows += row(history, each);
  }
  if (!rows.empty()) {
    out += "\n" +
           markdown_head(
               {"state", "case", "change", "from", "run", "standard errors", "p", "beside"}) +
           rows;
  }
  std::vector<std::string> setups;
  for (const HistoryRun& run : history.runs) {
    for (const std::string& each : run.changes) setups.push_back(run.created_utc + "  " + each);
  }
  out += markdown_list("Changes of the setup", setups);
  out += markdown_list("Changes so often that it begins no segment", history.restless);
  if (all) out += "\n" + markdown_details("Cases", cases(history));
  return out;
}

}  // namespace steelyard::results
