#include "harness/device/conformance/ladder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <set>

#include "harness/core/dtype.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device::conformance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const sy_backend_v1& sound_table() {
  ::setenv("STEELYARD_FAKE", "collectives=1", 1);
  static const sy_backend_v1* const table = open_backend("fake").table;
  return *table;
}

const Rung& rung(std::string_view id) {
  for (const Rung& each : ladder()) {
    if (each.id == id) return each;
  }
  throw std::runtime_error("there is no rung " + std::string(id));
}

/// The fake backend, with functions that a test exchanges.
class Mutant {
 public:
  Mutant() {
    table.devices = &devices;
    table.memory = &memory;
    table.streams = &streams;
    table.gemm = &gemm;
    table.collectives = &collectives;
    table.telemetry = &telemetry;
  }
  Verdict climb(std::string_view id) {
    return conformance::climb(rung(id), {table, "/somewhere/steelyard_backend_fake.so"});
  }

  sy_backend_v1 table = sound_table();
  sy_devices devices = *table.devices;
  sy_memory memory = *table.memory;
  sy_streams streams = *table.streams;
  sy_gemm_functions gemm = *table.gemm;
  sy_collectives collectives = *table.collectives;
  sy_telemetry telemetry = *table.telemetry;
};

void expect_failure(const Verdict& verdict, const std::string& part) {
  EXPECT_EQ(verdict.outcome, Outcome::failed) << verdict.sentence;
  EXPECT_THAT(verdict.sentence, HasSubstr(part));
}

void expect_not_offered(const Verdict& verdict, const std::string& part) {
  EXPECT_EQ(verdict.outcome, Outcome::not_offered) << verdict.sentence;
  EXPECT_THAT(verdict.sentence, HasSubstr(part));
}

/// Properties of the fake, changed by `change`.
template <auto change>
sy_status changed_properties(sy_device* device, sy_properties* properties) {
  const sy_status status = sound_table().devices->properties(device, properties);
  if (status == SY_OK) change(*properties);
  return status;
}

template <auto change>
Verdict climb_with_properties(std::string_view id) {
  Mutant mutant;
  mutant.devices.properties = changed_properties<change>;
  return mutant.climb(id);
}

/// A reading of the fake's sensors, changed by `change`.
template <auto change>
Verdict climb_with_sensors(std::string_view id) {
  Mutant mutant;
  mutant.telemetry.read = [](sy_device* device, sy_telemetry_reading* reading) {
    const sy_status status = sound_table().telemetry->read(device, reading);
    if (status == SY_OK) change(*reading);
    return status;
  };
  return mutant.climb(id);
}

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

TEST(GemmRungs, NoticeADtypeThatCannotBePlanned) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->a == SY_FP16) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_failure(mutant.climb("gemm.offers"), "gemm_dtypes names fp16");
  expect_failure(mutant.climb("gemm.fp16"), "gemm_dtypes names fp16");
}

TEST(GemmRungs, NoticeADtypeThatIsPlannedThoughItIsNotNamed) {
  constexpr auto no_fp16 = [](sy_properties& p) {
    p.gemm_dtypes &= ~(std::uint64_t{1} << SY_FP16);
  };
  expect_failure(climb_with_properties<no_fp16>("gemm.refuses"), "does not name fp16");
  expect_not_offered(climb_with_properties<no_fp16>("gemm.fp16"), "does not multiply fp16");
}

/// Plans as the unit of a vendor that takes one layout and whole tiles of 16.
template <bool nt_alone>
sy_status plan_tiles(sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
  const bool tiles = shape->m % 16 == 0 && shape->n % 16 == 0 && shape->k % 16 == 0;
  const bool nt = shape->transpose_a == 0 && shape->transpose_b == 1;
  if (nt_alone ? !nt : !tiles) return SY_UNSUPPORTED;
  return sound_table().gemm->plan(device, shape, plan);
}

