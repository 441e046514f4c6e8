#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/outcome.hpp"
#include "harness/core/record.hpp"

namespace steelyard {
namespace {

/// Every enumerator has this word, every word this enumerator, and nothing else parses.
template <typename Enum>
void expect_words(std::optional<Enum> (*parse)(std::string_view),
                  const std::vector<std::pair<Enum, std::string_view>>& words) {
  for (const auto& [value, word] : words) {
    EXPECT_EQ(name(value), word);
    EXPECT_EQ(parse(word), value) << word;
  }
  for (const char* wrong : {"", "Passed", "passed ", "nonsense"}) {
    EXPECT_EQ(parse(wrong), std::nullopt) << wrong;
  }
}

TEST(Names, OfOutcomes) {
  expect_words<Outcome>(parse_outcome, {{Outcome::passed, "passed"},
                                        {Outcome::failed, "failed"},
                                        {Outcome::unstable, "unstable"},
                                        {Outcome::skipped, "skipped"},
                                        {Outcome::out_of_memory, "out of memory"},
                                        {Outcome::timeout, "timeout"},
                                        {Outcome::error, "error"},
                                        {Outcome::implausible, "implausible"},
                                        {Outcome::not_reached, "not reached"}});
}

TEST(Names, OfOrigins) {
  expect_words<Origin>(parse_origin, {{Origin::measured, "measured"},
                                      {Origin::imported, "imported"},
                                      {Origin::published, "published"},
                                      {Origin::datasheet, "datasheet"},
                                      {Origin::modelled, "modelled"},
                                      {Origin::emulated, "emulated"},
                                      {Origin::reference, "reference"}});
}

TEST(Names, OfVerificationStates) {
  expect_words<VerificationState>(parse_verification_state,
                                  {{VerificationState::verified, "verified"},
                                   {VerificationState::failed, "failed"},
                                   {VerificationState::not_verified, "not verified"}});
}

TEST(Names, OfStopReasons) {
  expect_words<StopReason>(parse_stop_reason, {{StopReason::precision_reached, "precision reached"},
                                               {StopReason::sample_limit, "sample limit"},
                                               {StopReason::time_limit, "time limit"},
                                               {StopReason::budget, "budget"},
                                               {StopReason::aborted, "aborted"}});
}

TEST(Names, OfRunStates) {
  expect_words<RunState>(parse_run_state, {{RunState::running, "running"},
                                           {RunState::complete, "complete"},
                                           {RunState::interrupted, "interrupted"}});
}

/// From harmless to serious, as outcome.hpp documents it.
const Outcome by_seriousness[] = {Outcome::passed,        Outcome::unstable, Outcome::implausible,
                                  Outcome::not_reached,   Outcome::skipped,  Outcome::failed,
                                  Outcome::out_of_memory, Outcome::error,    Outcome::timeout};

TEST(Outcome, WorseIsTheMoreSeriousOfTwo) {
  for (std::size_t a = 0; a < std::size(by_seriousness); ++a) {
    for (std::size_t b = 0; b < std::size(by_seriousness); ++b) {
      EXPECT_EQ(worse(by_seriousness[a], by_seriousness[b]), by_seriousness[std::max(a, b)]);
    }
  }
}

TEST(Outcome, OnlyMeasuredCasesHaveSamples) {
  for (const Outcome outcome : by_seriousness) {
    const bool measured = outcome == Outcome::passed || outcome == Outcome::unstable ||
                          outcome == Outcome::implausible;
    EXPECT_EQ(has_samples(outcome), measured) << name(outcome);
  }
}

}  // namespace
}  // namespace steelyard
