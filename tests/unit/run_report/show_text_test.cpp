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
using testing::shown;
using testing::shown_as_markdown;
using ::testing::StartsWith;

TEST(ShowText, SaysWhatRanAndWhere) {
  EXPECT_THAT(shown(reported_run()),
              AllOf(HasSubstr("Run the-uuid\n"), HasSubstr("  suite       quick\n"),
                    HasSubstr("2 cases: 1 passed, 1 skipped"), HasSubstr("median within 1.0 %"),
                    HasSubstr("  0  n0, cpu:0: EPYC"), HasSubstr("  1  n1, cpu:1: EPYC")));
}

TEST(ShowText, SaysWhenItWasResumed) {
  RunRecord run = reported_run();
  EXPECT_THAT(shown(run), Not(HasSubstr("resumed")));
  run.info.continuations.resize(2);
  run.info.continuations[0] = {.created_utc = "2026-11-23T01:02:03Z", .start_seconds = 12};
  run.info.continuations[1] = {.created_utc = "2026-11-24T01:02:03Z", .start_seconds = 90};
  EXPECT_THAT(shown(run), HasSubstr("  resumed     2026-11-23T01:02:03Z after 12.00 s of the run, "
                                    "2026-11-24T01:02:03Z after"));
}

TEST(ShowText, GivesEveryCaseItsFigures) {
  const std::string text = shown(reported_run());
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
  const std::string text = shown(reported_run());
  const std::string skipped = text.substr(text.rfind("matmul:"));
  EXPECT_THAT(skipped, HasSubstr("outcome     skipped: needs 3 TB, has 2 TB"));
  EXPECT_THAT(skipped, AllOf(Not(HasSubstr("median")), Not(HasSubstr("result"))));
}

TEST(ShowText, KeepsGroupsApart) {
  EXPECT_THAT(shown(reported_run()),
              AllOf(HasSubstr("\nCases: =sum(A1)\n"), HasSubstr("\nCases: square\n")));
}

TEST(ShowText, EscapesWhatCouldActOnATerminal) {
  EXPECT_THAT(shown(reported_run()),
              AllOf(Not(HasSubstr("\x1b")), HasSubstr("over\\x1b[31msubscribed")));
}

TEST(ShowText, PutsWarningsFirst) {
  RunRecord run = reported_run();
  EXPECT_THAT(shown(run), StartsWith("Warnings\n--------\n"));
  run.info.environment.warnings.clear();
  run.cases[0].visits[1].disturbed = false;
  EXPECT_THAT(shown(run), StartsWith("Run the-uuid\n"));
}

TEST(ShowText, WarnsOfARunThatDidNotEnd) {
  RunRecord run = reported_run();
  run.info.state = RunState::running;
  EXPECT_THAT(shown(run), HasSubstr("! The run was killed, or is still going"));
  run.info.state = RunState::interrupted;
  EXPECT_THAT(shown(run), HasSubstr("! The run was interrupted"));
}

TEST(ShowText, WarnsOfNumbersThatAreNotMeasured) {
  RunRecord run = reported_run();
  EXPECT_THAT(shown(run), Not(HasSubstr("not measured")));
  run.info.origin = Origin::emulated;
  EXPECT_THAT(shown(run), HasSubstr("! The numbers are emulated, not measured."));
}

TEST(ShowText, SaysOfEveryImportedCaseWhereItComesFrom) {
  RunRecord run = reported_run();
  EXPECT_THAT(shown(run), Not(HasSubstr("imported")));
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
  const std::string text = shown(run);
  EXPECT_THAT(text, HasSubstr("! The numbers are imported: another tool measured them."));
  const std::string matmul = text.substr(text.rfind("matmul:"));
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
    return shown(run);
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
  EXPECT_THAT(shown(run), HasSubstr("result      failed: rank 1, element 5 is 3, not 4"));
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
      shown(run),
      HasSubstr("  0  n0, cpu:0: NVIDIA EPYC, chip h20, 96.00 GB of memory, 4 threads, on CPUs "
                "0-3, driver 550, firmware fw7, cuBLAS"));
}

TEST(ShowText, EndsNoLineInABlank) {
  RunRecord run = reported_run();
  run.cases[0].visits[1].disturbed = false;
  EXPECT_THAT(shown(run), Not(HasSubstr(" \n")));
}

TEST(ShowText, HasALineForEachCaseOfAGroup) {
  const std::string text = shown(reported_run());
  EXPECT_THAT(text,
              HasSubstr("\nResults\n-------\n  =sum(A1)\n    allreduce:dtype=f32,bytes=6000   "
                        "                  3.000 MB/s busbw [unknown]         disturbed in "
                        "1 of 2 rounds\n  square\n    matmul:dtype=bf16,m=8,n=8,k=8         "
                        "             -                                  skipped\n"));
  RunRecord run = reported_run();
  run.cases[0].name = "allreduce:" + std::string(60, 'x');
  run.cases[0].verification.state = VerificationState::not_verified;
  EXPECT_THAT(shown(run), HasSubstr("\n    allreduce:" + std::string(60, 'x') + "\n" +
                                    std::string(55, ' ') + "3.000 MB/s busbw [unknown]"));
  EXPECT_THAT(shown(run), HasSubstr("not verified, disturbed in"));
}