TEST(GemmRungs, LetEightBitTypesRefuseLayoutsAndOddSizes) {
  Mutant mutant;
  mutant.gemm.plan = plan_tiles<false>;
  for (const char* id : {"gemm.fp8_e4m3", "gemm.int8"}) {
    const Verdict verdict = mutant.climb(id);
    EXPECT_EQ(verdict.outcome, Outcome::passed) << verdict.sentence;
    EXPECT_THAT(verdict.sentence, HasSubstr("sizes and transpositions are refused"));
  }
  expect_failure(mutant.climb("gemm.bf16"), "refused with SY_UNSUPPORTED");
  mutant.gemm.plan = plan_tiles<true>;
  EXPECT_EQ(mutant.climb("gemm.fp8_e5m2").outcome, Outcome::passed);
  expect_failure(mutant.climb("gemm.f32"), "offered in 1 of 4 transpositions");
}

TEST(GemmRungs, NoticeATileThatAnEightBitTypeRefuses) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->m == 16) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_failure(mutant.climb("gemm.int8"), "m = 16");
}

TEST(GemmRungs, TellWhereFastAccumulationIsRefused) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->fast_accumulation == 1) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_not_offered(mutant.climb("gemm.fast_accumulation"), "refuses fast accumulation");
  EXPECT_EQ(mutant.climb("gemm.fp8_e4m3").outcome, Outcome::passed);
}

TEST(GemmRungs, LetABackendOfferFastAccumulationAlone) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    if (shape->a == SY_FP8_E4M3 && shape->fast_accumulation == 0) return SY_UNSUPPORTED;
    return sound_table().gemm->plan(device, shape, plan);
  };
  EXPECT_EQ(mutant.climb("gemm.fp8_e4m3").outcome, Outcome::passed);
}

TEST(GemmRungs, NoticePackingThatTheNameKeepsSecret) {
  Mutant mutant;
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    std::strcpy(text, "loops");
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.algorithm"), "it must say 'packed'");
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    *text = '\0';
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.algorithm"), "no name of an algorithm");
}

TEST(GemmRungs, NoticeAPlanThatIsTunedInAnotherWayNextTime) {
  Mutant mutant;
  mutant.gemm.algorithm = [](sy_gemm*, char* text, std::size_t) {
    static int calls = 0;
    std::strcpy(text, std::to_string(++calls).c_str());
    return SY_OK;
  };
  expect_failure(mutant.climb("gemm.remembers"), "tuned twice");
}

TEST(GemmRungs, NoticePackingOfWhatIsTakenPlain) {
  Mutant mutant;
  mutant.gemm.pack = [](sy_stream*, sy_gemm*, sy_operand, const void*, void*) { return SY_OK; };
  expect_failure(mutant.climb("gemm.plain"), "operand A is used plain");
}

TEST(SensorRungs, NoticeUnitsThatAreWrong) {
  const auto plausible = "telemetry.plausible";
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = 300e3; }>(plausible), "power is");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = -1; }>(plausible), "power is");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_limit_watts = 0.7; }>(plausible),
                 "power limit is");
  expect_failure(climb_with_sensors<[](auto& r) { r.temperature_celsius = 318; }>(plausible),
                 "temperature is");
  expect_failure(climb_with_sensors<[](auto& r) { r.core_clock_hz = 1500; }>(plausible),
                 "core clock is");
  expect_failure(climb_with_sensors<[](auto& r) { r.memory_clock_hz = 1.6e12; }>(plausible),
                 "memory clock is");
  expect_failure(climb_with_sensors<[](auto& r) { r.energy_joules = -5; }>(plausible), "energy is");
  expect_failure(climb_with_sensors<[](auto& r) { r.throttle_reasons = 16; }>(plausible), "0x10");
  expect_failure(climb_with_sensors<[](auto& r) { r.power_watts = 5001; }>("telemetry.thread"),
                 "power is");
}

TEST(SensorRungs, TakeTheEdgesOfWhatIsPlausible) {
  constexpr auto low = [](sy_telemetry_reading& r) { r = {0, 0, -50, 1e6, 1e6, 1, 0}; };
  constexpr auto high = [](sy_telemetry_reading& r) { r = {5e3, 1e15, 150, 1e10, 1e10, 5e3, 15}; };
  EXPECT_EQ(climb_with_sensors<low>("telemetry.plausible").outcome, Outcome::passed);
  EXPECT_EQ(climb_with_sensors<high>("telemetry.plausible").outcome, Outcome::passed);
}

