#include <gmock/gmock.h>

#include <cmath>

#include "harness/backends/fake/clock.hpp"
#include "harness/backends/fake/script.hpp"
#include "harness/device/backend_kit.hpp"

namespace steelyard::fake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(const std::string& text) {
  try {
    parse_script(text, 0);
  } catch (const kit::Failure& failure) {
    return failure.what();
  }
  return "nothing was thrown";
}

TEST(FakeScript, ReadsNumbers) {
  const Script script = parse_script(
      "flops=2e14,bandwidth=3e12,latency=1e-6,noise=0.5,drift=2,slow=0.2,lie=0.5,power=700,"
      "memory=16e9,seed=9,devices=3,chip=nvidia-h20,host_accessible=0,host_clock=1,absent=1,"
      "link=5e11,collectives=1",
      0);
  EXPECT_EQ(script.flops, 2e14);
  EXPECT_EQ(script.bandwidth, 3e12);
  EXPECT_EQ(script.latency, 1e-6);
  EXPECT_EQ(script.noise, 0.5);
  EXPECT_EQ(script.drift, 2);
  EXPECT_EQ(script.slow, 0.2);
  EXPECT_EQ(script.lie, 0.5);
  EXPECT_EQ(script.power, 700);
  EXPECT_EQ(script.memory, 16'000'000'000u);
  EXPECT_EQ(script.seed, 9u);
  EXPECT_EQ(script.devices, 3u);
  EXPECT_EQ(script.chip, "nvidia-h20");
  EXPECT_FALSE(script.host_accessible);
  EXPECT_TRUE(script.host_clock);
  EXPECT_TRUE(script.absent);
  EXPECT_EQ(script.link, 5e11);
  EXPECT_TRUE(script.collectives);
}

TEST(FakeScript, IsSoundWhenEmpty) {
  const Script script = parse_script("", 0);
  EXPECT_TRUE(script.faults.empty());
  EXPECT_EQ(script.lie, 1);
  EXPECT_EQ(script.slow, 0);
  EXPECT_TRUE(script.host_accessible);
  EXPECT_FALSE(script.collectives);
}

TEST(FakeScript, ReadsFaults) {
  const Script script =
      parse_script("fail=allocate@3,oom=plan,lost=record@1,hang=gemm@40,wrong=triad", 0);
  ASSERT_EQ(script.faults.size(), 5u);
  EXPECT_EQ(script.faults[0].kind, Fault::Kind::fail);
  EXPECT_EQ(script.faults[0].call, Call::allocate);
  EXPECT_EQ(script.faults[0].number, 3u);
  EXPECT_EQ(script.faults[1].kind, Fault::Kind::out_of_memory);
  EXPECT_EQ(script.faults[1].number, 0u);
  EXPECT_EQ(script.faults[2].kind, Fault::Kind::lost);
  EXPECT_EQ(script.faults[3].kind, Fault::Kind::hang);
  EXPECT_EQ(script.faults[3].call, Call::gemm);
  EXPECT_EQ(script.faults[4].kind, Fault::Kind::wrong);
}

TEST(FakeScript, ReadsFaultsThatEndAProcess) {
  const Script script =
      parse_script("throw=init,die=all_reduce@3,crash=open,stop=count,exit=properties@1", 0);
  ASSERT_EQ(script.faults.size(), 5u);
  EXPECT_EQ(script.faults[0].kind, Fault::Kind::throws);
  EXPECT_EQ(script.faults[1].kind, Fault::Kind::die);
  EXPECT_EQ(script.faults[1].call, Call::all_reduce);
  EXPECT_EQ(script.faults[1].number, 3u);
  EXPECT_EQ(script.faults[2].kind, Fault::Kind::crash);
  EXPECT_EQ(script.faults[3].kind, Fault::Kind::stop);
  EXPECT_EQ(script.faults[4].kind, Fault::Kind::exit);
}

TEST(FakeScript, ReadsHowLongASlowCallTakes) {
  const Script script = parse_script("slow_call=gemm@2:0.5,slow_call=all_reduce:3", 0);
  ASSERT_EQ(script.faults.size(), 2u);
  EXPECT_EQ(script.faults[0].kind, Fault::Kind::slow);
  EXPECT_EQ(script.faults[0].call, Call::gemm);
  EXPECT_EQ(script.faults[0].number, 2u);
  EXPECT_EQ(script.faults[0].seconds, 0.5);
  EXPECT_EQ(script.faults[1].number, 0u);
  EXPECT_EQ(script.faults[1].seconds, 3);
}

TEST(FakeScript, KeepsFaultsToTheRankNamed) {
  const std::string text = "rank=1,fail=gemm,slow=0.5,lie=0.5,flops=5e12";
  const Script faulty = parse_script(text, 1);
  EXPECT_EQ(faulty.faults.size(), 1u);
  EXPECT_EQ(faulty.slow, 0.5);
  EXPECT_EQ(faulty.lie, 0.5);
  for (const int rank : {0, 2}) {
    const Script sound = parse_script(text, rank);
    EXPECT_TRUE(sound.faults.empty());
    EXPECT_EQ(sound.slow, 0);
    EXPECT_EQ(sound.lie, 1);
    EXPECT_EQ(sound.flops, 5e12);
  }
}

TEST(FakeScript, NamesTheNearestKeyAndCall) {
  EXPECT_THAT(refusal("flps=1"), AllOf(HasSubstr("'flps'"), HasSubstr("'flops'")));
  EXPECT_THAT(refusal("fail=alocate"), AllOf(HasSubstr("'alocate'"), HasSubstr("'allocate'")));
}

TEST(FakeScript, RefusesValuesThatCannotBe) {
  for (const char* text : {"flops=0",
                           "flops=fast",
                           "flops=",
                           "flops=nan",
                           "latency=-1",
                           "slow=1",
                           "devices=0",
                           "devices=1.5",
                           "memory=0",
                           "host_clock=2",
                           "fail=gemm@0",
                           "fail=gemm@x",
                           "fail=gemm@",
                           "rank=-1",
                           "noise=1e9",
                           "flops=1 ",
                           "flops",
                           "link=0",
                           "collectives=2",
                           "slow_call=gemm",
                           "slow_call=gemm:",
                           "slow_call=gemm:-1",
                           "slow_call=gemm@0:1",
                           "slow_call=gemm:1e9"}) {
    EXPECT_THAT(refusal(text), HasSubstr("STEELYARD_FAKE: ")) << text;
  }
  EXPECT_THAT(refusal("wrong=allocate"), HasSubstr("no result"));
  for (const char* kind : {"fail", "oom", "lost", "throw"}) {
    EXPECT_THAT(refusal(std::string(kind) + "=destroy"), HasSubstr("cannot return an error"));
  }
}

TEST(FakeScript, NamesEachCallAsItIsWritten) {
  for (int i = 0; i < call_count; ++i) {
    const auto call = static_cast<Call>(i);
    EXPECT_EQ(parse_script("hang=" + std::string(name(call)), 0).faults.at(0).call, call);
  }
}

Script exact() {
  Script script;
  script.flops = 1e9;
  script.bandwidth = 1e6;
  script.latency = 0.5;
  script.noise = 0;
  return script;
}

TEST(FakeClock, TakesTheSlowerOfArithmeticAndMemory) {
  Clock clock(exact());
  EXPECT_EQ(clock.now(), 0);
  clock.work(2e9, 1e6);
  EXPECT_DOUBLE_EQ(clock.now(), 2.5);
  clock.work(1e9, 4e6);
  EXPECT_DOUBLE_EQ(clock.now(), 7);
}

TEST(FakeClock, LosesTheFractionOfSpeedThatTheScriptSays) {
  Script script = exact();
  script.slow = 0.2;
  Clock clock(script);
  clock.work(3.5e9, 0);
  EXPECT_DOUBLE_EQ(clock.now(), 4 / 0.8);
}

TEST(FakeClock, DriftsWithItsOwnTime) {
  Script script = exact();
  script.drift = 0.1;
  Clock clock(script);
  clock.pass(10);
  EXPECT_DOUBLE_EQ(clock.slowdown(), 2);
}

TEST(FakeClock, TakesTheTimeOfAMessageFromHopsAndLink) {
  Script script = exact();
  script.link = 1e3;
  Clock clock(script);
  clock.transfer(6, 2e3);
  EXPECT_DOUBLE_EQ(clock.now(), 6 * 0.5 + 2);
}

TEST(FakeClock, WaitsForALaterClockOnly) {
  Clock clock(exact());
  clock.meet(3);
  EXPECT_EQ(clock.now(), 3);
  clock.meet(2);
  EXPECT_EQ(clock.now(), 3);
}

TEST(FakeClock, RepeatsItsNoiseForEachSeed) {
  Script script = exact();
  script.noise = 0.1;
  Clock first(script), again(script);
  script.seed = 2;
  Clock other(script);
  const double slowdown = first.slowdown();
  EXPECT_EQ(slowdown, again.slowdown());
  EXPECT_NE(slowdown, other.slowdown());
  EXPECT_NE(slowdown, first.slowdown());
}

TEST(FakeClock, HasNoiseOfTheSizeAsked) {
  Script script = exact();
  script.noise = 0.1;
  Clock clock(script);
  constexpr int count = 10000;
  double sum = 0, squares = 0;
  for (int i = 0; i < count; ++i) {
    const double logarithm = std::log(clock.slowdown());
    sum += logarithm;
    squares += logarithm * logarithm;
  }
  EXPECT_NEAR(sum / count, 0, 0.005);
  EXPECT_NEAR(std::sqrt(squares / count), 0.1, 0.005);
}

}  // namespace
}  // namespace steelyard::fake