TEST(ShowText, HoldsFiguresAgainstTheChipsPeak) {
  RunRecord run = reported_run();
  run.cases[0].name = "matmul:dtype=int8,m=8,n=8,k=8";
  run.cases[0].work = {.flops = 3e10};
  Chip chip;
  chip.id = "acme-one";
  chip.dense_peak_tflops["int8"] = {100, {.source = "s", .confidence = Confidence::low}};
  run.info.chip = "acme-one";
  const Catalogue catalogue({chip});
  const AuditedRun audited = audited_run({run, {}}, std::nullopt, catalogue);
  EXPECT_THAT(show_text(audited, audit("run.h5", audited)),
              HasSubstr("rate        10.00 TOP/s [unknown], 10.0 % of ~peak\n"));
}

TEST(ShowText, SummarisesTheSensorsOfEachRank) {
  RunRecord run = reported_run();
  run.telemetry = {{.seconds = 0.5,
                    .rank = 1,
                    .power_watts = 300,
                    .temperature_celsius = 50,
                    .core_clock_hz = 1.5e9,
                    .memory_clock_hz = 2e9},
                   {.seconds = 0.6,
                    .rank = 1,
                    .power_watts = 500,
                    .temperature_celsius = 60,
                    .core_clock_hz = 1.3e9,
                    .memory_clock_hz = 2e9,
                    .throttle_reasons = 3}};
  EXPECT_THAT(
      shown(run),
      HasSubstr("  1 (n1, cpu:1): 2 readings; power 300 / 400 / 500 W; temperature 50 / 55 "
                "/ 60 C; core clock 1300 / 1400 / 1500 MHz;\n      memory clock 2000 / 2000 "
                "/ 2000 MHz; held back by power limit in 50.0 %; held back by heat in 50.0 "
                "%\n"));
  EXPECT_THAT(shown_as_markdown(run),
              HasSubstr("| 1 | 2 | 300 / 400 / 500 | 50 / 55 / 60 | 1300 / 1400 / 1500 | 2000 / "
                        "2000 / 2000 | power limit (1 readings), heat (1 readings) |\n"));
  run.telemetry[0].rank = run.telemetry[1].rank = 7;
  EXPECT_THAT(shown(run), HasSubstr("  7: 2 readings;"));
  run.telemetry.clear();
  EXPECT_THAT(shown(run), Not(HasSubstr("Sensors")));
  EXPECT_THAT(shown_as_markdown(run), Not(HasSubstr("Sensors")));
}

TEST(ShowText, SaysWhatEnergyAnIterationTook) {
  RunRecord run = reported_run();
  run.cases[0].visits.resize(1);
  Visit& visit = run.cases[0].visits[0];
  visit.samples.assign(20, 0.1);  // ten iterations of two ranks
  visit.late.clear();
  visit.start_seconds = 0;
  visit.wall_seconds = 1;
  visit.batches = {{.samples = 10, .wall_seconds = 1}};
  run.telemetry.clear();
  for (int i = 0; i <= 10; ++i) {
    for (int rank = 0; rank < 2; ++rank) {
      run.telemetry.push_back({.seconds = 0.1 * i, .rank = rank, .power_watts = 300});
    }
  }
  EXPECT_THAT(shown(run), HasSubstr("      energy      30.00 J "));
  EXPECT_THAT(shown(run), HasSubstr(" an iteration, 300.0 W "));
  EXPECT_THAT(shown(run), HasSubstr(", of one device (power)\n"));
  run.telemetry.clear();
  EXPECT_THAT(shown(run), Not(HasSubstr("energy")));
}

TEST(ShowText, WarnsOfWhatAnAuditFinds) {
  RunRecord run = reported_run();
  run.info.environment.ranks[0].driver = "1";
  run.info.environment.ranks[1].driver = "2";
  run.info.environment.warnings = {"oversubscribed: n0", "another"};
  run.info.environment.nodes = {{"n0", {{"power_limit_watts cpu:0", "300"}}, ""},
                                {"n1", {{"power_limit_watts cpu:1", "400"}}, ""}};
  const std::string text = shown(run);
  EXPECT_THAT(text, HasSubstr("  ! versions: 1 version differs among ranks or starts. driver of "
                              "EPYC: \"1\" (rank 0 on n0) and \"2\" (rank 1 on n1)\n"));
  EXPECT_THAT(text, HasSubstr("  ! power limit: Power limits go from 300 to 400 W;"));
  EXPECT_THAT(text, HasSubstr("  ! room: "));
  EXPECT_THAT(text, HasSubstr("  ! another\n"));
  EXPECT_EQ(text.find("oversubscribed: n0"), text.rfind("oversubscribed: n0")) << "said once";
}