TEST(SensorRungs, NoticeEnergyThatRunsBackwards) {
  constexpr auto falls = [](sy_telemetry_reading& r) {
    static double joules = 100;
    r.energy_joules = --joules;
  };
  expect_failure(climb_with_sensors<falls>("telemetry.energy"), "fell from 99 to 98 J");
  constexpr auto none = [](sy_telemetry_reading& r) {
    r.energy_joules = std::numeric_limits<double>::quiet_NaN();
  };
  expect_not_offered(climb_with_sensors<none>("telemetry.energy"), "no energy counter");
}

TEST(SensorRungs, NoticeAnImpossiblePeriod) {
  Mutant mutant;
  mutant.telemetry.period = [](sy_device*, double* seconds) {
    *seconds = 0;
    return SY_OK;
  };
  expect_failure(mutant.climb("telemetry.period"), "0 s");
}

TEST(ErrorRungs, NoticeWhatIsNotRefused) {
  Mutant mutant;
  mutant.devices.close = [](sy_device* device) {
    return device == nullptr ? SY_OK : sound_table().devices->close(device);
  };
  expect_failure(mutant.climb("errors.devices"),
                 "Closing nothing returned SY_OK instead of SY_INVALID_ARGUMENT");
}

TEST(ErrorRungs, NoticeFastAccumulationOfWhatIsNoFp8) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    sy_gemm_shape slow = *shape;
    slow.fast_accumulation = 0;
    return sound_table().gemm->plan(device, &slow, plan);
  };
  expect_failure(mutant.climb("errors.fast_accumulation"), "fast accumulation of f64");
}

TEST(ErrorRungs, NoticeARefusalWithoutAWord) {
  Mutant mutant;
  mutant.table.last_error = [] { return ""; };
  expect_failure(mutant.climb("errors.memory"), "as it should, but last_error() is empty");
}

TEST(ExhaustionRungs, NoticeAnotherStatusThanOutOfMemory) {
  Mutant mutant;
  mutant.memory.allocate = [](sy_device* device, std::size_t bytes, void** pointer) {
    const sy_status status = sound_table().memory->allocate(device, bytes, pointer);
    return status == SY_OUT_OF_MEMORY ? SY_FAILED : status;
  };
  expect_failure(mutant.climb("exhaustion.refusal"), "SY_FAILED instead of SY_OUT_OF_MEMORY");
  expect_failure(mutant.climb("exhaustion.after"), "SY_FAILED");
  expect_failure(mutant.climb("exhaustion.whole"), "SY_FAILED");
}

TEST(ExhaustionRungs, NoticeMemoryThatNeverEnds) {
  Mutant mutant;
  mutant.memory.allocate = [](sy_device* device, std::size_t bytes, void** pointer) {
    constexpr std::size_t small = std::size_t{1} << 20;  // what is touched
    return sound_table().memory->allocate(device, std::min(bytes, small), pointer);
  };
  expect_failure(mutant.climb("exhaustion.whole"), "none was refused");
  expect_failure(mutant.climb("exhaustion.after"), "Twice the free memory was allocated");
}

TEST(ExhaustionRungs, LeaveTheHostsMemoryAlone) {
  constexpr auto host = [](sy_properties& p) { p.is_accelerator = 0; };
  expect_not_offered(climb_with_properties<host>("exhaustion.whole"), "other programs");
  expect_not_offered(climb_with_properties<host>("leaks.streams"), "other programs");
}

/// Forgets to give memory back, once in `every`.
template <int every>
sy_status forgetful_release(sy_device* device, void* pointer) {
  static int calls = 0;
  if (++calls % every == 0) return SY_OK;
  return sound_table().memory->release(device, pointer);
}

