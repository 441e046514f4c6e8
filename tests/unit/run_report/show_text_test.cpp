#include "results/report/show_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/run_report/reported_run.hpp"

namespace steelyard::results {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::reported_run;
using ::testing::StartsWith;

TEST(ShowText, SaysWhatRanAndWhere) {
  EXPECT_THAT(show_text(reported_run()),
              AllOf(HasSubstr("Run the-uuid\n"), HasSubstr("  suite       quick\n"),
                    HasSubstr("2 cases: 1 passed, 1 skipped"), HasSubstr("median within 1.0 %"),
                    HasSubstr("  0  n0, cpu:0: EPYC"), HasSubstr("  1  n1, cpu:1: EPYC")));
}

TEST(ShowText, SaysWhenItWasResumed) {
  RunRecord run = reported_run();
  EXPECT_THAT(show_text(run), Not(HasSubstr("resumed")));
  run.info.continuations.resize(2);
  run.info.continuations[0] = {.created_utc = "2026-11-23T01:02:03Z", .start_seconds = 12};
  run.info.continuations[1] = {.created_utc = "2026-11-24T01:02:03Z", .start_seconds = 90};
  EXPECT_THAT(show_text(run),
              HasSubstr("  resumed     2026-11-23T01:02:03Z after 12.00 s of the run, "
                        "2026-11-24T01:02:03Z after"));
}

TEST(ShowText, GivesEveryCaseItsFigures) {
  const std::string text = show_text(reported_run());
  EXPECT_THAT(text,
              AllOf(HasSubstr("allreduce:dtype=f32,bytes=6000"), HasSubstr("outcome     passed"),
                    HasSubstr("median 3.000 ms ["), HasSubstr("p5 2.100 ms"),
                    HasSubstr("p95 3.900 ms"), HasSubstr("p99 3.980 ms")));
  // 6000 bytes in 3 ms are 2 MB/s; the factor is 1.5.
  EXPECT_THAT(
      text, AllOf(HasSubstr("rate        3.000 MB/s busbw ["), HasSubstr("; 2.000 MB/s algbw [")));
  EXPECT_THAT(text, HasSubstr("3 iterations in 2 rounds"));
  EXPECT_THAT(text, HasSubstr("rounds disturbed: 1, late starts: 1"));
  EXPECT_THAT(text,
              HasSubstr("verified by exact sums, 77 elements, largest error 0.25 of the bound"));
  EXPECT_THAT(text, HasSubstr("MPI_Allreduce, \"ring\"; path mpi; timed by latency"));
}

TEST(ShowText, GivesACaseWithoutSamplesItsReason) {
  const std::string text = show_text(reported_run());
  const std::string skipped = text.substr(text.find("matmul:"));
  EXPECT_THAT(skipped, HasSubstr("outcome     skipped: needs 3 TB, has 2 TB"));
  EXPECT_THAT(skipped, AllOf(Not(HasSubstr("median")), Not(HasSubstr("result"))));
}

TEST(ShowText, KeepsGroupsApart) {
  EXPECT_THAT(show_text(reported_run()),
              AllOf(HasSubstr("\nCases: =sum(A1)\n"), HasSubstr("\nCases: square\n")));
}

TEST(ShowText, EscapesWhatCouldActOnATerminal) {
  EXPECT_THAT(show_text(reported_run()),
              AllOf(Not(HasSubstr("\x1b")), HasSubstr("over\\x1b[31msubscribed")));
}

TEST(ShowText, PutsWarningsFirst) {
  RunRecord run = reported_run();
  EXPECT_THAT(show_text(run), StartsWith("Warnings\n--------\n"));
  run.info.environment.warnings.clear();
  run.cases[0].visits[1].disturbed = false;
  EXPECT_THAT(show_text(run), StartsWith("Run the-uuid\n"));
}

TEST(ShowText, WarnsOfARunThatDidNotEnd) {
  RunRecord run = reported_run();
  run.info.state = RunState::running;
  EXPECT_THAT(show_text(run), HasSubstr("! The run was killed, or is still going"));
  run.info.state = RunState::interrupted;
  EXPECT_THAT(show_text(run), HasSubstr("! The run was interrupted"));
}

TEST(ShowText, WarnsOfNumbersThatAreNotMeasured) {
  RunRecord run = reported_run();
  EXPECT_THAT(show_text(run), Not(HasSubstr("not measured")));
  run.info.origin = Origin::emulated;
  EXPECT_THAT(show_text(run), HasSubstr("! The numbers are emulated, not measured."));
}

TEST(ShowText, SaysOfEveryImportedCaseWhereItComesFrom) {
  RunRecord run = reported_run();
  EXPECT_THAT(show_text(run), Not(HasSubstr("imported")));
  run.info.origin = Origin::imported;
  run.info.environment.ranks[0] = {};
  for (CaseRecord& record : run.cases) {
    record.data_pattern = "tool, fastest";
    record.target_precision = 0;
  }
  run.cases[0].visits.resize(1);
  run.cases[0].visits[0].samples = {0.001, 0.002};
  run.cases[0].visits[0].late.clear();
  run.cases[0].visits[0].batches.clear();
  const std::string text = show_text(run);
  EXPECT_THAT(text, HasSubstr("! The numbers are imported: another tool measured them."));
  const std::string matmul = text.substr(text.find("matmul:"));
  EXPECT_THAT(matmul, HasSubstr("imported    from tool, fastest"));
  EXPECT_THAT(text, HasSubstr("time        2.000 ms [unknown]\n"));
  EXPECT_THAT(text, HasSubstr("samples     1 times in 1 rounds"));
  EXPECT_THAT(text, HasSubstr("1 of 2 ranks of which nothing is known"));
  EXPECT_THAT(text, Not(HasSubstr("asked for")));
  EXPECT_THAT(text, Not(HasSubstr("started")));
}

TEST(ShowText, CountsCasesThatCallForCare) {
  const auto warned = [](Outcome outcome) {
    RunRecord run = reported_run();
    run.cases[1].outcome = outcome;
    return show_text(run);
  };
  EXPECT_THAT(warned(Outcome::failed), HasSubstr("! 1 of 2 cases gave a wrong result"));
  EXPECT_THAT(warned(Outcome::timeout), HasSubstr("! 1 of 2 cases did not run to their end"));
  EXPECT_THAT(warned(Outcome::error), HasSubstr("! 1 of 2 cases did not run to their end"));
  EXPECT_THAT(warned(Outcome::out_of_memory), HasSubstr("! 1 of 2 cases did not run to their end"));
  EXPECT_THAT(warned(Outcome::implausible), HasSubstr("! 1 of 2 cases are faster than physics"));
  EXPECT_THAT(warned(Outcome::not_reached), HasSubstr("! 1 of 2 cases were not reached"));
  EXPECT_THAT(warned(Outcome::unstable), HasSubstr("! 1 of 2 cases did not reach the precision"));
  EXPECT_THAT(warned(Outcome::passed), HasSubstr("! 1 of 2 cases have samples, but no verified"));
  EXPECT_THAT(warned(Outcome::skipped), HasSubstr("! 1 of 2 cases were disturbed in some round"));
  EXPECT_THAT(warned(Outcome::skipped), Not(HasSubstr("gave a wrong result")));
}

TEST(ShowText, ShowsEvidenceOfAWrongResult) {
  RunRecord run = reported_run();
  run.cases[1].outcome = Outcome::failed;
  run.cases[1].verification = {VerificationState::failed, "", "rank 1, element 5 is 3, not 4", 0,
                               0};
  EXPECT_THAT(show_text(run), HasSubstr("result      failed: rank 1, element 5 is 3, not 4"));
}

TEST(ShowText, ShowsFactsOfADevice) {
  RunRecord run = reported_run();
  RankInfo& rank = run.info.environment.ranks[0];
  rank.vendor = "NVIDIA";
  rank.chip_id = "h20";
  rank.memory_bytes = 96000000000;
  rank.threads = 4;
  rank.cpu_binding = "0-3";
  rank.driver = "550";
  rank.firmware = "fw7";
  rank.library_versions = "cuBLAS 12";
  EXPECT_THAT(
      show_text(run),
      HasSubstr("  0  n0, cpu:0: NVIDIA EPYC, chip h20, 96.00 GB of memory, 4 threads, on CPUs "
                "0-3, driver 550, firmware fw7, cuBLAS"));
}

TEST(ShowText, ShowsARunOfNothing) { EXPECT_THAT(show_text(RunRecord{}), HasSubstr("no cases")); }

}  // namespace
}  // namespace steelyard::results
