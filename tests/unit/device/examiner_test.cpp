#include "harness/device/examiner.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "harness/core/error.hpp"

namespace steelyard::device {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

fs::path deadly(const std::string& name) {
  return fs::path(STEELYARD_BINARY_DIR) / "tests/deadly_backends" /
         ("steelyard_backend_" + name + ".so");
}

Examined examine(const std::string& name, const ChildLimits& limits = {}) {
  return examine_backend(deadly(name), Depth::first_device, limits);
}

TEST(ExamineBackend, TellsAtWhichStepABackendCrashed) {
  const std::string died = ": segmentation fault. Update it or what it uses, or take ";
  EXPECT_THAT(examine("crash_constructor").sentence,
              StartsWith("It crashed while it was opened" + died));
  EXPECT_THAT(examine("crash_entry").sentence,
              StartsWith("It crashed while it was asked for its functions" + died));
  EXPECT_THAT(examine("crash_probe").sentence,
              StartsWith("It crashed while it was asked for its devices" + died));
  EXPECT_THAT(examine("crash_count").sentence,
              StartsWith("It crashed while it was asked how many devices it has" + died));
  EXPECT_THAT(examine("crash_open").sentence,
              AllOf(StartsWith("It crashed while it was asked to open device 0" + died),
                    HasSubstr(deadly("crash_open").string())));
}

TEST(ExamineBackend, KeepsWhatItLearntBeforeTheCrash) {
  const Examined examined = examine("crash_open");
  EXPECT_EQ(examined.report.name, "crash_open");
  EXPECT_EQ(examined.report.version, "1");
  EXPECT_EQ(examined.report.count, 2u);
  EXPECT_TRUE(examined.report.devices.empty());
}

TEST(ExamineBackend, TellsThatABackendEndedTheProgram) {
  EXPECT_THAT(
      examine("exit_probe").sentence,
      StartsWith(
          "It ended the program, with exit code 0, while it was asked for its devices. Update"));
}

TEST(ExamineBackend, TellsOfAnExceptionThatLeftTheBackend) {
  EXPECT_EQ(examine("throw_entry").sentence,
            "It threw an exception while it was asked for its functions: thrown through C");
  EXPECT_EQ(examine("throw_probe").sentence,
            "It threw an exception while it was asked for its devices: thrown through C");
}

TEST(ExamineBackend, StopsABackendThatDoesNotAnswer) {
  for (const char* name : {"hang_probe", "stop_probe"}) {
    EXPECT_THAT(examine(name, {.seconds = 0.5}).sentence,
                AllOf(StartsWith("It did not answer within 0.5 s while it was asked for its "
                                 "devices. Restart its driver"),
                      HasSubstr("STEELYARD_BACKEND_SECONDS")));
  }
}

TEST(ExamineBackend, StopsABackendThatTakesAllMemory) {
  EXPECT_THAT(examine("allocate_probe", {.resident_bytes = std::uint64_t{256} << 20}).sentence,
              StartsWith("It took more than 256 MiB of memory while it was asked for its devices"));
}

TEST(ExamineBackend, WaitsForNoProcessThatABackendLeftBehind) {
  const Examined examined = examine("fork_probe", {.seconds = 30});
  EXPECT_EQ(examined.sentence, "");
  EXPECT_TRUE(examined.report.done);
}

TEST(ExamineBackend, BelievesNothingThatABackendWroteIntoTheReport) {
  EXPECT_THAT(examine("garble_probe").sentence, HasSubstr("wrote into the report"));
}

TEST(ExamineBackend, KeepsRubbishOffStandardOutput) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(examine("print_probe").sentence, "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(ExamineBackend, RefusesACountThatCannotBe) {
  EXPECT_EQ(examine("many").sentence,
            "It counts 4000000000 devices, more than the 1024 that a host may have.");
}

TEST(ExamineBackend, LooksFurtherWhereTheFirstDeviceIsTaken) {
  const Examined examined = examine("first_device_taken");
  EXPECT_EQ(examined.sentence, "");
  ASSERT_EQ(examined.report.devices.size(), 2u);
  EXPECT_THAT(examined.report.devices[0].sentence, HasSubstr("somebody else has it"));
  EXPECT_EQ(examined.report.devices[1].index, 1u);
  EXPECT_EQ(examined.report.devices[1].properties.is_accelerator, 1u);
}

TEST(UsualLimits, FollowTheVariable) {
  unsetenv("STEELYARD_BACKEND_SECONDS");
  EXPECT_EQ(usual_limits().seconds, 60);
  setenv("STEELYARD_BACKEND_SECONDS", "2.5", 1);
  EXPECT_EQ(usual_limits().seconds, 2.5);
  for (const char* wrong : {"", "x", "3x", "0", "-1", "nan", "inf"}) {
    setenv("STEELYARD_BACKEND_SECONDS", wrong, 1);
    EXPECT_THROW(usual_limits(), UsageError) << wrong;
  }
  unsetenv("STEELYARD_BACKEND_SECONDS");
}

TEST(RunWatchedChild, TellsHowItEnded) {
  const auto ignore = [](std::span<const char>) {};
  const ChildEnd ended = run_watched_child({"/bin/sh", "-c", "exit 7"}, {}, ignore);
  EXPECT_EQ(ended.kind, ChildEnd::Kind::exited);
  EXPECT_EQ(ended.value, 7);
  const ChildEnd killed = run_watched_child({"/bin/sh", "-c", "kill -9 $$"}, {}, ignore);
  EXPECT_EQ(killed.kind, ChildEnd::Kind::killed);
  EXPECT_EQ(killed.value, 9);
}

TEST(RunWatchedChild, HearsEverythingThatWasWritten) {
  std::string heard;
  run_watched_child({"/bin/sh", "-c", "head -c 300000 /dev/zero >&3"}, {},
                    [&](std::span<const char> bytes) { heard.append(bytes.data(), bytes.size()); });
  EXPECT_EQ(heard.size(), 300000u);
}

TEST(RunWatchedChild, SaysThatAProgramIsNotThere) {
  EXPECT_THROW(run_watched_child({"/nowhere/program"}, {}, [](std::span<const char>) {}),
               DeviceError);
}

}  // namespace
}  // namespace steelyard::device