TEST(LeakRungs, NoticeMemoryThatIsNotGivenBack) {
  Mutant mutant;
  mutant.memory.release = forgetful_release<2>;
  expect_failure(mutant.climb("leaks.memory"), "were in use before");
  expect_failure(mutant.climb("exhaustion.whole"), "bytes were free before memory was exhausted");
}

TEST(LeakRungs, NoticeStreamsThatTakeMemory) {
  Mutant mutant;
  mutant.streams.stream_create = [](sy_device* device, sy_stream** stream) {
    void* lost = nullptr;
    sound_table().memory->allocate(device, 64, &lost);
    return sound_table().streams->stream_create(device, stream);
  };
  expect_failure(mutant.climb("leaks.streams"), "1000 streams with an event each came and went");
}

TEST(LeakRungs, NoticePlansThatTakeMemory) {
  Mutant mutant;
  mutant.gemm.plan = [](sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) {
    void* lost = nullptr;
    sound_table().memory->allocate(device, 64, &lost);
    return sound_table().gemm->plan(device, shape, plan);
  };
  expect_failure(mutant.climb("leaks.plans"), "20 plans of f64");
}

TEST(LeakRungs, NoticeFilesThatStayOpen) {
  Mutant mutant;
  mutant.collectives.destroy = [](sy_comm* comm) {
    EXPECT_GE(::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    return sound_table().collectives->destroy(comm);
  };
  expect_failure(mutant.climb("leaks.communicators"), "files were open before 5 communicators");
}

/// The fault that an emulated runtime obeys, asked for as it would.
bool told_to_fail() {
  const char* const fault = std::getenv("STEELYARD_EMULATED_FAULT");
  return fault != nullptr && std::strstr(fault, "async_error") != nullptr;
}

sy_status copy_nothing_if_told(sy_stream* stream, void* host, const void* device,
                               std::size_t bytes) {
  return told_to_fail() ? SY_OK : sound_table().memory->copy_to_host(stream, host, device, bytes);
}

TEST(AsynchronousRung, NoticesAFailureThatIsSwallowed) {
  Mutant mutant;
  mutant.memory.copy_to_host = copy_nothing_if_told;
  expect_failure(mutant.climb("asynchronous.errors"), "while the runtime was told to fail");
  EXPECT_FALSE(told_to_fail());
}

TEST(AsynchronousRung, PassesAFailureThatIsReported) {
  Mutant mutant;
  mutant.memory.copy_to_host = copy_nothing_if_told;
  mutant.streams.stream_synchronize = [](sy_stream* stream, double seconds) {
    return told_to_fail() ? SY_FAILED : sound_table().streams->stream_synchronize(stream, seconds);
  };
  mutant.table.last_error = [] { return "vendor error 700"; };
  const Verdict verdict = mutant.climb("asynchronous.errors");
  EXPECT_EQ(verdict.outcome, Outcome::passed) << verdict.sentence;
  mutant.table.last_error = [] { return ""; };
  expect_failure(mutant.climb("asynchronous.errors"), "last_error() is empty");
}

TEST(AsynchronousRung, KeepsOtherFaultsThatArePlanted) {
  ::setenv("STEELYARD_EMULATED_FAULT", "leak", 1);
  Mutant mutant;
  mutant.memory.copy_to_host = [](sy_stream* stream, void* host, const void* device,
                                  std::size_t bytes) {
    EXPECT_STREQ(std::getenv("STEELYARD_EMULATED_FAULT"), "leak,async_error");
    return sound_table().memory->copy_to_host(stream, host, device, bytes);
  };
  expect_not_offered(mutant.climb("asynchronous.errors"), "does not know the fault");
  EXPECT_STREQ(std::getenv("STEELYARD_EMULATED_FAULT"), "leak");
  ::unsetenv("STEELYARD_EMULATED_FAULT");
}

TEST(AsynchronousRung, IsForEmulatedRuntimesAlone) {
  constexpr auto real = [](sy_properties& p) { p.emulated = 0; };
  expect_not_offered(climb_with_properties<real>("asynchronous.errors"), "Only an emulated");
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

}  // namespace
}  // namespace steelyard::device::conformance
