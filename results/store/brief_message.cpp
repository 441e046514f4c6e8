#include "results/store/brief_message.hpp"

#include <utility>

#include "results/store/message_stream.hpp"
#include "results/store/run_info_message.hpp"
#include "results/store/summary_row.hpp"

namespace steelyard::results {
namespace {

void tell_case(MessageWriter& out, const CaseRecord& record,
               const std::optional<CaseTimes>& times) {
  const schema::SummaryRow row = to_row({record, times});
  schema::describe_summary(out, row);
  if (!times) return;
  out.add_all(times->rank_medians_seconds);
  out.add_list(times->quoted, [&](const std::vector<double>& round) { out.add_all(round); });
  out.add_all(times->probe_rates);
  out.add_all(times->visit_watts);
}

void take_case(MessageReader& in, RunInBrief& brief) {
  schema::SummaryRow row;
  schema::describe_summary(in, row);
  SummarisedCase summarised = from_row(std::move(row));
  brief.run.cases.push_back(std::move(summarised.record));
  auto& times = brief.times.emplace_back();
  if (!summarised.summary) return;
  times.emplace();
  static_cast<CaseSummary&>(*times) = std::move(*summarised.summary);
  in.take_all(times->rank_medians_seconds);
  in.take_list(times->quoted, [&](std::vector<double>& round) { in.take_all(round); });
  in.take_all(times->probe_rates);
  in.take_all(times->visit_watts);
  const std::size_t rounds = times->quoted.size();
  if (times->probe_rates.size() != rounds || times->visit_watts.size() != rounds) {
    MessageReader::refuse();
  }
}

}  // namespace

void write_brief(const RunInBrief& brief, const std::function<void(std::string_view)>& tell) {
  MessageWriter out(tell);
  tell_info(out, brief.run.info);
  out.add(static_cast<std::uint64_t>(brief.run.cases.size()));
  for (std::size_t i = 0; i < brief.run.cases.size(); ++i) {
    tell_case(out, brief.run.cases[i], brief.times[i]);
  }
  out.finish();
}

RunInBrief brief_from(std::string_view message) {
  MessageReader in(message);
  RunInBrief brief;
  take_info(in, brief.run.info);
  std::uint64_t cases = 0;
  for (in.take(cases); cases > 0; --cases) take_case(in, brief);
  in.expect_end();
  return brief;
}

}  // namespace steelyard::results
