#include "results/verdicts/reproduce.hpp"

#include <gmock/gmock.h>

#include "tests/unit/verdicts/run_builder.hpp"

namespace steelyard::results {
namespace {

RunInfo info_of(const std::string& command_line, std::size_t ranks = 1) {
  RunInfo info;
  info.origin = Origin::measured;
  info.suite_name = "quick";
  info.command_line = command_line;
  info.environment.ranks.assign(ranks, test::rank_info(0, "A CPU"));
  return info;
}

std::string command_of(const RunInfo& info) {
  return reproduce_command(info, test::passed_case("triad:bytes=1000", "memory", 1, 1));
}

TEST(Reproduce, NamesSuiteBackendAndCase) {
  EXPECT_EQ(command_of(info_of("steelyard run")),
            "steelyard run --backend cpu --suite quick --case triad:bytes=1000");
}

TEST(Reproduce, StartsAsManyRanks) {
  EXPECT_EQ(command_of(info_of("steelyard run", 3)),
            "mpirun -n 3 steelyard run --backend cpu --suite quick --case triad:bytes=1000");
}

TEST(Reproduce, TakesWhatChangesTheMeasurementFromTheRunsOwnLine) {
  EXPECT_EQ(command_of(info_of("bin/steelyard run --suite s/my.yaml -q --precision=0.02 --output "
                               "o.h5 --rounds 5 --force --seed 7 --case other --chip 'a b' "
                               "--backend auto --case-timeout 9 --label 'x y'")),
            "steelyard run --backend cpu --suite s/my.yaml --precision 0.02 --rounds 5 --seed 7 "
            "--chip 'a b' --case-timeout 9 --label 'x y' --case triad:bytes=1000");
}

TEST(Reproduce, CarriesOverNothingThatWritesOrLoadsFiles) {
  EXPECT_EQ(command_of(info_of("steelyard run --backend-file ./evil.so --torch-load ./evil.so "
                               "--output /etc/passwd --resume x.h5 --suite=q")),
            "steelyard run --backend cpu --suite q --case triad:bytes=1000");
}

TEST(Reproduce, QuotesForAShell) {
  EXPECT_EQ(command_of(info_of("steelyard run --label '$(rm -rf /)'")),
            "steelyard run --backend cpu --suite quick --label '$(rm -rf /)' "
            "--case triad:bytes=1000");
}

TEST(Reproduce, KeepsAValueThatLooksLikeAnOptionAValue) {
  EXPECT_EQ(command_of(info_of("steelyard run --label=--output=/etc/passwd --chip=")),
            "steelyard run --backend cpu --suite quick --label=--output=/etc/passwd --chip='' "
            "--case triad:bytes=1000");
}

TEST(Reproduce, IgnoresAnOptionWithoutValueAndLinesOfOtherPrograms) {
  const std::string bare = "steelyard run --backend cpu --suite quick --case triad:bytes=1000";
  EXPECT_EQ(command_of(info_of("steelyard run --seed")), bare);
  EXPECT_EQ(command_of(info_of("rm --seed 7 -rf /")), bare);
  EXPECT_EQ(command_of(info_of("steelyard")), bare);
  EXPECT_EQ(command_of(info_of("")), bare);
}

TEST(Reproduce, NamesNoBackendWhereRanksHaveSeveral) {
  RunInfo info = info_of("steelyard run");
  info.environment.ranks.push_back(test::rank_info(1, "One", "acme-one"));
  EXPECT_EQ(command_of(info), "mpirun -n 2 steelyard run --suite quick --case triad:bytes=1000");
  info.environment.ranks.clear();
  EXPECT_EQ(command_of(info), "steelyard run --suite quick --case triad:bytes=1000");
}

TEST(Reproduce, ModelsInOneProcess) {
  RunInfo info = info_of("steelyard run --chip h20 --devices 8 --figure bf16=120 --figure a=2", 8);
  info.origin = Origin::modelled;
  for (RankInfo& rank : info.environment.ranks) rank.backend = "model";
  EXPECT_EQ(command_of(info),
            "steelyard run --backend model --suite quick --chip h20 --devices 8 --figure bf16=120 "
            "--figure a=2 --case triad:bytes=1000");
}

TEST(Reproduce, HasNoCommandForWhatThisProgramDidNotMeasure) {
  RunInfo info = info_of("steelyard import x.txt");
  for (const Origin origin :
       {Origin::imported, Origin::published, Origin::datasheet, Origin::reference}) {
    info.origin = origin;
    EXPECT_EQ(command_of(info), "");
  }
  info.origin = Origin::emulated;
  EXPECT_NE(command_of(info), "");
}

TEST(Reproduce, HasNoCommandThatATerminalWouldNotShowAsItIs) {
  for (const std::string value : {"a\nb", "\x1b[31m", "\xe2\x80\xae", "\xff"}) {
    EXPECT_EQ(command_of(info_of("steelyard run --suite '" + value + "'")), "");
    EXPECT_EQ(command_of(info_of("steelyard run --label '" + value + "' --seed 2")),
              "steelyard run --backend cpu --suite quick --seed 2 --case triad:bytes=1000");
  }
  CaseRecord record = test::passed_case("triad:bytes=1000", "memory", 1, 1);
  record.name = "triad:bytes=1000; rm -rf /";
  EXPECT_EQ(reproduce_command(info_of("steelyard run"), record), "");
}

}  // namespace
}  // namespace steelyard::results
