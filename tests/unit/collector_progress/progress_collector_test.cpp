#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "collectors/table.hpp"

namespace steelyard::collectors {
namespace {

std::unique_ptr<run::Collector> make(const run::CollectorOptions& options) {
  for (const run::CollectorPlugin& plugin : all_collectors()) {
    if (plugin.name == "progress") return plugin.make(options);
  }
  return nullptr;
}

/// What a collector writes to standard error over a short run.
std::string written(const run::CollectorOptions& options) {
  RunRecord run;
  run.info.state = RunState::complete;
  run.cases.resize(2);
  run.cases[0].name = "a:x=1";
  run.cases[0].outcome = Outcome::passed;
  run.cases[1].name = "a:x=2";
  run.cases[1].outcome = Outcome::failed;
  run.cases[1].reason = "wrong result";

  std::string at_run_done;
  testing::internal::CaptureStderr();
  {
    const auto collector = make(options);
    collector->run_started(run);
    for (const int round : {0, 0, 1, 1}) {
      collector->progress({.visits_done = 1,
                           .visits_total = 4,
                           .round = round,
                           .rounds = 1,
                           .case_name = "a:x=1",
                           .step = "sample"});
    }
    run.cases[0].ranks = 2;
    run.cases[0].visits.resize(1);
    run.cases[0].visits[0] = {.round = 1, .samples = {1, 2, 3, 1, 4, 1}};
    const VisitOf done{&run.cases[0], &run.cases[0].visits[0]};
    collector->visits_done(std::span(&done, 1));
    run.cases[0].visits.clear();
    for (const CaseRecord& record : run.cases) collector->case_done(record);
    collector->progress({.visits_done = 2,
                         .visits_total = 4,
                         .round = 1,
                         .rounds = 1,
                         .case_name = "a:x=2",
                         .step = "write"});
    collector->run_done(run);
    at_run_done = testing::internal::GetCapturedStderr();
    testing::internal::CaptureStderr();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");  // nothing is left for the end
  return at_run_done;
}

TEST(ProgressCollector, IsSilentIfQuiet) {
  EXPECT_EQ(written({.quiet = true}), "");
  EXPECT_EQ(written({.quiet = true, .terminal = true}), "");
}

TEST(ProgressCollector, WritesPlainLinesToALog) {
  EXPECT_EQ(written({}),
            "verification: 1 of 4 visits done\n"
            "round 1/1: 1 of 4 visits done\n"
            "a:x=1: passed\n"
            "a:x=2: failed, wrong result\n");
}

TEST(ProgressCollector, AnnouncesVisitsInALogIfAsked) {
  EXPECT_EQ(written({.visits = true}),
            "verification: 1 of 4 visits done\n"
            "round 1/1: 1 of 4 visits done\n"
            "a:x=1: round 1, 3 iterations, median 3 s\n"
            "a:x=1: passed\n"
            "a:x=2: failed, wrong result\n");
}

// A visit or case must be in the file before it is announced, and collectors hear of it in this
// order.
TEST(TableOfCollectors, KeepsBeforeItShows) {
  const auto place = [](std::string_view name) {
    const auto all = all_collectors();
    return std::find_if(all.begin(), all.end(),
                        [&](const run::CollectorPlugin& plugin) { return plugin.name == name; }) -
           all.begin();
  };
  EXPECT_LT(place("hdf5"), place("progress"));
}

TEST(ProgressCollector, DrawsOneLineOnATerminalAndKeepsTrouble) {
  const std::string text = written({.terminal = true});
  EXPECT_EQ(text,
            "\r[1/4] verification  a:x=1  sample\x1b[K"
            "\r[1/4] verification  a:x=1  sample\x1b[K"
            "\r[1/4] round 1/1  a:x=1  sample\x1b[K"
            "\r[1/4] round 1/1  a:x=1  sample\x1b[K"
            "\r\x1b[Ka:x=2: failed, wrong result\n"
            "\r[2/4] round 1/1  a:x=2  write\x1b[K"
            "\r\x1b[K");
}

}  // namespace
}  // namespace steelyard::collectors
