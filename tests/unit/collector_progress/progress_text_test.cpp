#include "collectors/progress/progress_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace steelyard::collectors {
namespace {

const run::Progress sampling{.visits_done = 37,
                             .visits_total = 180,
                             .round = 2,
                             .rounds = 3,
                             .case_name = "matmul:dtype=bf16,m=1024,n=1024,k=1024",
                             .step = "sample",
                             .precision = 0.0183,
                             .target_precision = 0.01,
                             .elapsed_seconds = 30,
                             .left_seconds = 125};

TEST(DurationText, GrowsWithTheDuration) {
  EXPECT_EQ(duration_text(0), "0.0 s");
  EXPECT_EQ(duration_text(9.94), "9.9 s");
  EXPECT_EQ(duration_text(9.96), "10 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(125), "2 min 05 s");
  EXPECT_EQ(duration_text(3599), "59 min 59 s");
  EXPECT_EQ(duration_text(3600), "1 h 00 min");
  EXPECT_EQ(duration_text(11220), "3 h 07 min");
}

TEST(DurationText, AdmitsWhatItDoesNotKnow) {
  EXPECT_EQ(duration_text(-1), "unknown");
  EXPECT_EQ(duration_text(NAN), "unknown");
  EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "unknown");
}

TEST(TimeText, ChoosesTheUnit) {
  EXPECT_EQ(time_text(8.5e-7), "850 ns");
  EXPECT_EQ(time_text(1e-6), "1 us");
  EXPECT_EQ(time_text(1.234e-5), "12.3 us");
  EXPECT_EQ(time_text(1e-3), "1 ms");
  EXPECT_EQ(time_text(1.234e-3), "1.23 ms");
  EXPECT_EQ(time_text(1), "1 s");
  EXPECT_EQ(time_text(4.56), "4.56 s");
}

TEST(ProgressLine, ShowsEverythingWhereThereIsRoom) {
  EXPECT_EQ(progress_line(sampling, 200),
            "[ 37/180] round 2/3  matmul:dtype=bf16,m=1024,n=1024,k=1024  sample  1.8 % of 1 %  "
            "2 min 05 s left");
}

TEST(ProgressLine, ShortensTheCaseNameFirst) {
  EXPECT_EQ(progress_line(sampling, 80),
            "[ 37/180] round 2/3  matmul:dtype=bf16...  sample  1.8 % of 1 %  2 min 05 s left");
  const std::string whole = progress_line(sampling, 200);
  const auto length = static_cast<int>(whole.size());
  EXPECT_EQ(progress_line(sampling, length), whole);
  EXPECT_EQ(progress_line(sampling, length - 1),
            "[ 37/180] round 2/3  matmul:dtype=bf16,m=1024,n=1024,k=...  sample  1.8 % of 1 %  "
            "2 min 05 s left");
}

TEST(ProgressLine, ThenCutsTheEnd) {
  EXPECT_EQ(progress_line(sampling, 60),
            "[ 37/180] round 2/3  matmul:dt...  sample  1.8 % of 1 %  2 m");
  EXPECT_EQ(progress_line(sampling, 5), "[ 37/");
  EXPECT_EQ(progress_line(sampling, 0), "");
  EXPECT_EQ(progress_line(sampling, -3), "");
}

TEST(ProgressLine, NeverExceedsTheWidth) {
  for (int width = 0; width < 130; ++width) {
    EXPECT_LE(progress_line(sampling, width).size(), static_cast<std::size_t>(width));
  }
}

TEST(ProgressLine, LeavesOutWhatIsNotKnownYet) {
  run::Progress progress = sampling;
  progress.round = 0;
  progress.step = "verify";
  progress.precision = 0;
  progress.left_seconds = 0;
  EXPECT_EQ(progress_line(progress, 200),
            "[ 37/180] verification  matmul:dtype=bf16,m=1024,n=1024,k=1024  verify");
  progress.precision = std::numeric_limits<double>::infinity();
  EXPECT_EQ(progress_line(progress, 200),
            "[ 37/180] verification  matmul:dtype=bf16,m=1024,n=1024,k=1024  verify");
}

TEST(RoundLine, SaysWhereTheRunStands) {
  run::Progress progress = sampling;
  EXPECT_EQ(round_line(progress), "round 2/3: 37 of 180 visits done, 2 min 05 s left");
  progress.round = 0;
  progress.left_seconds = 0;
  EXPECT_EQ(round_line(progress), "verification: 37 of 180 visits done");
}

CaseRecord measured() {
  CaseRecord record;
  record.name = "matmul:m=8";
  record.outcome = Outcome::passed;
  record.ranks = 2;
  record.reached_precision = 0.0081;
  record.visits.resize(2);
  record.visits[0].samples = {0.001, 0.002, 0.003, 0.001};  // slowest: 2 ms, 3 ms
  record.visits[1].samples = {0.004, 0.004};
  return record;
}

TEST(VisitLine, QuotesTheLastVisitAlone) {
  CaseRecord record = measured();
  record.ranks = 1;
  record.visits.resize(2);
  record.visits[1] = {.round = 4, .samples = {0.25, 0.75, 0.5}};
  EXPECT_EQ(visit_line({&record, &record.visits.back()}),
            "matmul:m=8: round 4, 3 iterations, median 500 ms");
  record.visits[1].samples.clear();
  EXPECT_EQ(visit_line({&record, &record.visits.back()}), "matmul:m=8: round 4");
}

TEST(CaseLine, QuotesTheMedianOfTheSlowestRank) {
  EXPECT_EQ(case_line(measured()), "matmul:m=8: passed, median 3 ms, precision 0.81 %");
}

TEST(CaseLine, SaysWhyACaseDidNotPass) {
  CaseRecord record = measured();
  record.outcome = Outcome::unstable;
  record.reason = "the interval is too wide";
  EXPECT_EQ(case_line(record),
            "matmul:m=8: unstable, median 3 ms, precision 0.81 %, the interval is too wide");
  record.outcome = Outcome::failed;
  record.reason = "wrong result";
  EXPECT_EQ(case_line(record), "matmul:m=8: failed, wrong result");
  record.visits.clear();
  record.outcome = Outcome::skipped;
  record.reason = "it does not fit";
  EXPECT_EQ(case_line(record), "matmul:m=8: skipped, it does not fit");
}

TEST(CaseLine, DoesWithoutAPrecision) {
  CaseRecord record = measured();
  record.reached_precision = 0;
  EXPECT_EQ(case_line(record), "matmul:m=8: passed, median 3 ms");
  record.visits.clear();
  EXPECT_EQ(case_line(record), "matmul:m=8: passed");
}

}  // namespace
}  // namespace steelyard::collectors
