#include "results/store/run_message.hpp"

#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using testing::expect_same;
using testing::sample_run;

RunRecord little_run() {
  RunRecord run = sample_run();
  run.cases.resize(1);
  run.cases[0].visits.resize(1);
  return run;
}

bool is_refused(const std::string& message) {
  try {
    from_message(message);
  } catch (const DataError&) {
    return true;
  }
  return false;
}

TEST(RunMessage, CarriesEveryMember) {
  const RunRecord run = sample_run();
  expect_same(from_message(to_message(run)), run);
  expect_same(from_message(to_message(RunRecord{})), RunRecord{});
}

TEST(RunMessage, TellsLargeSamplesFromWhereTheyAre) {
  RunRecord run = little_run();
  auto& samples = run.cases[0].visits[0].samples;
  samples.assign(100'000, 0.25);
  const void* const begin = samples.data();
  bool told = false;
  std::string message;
  write_message(run, [&](std::string_view piece) {
    told = told || piece.data() == begin;
    message.append(piece);
  });
  EXPECT_TRUE(told);
  expect_same(from_message(message), run);
}

TEST(RunMessage, IsRefusedUnlessWhole) {
  const std::string whole = to_message(little_run());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(is_refused(whole.substr(0, size))) << size << " of " << whole.size();
  }
  EXPECT_TRUE(is_refused(whole + '\0'));
  EXPECT_FALSE(is_refused(whole));
}

/// Most bytes are part of a number or a text, which may be any; none may make the reader allocate
/// more than the message is long, or read beyond it.
TEST(RunMessage, MayHaveAnyByteChanged) {
  const std::string whole = to_message(little_run());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char byte : {'\xff', '\x7f', '\0'}) {
      std::string changed = whole;
      changed[at] = byte;
      is_refused(changed);
    }
  }
}

TEST(RunMessage, WithAnUnknownWordIsRefused) {
  std::string message = to_message(little_run());
  const std::size_t at = message.find("emulated");
  ASSERT_NE(at, std::string::npos);
  message[at] = 'E';
  EXPECT_TRUE(is_refused(message));
}

}  // namespace
}  // namespace steelyard::results
