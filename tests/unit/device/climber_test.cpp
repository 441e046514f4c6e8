#include "harness/device/conformance/climber.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/device/conformance/climb_report.hpp"

namespace steelyard::device::conformance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Rung> rungs(const std::vector<std::string_view>& ids) {
  std::vector<Rung> chosen;
  for (const Rung& rung : ladder()) {
    if (std::ranges::find(ids, rung.id) != ids.end()) chosen.push_back(rung);
  }
  EXPECT_EQ(chosen.size(), ids.size());
  return chosen;
}

/// Climbs with a fake of this script, which was sound when it was chosen.
std::vector<Step> climb_fake(const std::string& script, const std::vector<std::string_view>& ids,
                             const ClimbLimits& limits = {.seconds = 30}) {
  ::setenv("STEELYARD_FAKE", "collectives=1", 1);
  const BackendListing backend = choose_backend("fake");
  ::setenv("STEELYARD_FAKE", ("collectives=1," + script).c_str(), 1);
  std::vector<Step> steps;
  climb_apart(backend, rungs(ids), limits, [&](const Step& step) { steps.push_back(step); });
  return steps;
}

std::vector<Outcome> outcomes(const std::vector<Step>& steps) {
  std::vector<Outcome> all;
  for (const Step& step : steps) all.push_back(step.verdict.outcome);
  return all;
}

TEST(ClimbApart, GoesOnAfterACrash) {
  const auto steps =
      climb_fake("crash=fill", {"memory.alignment", "memory.blocks", "memory.free_bytes"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::passed, Outcome::failed, Outcome::passed));
  EXPECT_EQ(steps[1].verdict.sentence, "It crashed: segmentation fault.");
}

TEST(ClimbApart, TellsThatTheBackendEndedTheProcess) {
  const auto steps = climb_fake("exit=fill", {"memory.blocks", "memory.free_bytes"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed, Outcome::passed));
  EXPECT_EQ(steps[0].verdict.sentence, "It ended the process, with exit code 3.");
}

TEST(ClimbApart, KillsWhatHangsInOneRung) {
  const auto steps =
      climb_fake("hang=fill", {"memory.blocks", "memory.free_bytes"}, {.seconds = 1});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed, Outcome::passed));
  EXPECT_EQ(steps[0].verdict.sentence, "It did not end within 1 s.");
  EXPECT_GE(steps[0].seconds, 1);
}

TEST(ClimbApart, GivesEachRungItsOwnTime) {
  const auto steps = climb_fake("slow_call=properties:0.3",
                                {"devices.flags", "devices.threads", "devices.dtypes",
                                 "devices.gemm", "devices.product", "devices.description"},
                                {.seconds = 1.5});
  EXPECT_EQ(std::ranges::count(outcomes(steps), Outcome::passed), 6);
}

TEST(ClimbApart, TellsFailuresOfRungsThatEndWell) {
  const auto steps = climb_fake("wrong=fill", {"memory.blocks", "memory.free_bytes"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed, Outcome::passed));
  EXPECT_THAT(steps[0].verdict.sentence, StartsWith("Of buffer 0 of 16"));
  EXPECT_EQ(steps[0].rung.id, "memory.blocks");
}

TEST(ClimbApart, TellsInTheOrderOfTheLadder) {
  const auto steps = climb_fake(
      "noise=0", {"leaks.end", "asynchronous.errors", "memory.free_bytes", "leaks.memory"});
  std::vector<std::string_view> ids;
  for (const Step& step : steps) ids.push_back(step.rung.id);
  EXPECT_THAT(ids,
              ElementsAre("memory.free_bytes", "asynchronous.errors", "leaks.memory", "leaks.end"));
  EXPECT_EQ(steps[3].verdict.outcome, Outcome::passed);
}

TEST(ClimbApart, FailsTheLastRungWhereTheProcessCrashesInIt) {
  const auto steps = climb_fake("die=broadcast", {"leaks.end"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed));
  EXPECT_EQ(steps[0].verdict.sentence, "It crashed at the end of the process: killed.");
}

TEST(ClimbApart, FailsTheLastRungByItsOwnFlaw) {
  const auto steps = climb_fake("fail=record", {"leaks.end"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed));
  EXPECT_THAT(steps[0].verdict.sentence, HasSubstr("recording an event failed with SY_FAILED"));
}

