#include <cstring>
#include <set>

#include "harness/core/dtype.hpp"
#include "tests/unit/device/mutant.hpp"

namespace steelyard::device::conformance {
namespace {

TEST(Ladder, IsNumberedFromOneAndHasNoNameTwice) {
  std::set<std::string_view> ids, titles;
  int number = 0;
  for (const Rung& each : ladder()) {
    EXPECT_EQ(each.number, ++number);
    EXPECT_TRUE(ids.insert(each.id).second) << each.id;
    EXPECT_TRUE(titles.insert(each.title).second) << each.title;
    EXPECT_NE(each.group(), each.id);
    EXPECT_NE(each.climb, nullptr) << each.id;
  }
  EXPECT_EQ(ladder().back().id, "leaks.end");
}

TEST(Ladder, HasARungForEveryDtypeThatIsMultiplied) {
  for (const Dtype dtype : all_dtypes()) {
    if (dtype == Dtype::int32) continue;
    EXPECT_NO_THROW(rung("gemm." + std::string(name(dtype))));
  }
}

TEST(Ladder, PassesASoundBackend) {
  const Verdict verdict = Mutant().climb("memory.round_trip");
  EXPECT_EQ(verdict.outcome, Outcome::passed);
  EXPECT_EQ(verdict.sentence, "");
  EXPECT_EQ(name(Outcome::passed), "passed");
  EXPECT_EQ(name(Outcome::failed), "failed");
  EXPECT_EQ(name(Outcome::not_offered), "not offered");
}

TEST(Ladder, NamesTheGroupThatIsAbsent) {
  Mutant mutant;
  mutant.table.gemm = nullptr;
  mutant.table.pointwise = nullptr;
  mutant.table.collectives = nullptr;
  mutant.table.telemetry = nullptr;
  mutant.table.probe = nullptr;
  expect_not_offered(mutant.climb("gemm.f32"), "group gemm is absent");
  expect_not_offered(mutant.climb("pointwise.triad"), "that group is absent");
  expect_not_offered(mutant.climb("collectives.all_reduce"), "that group is absent");
  expect_not_offered(mutant.climb("telemetry.period"), "group telemetry is absent");
  expect_not_offered(mutant.climb("probe.units"), "group probe is absent");
  for (const char* id : {"errors.plans", "errors.gemm", "errors.pointwise", "errors.sensors",
                         "errors.reductions", "leaks.communicators", "leaks.plans"}) {
    expect_not_offered(mutant.climb(id), "This backend");
  }
  EXPECT_EQ(mutant.climb("leaks.end").outcome, Outcome::passed);
}

TEST(Ladder, LooksAtNoResultOfAModelledChip) {
  constexpr auto modelled = [](sy_properties& properties) { properties.modelled = 1; };
  for (const Rung& each : ladder()) {
    const Verdict verdict = climb_with_properties<modelled>(each.id);
    if (each.needs == Needs::nothing) continue;
    expect_not_offered(verdict, "A modelled chip computes nothing.");
  }
}

TEST(Climb, TakesWhatABackendThrowsForAFailure) {
  Mutant mutant;
  mutant.devices.count = [](std::uint32_t*) -> sy_status { throw 42; };
  expect_failure(mutant.climb("devices.probe"), "no std::exception");
}

TEST(Climb, FailsARungWhoseDeviceCannotBeOpened) {
  Mutant mutant;
  mutant.devices.open = [](std::uint32_t, sy_device**) { return SY_FAILED; };
  expect_failure(mutant.climb("memory.blocks"), "opening the device failed with SY_FAILED");
}

TEST(DeviceRungs, NoticeFlagsThatAreNeitherZeroNorOne) {
  expect_failure(climb_with_properties<[](sy_properties& p) { p.modelled = 2; }>("devices.flags"),
                 "modelled is 2");
  expect_failure(climb_with_properties<[](sy_properties& p) { p.emulated = 7; }>("devices.flags"),
                 "emulated is 7");
}

TEST(DeviceRungs, NoticeAnAcceleratorWithThreads) {
  expect_failure(climb_with_properties<[](sy_properties& p) { p.threads = 3; }>("devices.threads"),
                 "3 computing threads");
}

TEST(DeviceRungs, NoticeUnknownDtypes) {
  expect_failure(climb_with_properties<[](sy_properties& p) {
                   p.gemm_dtypes |= std::uint64_t{1} << (SY_LAST_DTYPE + 1);
                 }>("devices.dtypes"),
                 "0x8000");
}

TEST(DeviceRungs, NoticeDtypesWithoutAGroup) {
  Mutant mutant;
  mutant.table.gemm = nullptr;
  expect_failure(mutant.climb("devices.gemm"), "the group gemm is absent");
}

TEST(DeviceRungs, NoticeNamesThatAreMissing) {
  expect_failure(climb_with_properties<[](sy_properties& p) { *p.name = 0; }>("devices.product"),
                 "no product");
  expect_failure(climb_with_properties<[](sy_properties& p) { *p.vendor = 0; }>("devices.product"),
                 "no vendor");
}

TEST(DeviceRungs, NoticeTwoDevicesWithOneUuid) {
  expect_failure(climb_with_properties<[](sy_properties& p) { std::strcpy(p.uuid, "the same"); }>(
                     "devices.apart"),
                 "Devices 0 and 1 both have");
}

TEST(DeviceRungs, NoticeAFileOfAnotherName) {
  Mutant mutant;
  mutant.table.name = "other";
  expect_failure(mutant.climb("devices.file"), "should be steelyard_backend_other.so");
  const Verdict free = climb(rung("devices.file"), {mutant.table, "/somewhere/a.so"});
  expect_not_offered(free, "a.so");
}

TEST(StreamRungs, NoticeATimeoutThatIsCalledAFailure) {
  Mutant mutant;
  mutant.streams.stream_synchronize = [](sy_stream* stream, double seconds) {
    return seconds > 0 && seconds < 1 ? SY_FAILED
                                      : sound_table().streams->stream_synchronize(stream, seconds);
  };
  expect_failure(mutant.climb("streams.timeout"), "it must be SY_TIMEOUT");
}

TEST(StreamRungs, NoticeTheTimeOfEventsThatWereNeverRecorded) {
  Mutant mutant;
  mutant.streams.event_elapsed = [](sy_event*, sy_event*, double*) { return SY_OK; };
  expect_failure(mutant.climb("streams.not_ready"), "returned SY_OK instead of SY_NOT_READY");
}

TEST(StreamRungs, NoticeIntervalsThatDoNotAddUp) {
  Mutant mutant;
  mutant.streams.event_elapsed = [](sy_event*, sy_event*, double* seconds) {
    *seconds = 1;
    return SY_OK;
  };
  expect_failure(mutant.climb("streams.intervals"), "2 s together should be");
  expect_failure(mutant.climb("streams.again"), "no later than before it");
}

}  // namespace
}  // namespace steelyard::device::conformance
