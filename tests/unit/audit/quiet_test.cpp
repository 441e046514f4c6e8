// Was the machine at rest, and as fast as it ships: undisturbed, probes, throttling, clocks, power.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/audit/fit_run.hpp"

namespace steelyard::results {
namespace {

using test::finding_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(AuditUndisturbed, AllowsAThirdOfTheRoundsOfACase) {
  const auto disturbed = [](std::size_t rounds) {
    return finding_of("undisturbed", [&](RunRecord& run) {
      for (std::size_t i = 0; i < rounds; ++i) run.cases[1].visits[i].disturbed = true;
    });
  };
  EXPECT_EQ(disturbed(1).result, CheckResult::passed);
  EXPECT_THAT(disturbed(1).sentence, HasSubstr("1 of 9 rounds were disturbed"));
  EXPECT_EQ(disturbed(2).result, CheckResult::failed);
  EXPECT_THAT(disturbed(2).named,
              ElementsAre(AllOf(HasSubstr("m=2048"), HasSubstr("(2 of 3 rounds)"))));
}

TEST(AuditUndisturbed, CountsRoundsWithSamplesOnly) {
  const Finding finding = finding_of("undisturbed", [](RunRecord& run) {
    run.cases[1].visits[0].disturbed = true;
    run.cases[1].visits[1].samples.clear();
  });
  EXPECT_EQ(finding.result, CheckResult::failed);
  EXPECT_THAT(finding.named, ElementsAre(HasSubstr("(1 of 2 rounds)")));
}

TEST(AuditProbes, AllowsAFifthBetweenRounds) {
  const auto slower = [](double factor, bool disturbed) {
    return finding_of("probes", [&](RunRecord& run) {
      Visit& visit = run.cases[0].visits[1];
      visit.probe_before.rate *= factor;
      visit.probe_after.rate *= factor;
      visit.disturbed = disturbed;
    });
  };
  EXPECT_EQ(slower(1 / 1.19, false).result, CheckResult::passed);
  EXPECT_EQ(slower(1 / 1.21, false).result, CheckResult::failed);
  EXPECT_EQ(slower(1.21, false).result, CheckResult::failed);
  EXPECT_THAT(slower(1.1, false).sentence, HasSubstr("at most 10.0 % apart; the bound is 20 %"));
  EXPECT_THAT(slower(1 / 1.5, false).named,
              ElementsAre(AllOf(HasSubstr("m=1024"), HasSubstr("(50 %)"))));
  EXPECT_EQ(slower(1 / 1.5, true).result, CheckResult::passed);
}

TEST(AuditProbes, CannotTellWithoutThem) {
  const Finding finding = finding_of("probes", [](RunRecord& run) {
    for (CaseRecord& record : run.cases) {
      for (Visit& visit : record.visits) visit.probe_after.rate = 0;
    }
  });
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
}

/// Sets the reasons of the reading of rank 1 in the second round of the second case.
Finding throttled_by(std::uint64_t reasons) {
  return finding_of("throttling", [&](RunRecord& run) {
    for (TelemetrySample& sample : run.telemetry) {
      if (sample.seconds == 210.5 && sample.rank == 1) sample.throttle_reasons = reasons;
    }
  });
}

TEST(AuditThrottling, FailsForHeatAndHardware) {
  EXPECT_EQ(throttled_by(0).result, CheckResult::passed);
  const Finding heat = throttled_by(2);
  EXPECT_EQ(heat.result, CheckResult::failed);
  EXPECT_THAT(heat.sentence, HasSubstr("1 of 18 readings were throttled by heat."));
  EXPECT_THAT(heat.named, ElementsAre(AllOf(HasSubstr("m=2048"), HasSubstr("(rank 1)"))));
  EXPECT_THAT(throttled_by(4).sentence, HasSubstr("by hardware."));
  EXPECT_THAT(throttled_by(8).sentence, HasSubstr("by another reason."));
  EXPECT_THAT(throttled_by(std::uint64_t{1} << 40).sentence, HasSubstr("by another reason."));
  EXPECT_THAT(throttled_by(7).sentence, HasSubstr("by hardware, heat."));
}

TEST(AuditThrottling, TakesThePowerLimitForHowADeviceShips) {
  const Finding finding = throttled_by(1);
  EXPECT_EQ(finding.result, CheckResult::passed);
  EXPECT_THAT(finding.sentence, HasSubstr("The power limit held the clock in 5.6 % of them"));
  EXPECT_EQ(throttled_by(3).sentence, "1 of 18 readings were throttled by heat.");
}

TEST(AuditThrottling, LooksAtReadingsDuringVisitsOnly) {
  const auto at = [](double seconds) {
    return finding_of("throttling", [&](RunRecord& run) {
      run.telemetry.resize(1);
      run.telemetry[0].seconds = seconds;
      run.telemetry[0].throttle_reasons = 2;
    });
  };
  EXPECT_EQ(at(99.9).result, CheckResult::not_recorded);
  EXPECT_EQ(at(100).result, CheckResult::failed);
  EXPECT_EQ(at(101).result, CheckResult::failed);
  EXPECT_EQ(at(101.1).result, CheckResult::not_recorded);
  EXPECT_EQ(at(nan).result, CheckResult::not_recorded);
}

TEST(AuditThrottling, CannotTellWithoutSensors) {
  const Finding finding = finding_of("throttling", [](RunRecord& run) {
    for (TelemetrySample& sample : run.telemetry) {
      sample = {sample.seconds, sample.rank, nan, nan, nan, nan, nan, 0};
    }
  });
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
}

TEST(AuditThrottling, CountsReadingsOfAnySensor) {
  for (double TelemetrySample::*sensor :
       {&TelemetrySample::power_watts, &TelemetrySample::temperature_celsius,
        &TelemetrySample::core_clock_hz}) {
    const Finding finding = finding_of("throttling", [&](RunRecord& run) {
      run.telemetry = {{run.telemetry[0].seconds, 0, nan, nan, nan, nan, nan, 0}};
      run.telemetry[0].*sensor = 1;
    });
    EXPECT_EQ(finding.result, CheckResult::passed);
    EXPECT_THAT(finding.sentence, HasSubstr("None of 1 readings"));
  }
}

TEST(AuditClocks, AllowsATwentiethForTheHost) {
  const auto slower = [](double factor, auto change) {
    return finding_of("clocks", [&](RunRecord& run) {
      for (Batch& batch : run.cases[0].visits[2].batches) batch.clock_rate *= factor;
      change(run);
    });
  };
  const auto nothing = [](RunRecord&) {};
  EXPECT_EQ(slower(1 / 1.049, nothing).result, CheckResult::passed);
  EXPECT_EQ(slower(1 / 1.051, nothing).result, CheckResult::failed);
  EXPECT_THAT(slower(1.02, nothing).sentence, HasSubstr("by 2.0 % at most; the bound is 5 %"));
  EXPECT_THAT(slower(1 / 1.1, nothing).named,
              ElementsAre(AllOf(HasSubstr("m=1024"), HasSubstr("(10.0 %)"))));
  EXPECT_EQ(slower(0.5,
                   [](RunRecord& run) {
                     for (Batch& batch : run.cases[0].visits[2].batches) batch.disturbed = true;
                   })
                .result,
            CheckResult::passed);
  EXPECT_EQ(slower(0.5,
                   [](RunRecord& run) {
                     for (RankInfo& rank : run.info.environment.ranks) rank.threads = 0;
                   })
                .result,
            CheckResult::passed)
      << "the host's clock is not in an accelerator's times";
}

TEST(AuditClocks, AllowsATwentiethForEachDevice) {
  const auto slower = [](double factor) {
    return finding_of("clocks", [&](RunRecord& run) {
      for (TelemetrySample& sample : run.telemetry) {
        if (sample.seconds == 310.5 && sample.rank == 1) sample.core_clock_hz *= factor;
      }
    });
  };
  EXPECT_EQ(slower(1 / 1.049).result, CheckResult::passed);
  EXPECT_EQ(slower(1 / 1.051).result, CheckResult::failed);
  EXPECT_THAT(slower(0.8).named, ElementsAre(AllOf(HasSubstr("m=2048"), HasSubstr("on rank 1"))));
}

TEST(AuditClocks, LetsRanksDiffer) {
  const Finding finding = finding_of("clocks", [](RunRecord& run) {
    for (TelemetrySample& sample : run.telemetry) {
      if (sample.rank == 1) sample.core_clock_hz /= 2;
    }
  });
  EXPECT_EQ(finding.result, CheckResult::passed);
}

TEST(AuditClocks, CannotTellWithoutThem) {
  const Finding finding = finding_of("clocks", [](RunRecord& run) {
    run.telemetry.clear();
    for (CaseRecord& record : run.cases) {
      for (Visit& visit : record.visits) visit.batches.clear();
    }
  });
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
}

Finding limited_to(const std::string& watts, const std::string& chip = "acme-one") {
  return finding_of("power limit", [&](RunRecord& run) {
    run.info.environment.nodes[1].facts["power_limit_watts cuda:0"] = watts;
    if (chip != "acme-one") {
      run.info.chip = chip;
      for (RankInfo& rank : run.info.environment.ranks) rank.chip_id = chip;
    }
  });
}

TEST(AuditPowerLimit, IsTheChipsOwnWithinAFiftieth) {
  EXPECT_EQ(limited_to("500").result, CheckResult::passed);
  EXPECT_THAT(limited_to("500").sentence, HasSubstr("the chip's own limit is 500 W"));
  EXPECT_EQ(limited_to("491").result, CheckResult::passed);
  EXPECT_EQ(limited_to("489").result, CheckResult::failed);
  EXPECT_EQ(limited_to("511").result, CheckResult::failed);
  EXPECT_THAT(limited_to("300").named, ElementsAre("cuda:0 of a (500 W)", "cuda:0 of b (300 W)"));
}

TEST(AuditPowerLimit, OfAnUnknownChipMustBeTheSameEverywhere) {
  EXPECT_EQ(limited_to("500", "another").result, CheckResult::not_recorded);
  EXPECT_EQ(limited_to("489", "another").result, CheckResult::failed);
}

TEST(AuditPowerLimit, CannotBeToldWithoutOne) {
  const Finding finding = finding_of("power limit", [](RunRecord& run) {
    for (NodeInfo& node : run.info.environment.nodes) {
      node.facts = {{"power_limit_watts cuda:0", "none"}};
    }
  });
  EXPECT_EQ(finding.result, CheckResult::not_recorded);
}

}  // namespace
}  // namespace steelyard::results