/// Climbs with a library that ends its process with status 97.
std::vector<Step> climb_complaining(const std::vector<std::string_view>& ids) {
  const auto file = std::filesystem::path(STEELYARD_BINARY_DIR) /
                    "tests/deadly_backends/steelyard_backend_complains.so";
  std::vector<Step> steps;
  climb_apart(choose_backend_file(file), rungs(ids), {.seconds = 30},
              [&](const Step& step) { steps.push_back(step); });
  return steps;
}

TEST(ClimbApart, SaysWhatALibraryThinksOfTheEnd) {
  const auto steps = climb_complaining({"devices.file", "leaks.end"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::passed, Outcome::failed));
  EXPECT_THAT(steps[1].verdict.sentence,
              StartsWith("The process that climbed ended with status 97"));
}

TEST(ClimbApart, AsksNoLibraryForItsOpinionUnlessTheLastRungIsClimbed) {
  const auto steps = climb_complaining({"devices.file"});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::passed));
}

TEST(ClimbApart, RefusesABackendThatIsGone) {
  try {
    climb_fake("absent=1", {"memory.blocks"});
    FAIL() << "it climbed";
  } catch (const DeviceError& error) {
    EXPECT_THAT(error.what(), HasSubstr("STEELYARD_FAKE says absent=1"));
  }
}

TEST(ClimbApart, StopsAtMemoryWithoutEnd) {
  const auto steps = climb_fake("noise=0", {"collectives.all_reduce_many"},
                                {.seconds = 30, .resident_bytes = std::uint64_t{16} << 20});
  EXPECT_THAT(outcomes(steps), ElementsAre(Outcome::failed));
  EXPECT_EQ(steps[0].verdict.sentence, "It took more than 16 MiB of the host's memory.");
}

/// What `speak` writes.
template <class Speak>
std::string written(Speak speak) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  ClimbWriter writer(ends[1]);
  speak(writer);
  ::close(ends[1]);
  std::string bytes;
  std::array<char, 4096> piece{};
  for (ssize_t count = 0; (count = ::read(ends[0], piece.data(), piece.size())) > 0;) {
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  return bytes;
}

/// What is heard of these bytes, in pieces of this length: "begins 3, 3 failed: it broke".
std::string heard(const std::string& bytes, std::size_t length) {
  std::string text;
  ClimbReport report({[&](int number) { text += "begins " + std::to_string(number) + ", "; },
                      [&](int number, const Verdict& verdict) {
                        text += std::to_string(number) + " " + std::string(name(verdict.outcome)) +
                                ": " + verdict.sentence;
                      }});
  for (std::size_t i = 0; i < bytes.size(); i += length) {
    report.feed(std::span(bytes).subspan(i, std::min(length, bytes.size() - i)));
  }
  return text + (report.garbled() ? " garbled" : "") + report.unusable();
}

TEST(ClimbReport, ArrivesInPieces) {
  const std::string bytes = written([](ClimbWriter& writer) {
    writer.begins(ladder()[2]);
    writer.ends(ladder()[2], {Outcome::failed, "it broke"});
  });
  for (const std::size_t length : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    EXPECT_EQ(heard(bytes, length), "begins 3, 3 failed: it broke");
  }
}

TEST(ClimbReport, SaysWhyNothingWasClimbed) {
  EXPECT_EQ(heard(written([](ClimbWriter& writer) { writer.unusable("no library"); }), 99),
            "no library");
}

/// A frame in the machine's own byte order.
std::string frame(std::uint32_t kind, std::string_view bytes) {
  const auto length = static_cast<std::uint32_t>(bytes.size());
  return std::string(raw(kind)).append(raw(length)).append(bytes);
}

TEST(ClimbReport, TrustsNothing) {
  const std::uint32_t outcome = 3;
  const std::int32_t number = 1;
  EXPECT_EQ(heard(frame(9, ""), 99), " garbled");
  EXPECT_EQ(heard(frame(2, "abc"), 99), " garbled");
  EXPECT_EQ(heard(frame(3, "abc"), 99), " garbled");
  EXPECT_EQ(heard(frame(3, std::string(raw(number)).append(raw(outcome))), 99), " garbled");
  EXPECT_EQ(heard(frame(9, "") + frame(2, raw(number)), 5), " garbled");
}

}  // namespace
}  // namespace steelyard::device::conformance
