#include "results/import/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/error.hpp"

namespace steelyard::results::import {
namespace {

constexpr double shortest_seconds = 1e-12;
constexpr double longest_seconds = 1e12;
constexpr std::size_t longest_value = 200;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

void Reading::leave_out(std::string_view reason, std::size_t line) {
  const auto found = std::find_if(left_out.begin(), left_out.end(),
                                  [&](const LeftOut& each) { return each.reason == reason; });
  if (found != left_out.end()) {
    ++found->results;
  } else {
    left_out.push_back({std::string(reason), 1, line});
  }
}

void Reading::add(CaseRecord record) {
  for (const Visit& visit : record.visits) times += visit.samples.size();
  if (cases.size() >= most_cases || times > most_times) {
    throw DataError(fmt::format("it holds more than {} results or {} times; import it in parts.",
                                most_cases, most_times));
  }
  ++read;
  cases.push_back(std::move(record));
}

CaseRecord make_case_by_rank(const CaseDraft& draft, std::vector<double> seconds) {
  const auto is_sound = [](double t) { return t >= shortest_seconds && t <= longest_seconds; };
  if (!std::all_of(seconds.begin(), seconds.end(), is_sound)) {
    throw DataError(fmt::format("a time is not between {:g} and {:g} seconds.", shortest_seconds,
                                longest_seconds));
  }
  CaseRecord record;
  record.name = to_string(draft.spec);
  record.workload = draft.spec.workload;
  record.group = draft.group;
  record.data_pattern = draft.method;
  record.timing = draft.timing;
  record.path = draft.path;
  record.ranks = draft.ranks;
  record.work = draft.work;
  record.verification = draft.verification;
  const bool wrong = draft.verification.state == VerificationState::failed;
  record.outcome = wrong ? Outcome::failed : Outcome::passed;
  if (wrong) record.reason = draft.verification.evidence;
  Visit visit;
  visit.warmup_iterations = draft.warmup_iterations;
  visit.stop = StopReason::sample_limit;
  visit.samples = std::move(seconds);
  record.visits.push_back(std::move(visit));
  return record;
}

CaseRecord make_case(const CaseDraft& draft, const std::vector<double>& seconds) {
  const auto ranks = static_cast<std::size_t>(draft.ranks);
  if (seconds.size() > most_times / ranks) {
    throw DataError(
        fmt::format("{} times of {} ranks are more than can be read; import it in "
                    "parts.",
                    seconds.size(), draft.ranks));
  }
  std::vector<double> rows;
  rows.reserve(seconds.size() * ranks);
  for (const double each : seconds) rows.insert(rows.end(), ranks, each);
  return make_case_by_rank(draft, std::move(rows));
}

std::string name_value(std::string_view text) {
  std::string out(text.substr(0, longest_value));
  for (char& c : out) c = is_word_character(c) ? c : '.';
  return out.empty() ? "none" : out;
}

}  // namespace steelyard::results::import