TEST(ShowText, NamesThreeOfManyAndCountsTheRest) {
  RunRecord run = reported_run();
  for (int i = 0; i < 4; ++i) {
    run.info.environment.warnings.push_back("oversubscribed: host " + std::to_string(i));
  }
  EXPECT_THAT(shown(run), HasSubstr("    host 1; oversubscribed: host 2; and 1 more\n"));
}

TEST(ShowText, WarnsOfTimesThatCannotBe) {
  RunRecord run = reported_run();
  run.cases[0].visits[0].samples[0] = -1;
  EXPECT_THAT(shown(run), HasSubstr("  ! 1 of 2 cases hold times that cannot be\n"));
}

TEST(ShowText, ListsNodesThatAreAlikeOnce) {
  RunRecord run = reported_run();
  EXPECT_THAT(shown(run), Not(HasSubstr("\nNodes\n")));
  run.info.environment.nodes = {{"n0", {{"cpus", "2"}, {"governor", ""}}, ""},
                                {"n1", {{"cpus", "2"}}, ""},
                                {"n2", {{"cpus", "4"}}, ""}};
  EXPECT_THAT(shown(run), HasSubstr("\nNodes\n-----\n  n0, n1: cpus 2\n  n2: cpus 4\n"));
}

TEST(ShowText, SaysWhatToDoNext) {
  RunRecord run = reported_run();
  const auto next = [&](const std::string& file) {
    const AuditedRun audited = audited_run({run, {}}, std::nullopt, Catalogue({}));
    const std::string text = show_text(audited, audit(file, audited));
    return text.substr(text.find("What next"));
  };
  EXPECT_THAT(next("a.h5"), AllOf(HasSubstr("  steelyard audit a.h5: not fit to be published, "),
                                  HasSubstr("  steelyard rank a.h5: "), HasSubstr("export a.h5"),
                                  Not(HasSubstr("resume"))));
  run.info.state = RunState::interrupted;
  run.info.origin = Origin::emulated;
  EXPECT_THAT(next("my 'a\x1b.h5"),
              AllOf(HasSubstr("  steelyard run --resume 'my '\\''a\\x1b.h5': goes on"),
                    Not(HasSubstr("rank"))));
}

TEST(ShowText, SaysWhatTheDigestsSay) {
  EXPECT_THAT(shown(reported_run()),
              HasSubstr("  digests     The file has no digests, so whether"));
  const Catalogue catalogue({});
  AuditedRun audited = audited_run({reported_run(), {}}, std::nullopt, catalogue);
  audited.digests.state = DigestCheck::State::whole;
  EXPECT_THAT(show_text(audited, audit("run.h5", audited)),
              HasSubstr("  digests     the file is as it was written\n"));
  audited.digests.state = DigestCheck::State::altered;
  audited.digests.altered = {"the samples of case a are"};
  EXPECT_THAT(
      show_text(audited, audit("run.h5", audited)),
      AllOf(HasSubstr("  digests     The file was altered since it was written.\n"),
            HasSubstr("! digests: The file was altered since it was written. the samples")));
}

TEST(ShowText, LooksForNoRoomOrVersionsOfAModel) {
  RunRecord run = reported_run();
  run.info.environment.warnings = {"oversubscribed: n0"};
  EXPECT_THAT(shown(run), HasSubstr("! room: "));
  run.info.origin = Origin::modelled;
  EXPECT_THAT(shown(run), Not(HasSubstr("! room: ")));
}

TEST(ShowMarkdown, HoldsWarningsAndCasesInATable) {
  const std::string text = shown_as_markdown(reported_run());
  EXPECT_THAT(text, StartsWith("**run.h5**: suite quick on "));
  EXPECT_THAT(
      text, HasSubstr(", 2 cases: 1 passed, 1 skipped (not fit to be published)\n\n- :warning: "));
  EXPECT_THAT(text, HasSubstr("- :warning: over\\\\x1b\\[31msubscribed\n"));
  EXPECT_THAT(text, HasSubstr("| \\=sum(A1) | allreduce:dtype=f32,bytes=6000 | 3.000 MB/s busbw "
                              "[unknown] |  | disturbed in 1 of 2 rounds |\n"));
  EXPECT_THAT(text, HasSubstr("| square | matmul:dtype=bf16,m=8,n=8,k=8 | - |  | skipped, needs 3 "
                              "TB, has 2 TB |\n"));
}

TEST(ShowText, ShowsARunOfNothing) { EXPECT_THAT(shown(RunRecord{}), HasSubstr("no cases")); }

}  // namespace
}  // namespace steelyard::results
