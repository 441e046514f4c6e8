#include <fcntl.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tests/unit/device/mutant.hpp"

namespace steelyard::device::conformance {
namespace {

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

}  // namespace
}  // namespace steelyard::device::conformance
