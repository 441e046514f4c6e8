#include "results/store/run_message.hpp"

#include <gtest/gtest.h>

#include "harness/core/error.hpp"
#include "tests/unit/store/sample_run.hpp"

namespace steelyard::results {
namespace {

using testing::expect_same;
using testing::sample_run;

/// A run with digests, as a file has it.
RunFileContent content_of(const RunRecord& run) {
  return {
      run, {digest_form, digests_of(run)}, make_summary(run, SensorTraces(run.telemetry), "head")};
}

RunFileContent little_run() {
  RunRecord run = sample_run();
  run.cases.resize(1);
  run.cases[0].visits.resize(1);
  return content_of(run);
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
  const RunFileContent content = content_of(sample_run());
  const RunFileContent told = from_message(to_message(content));
  expect_same(told.run, content.run);
  EXPECT_EQ(told.digests.form, digest_form);
  EXPECT_EQ(told.digests.digests, content.digests.digests);
  EXPECT_EQ(told.summary.form, summary_form);
  EXPECT_TRUE(belongs_to(told.summary, "head"));
  EXPECT_EQ(told.summary.digest, content.summary.digest);
  expect_same(from_message(to_message({})).run, RunRecord{});
}

TEST(RunMessage, TellsLargeSamplesFromWhereTheyAre) {
  RunFileContent content = little_run();
  auto& samples = content.run.cases[0].visits[0].samples;
  samples.assign(100'000, 0.25);
  const void* const begin = samples.data();
  bool told = false;
  std::string message;
  write_message(content, [&](std::string_view piece) {
    told = told || piece.data() == begin;
    message.append(piece);
  });
  EXPECT_TRUE(told);
  expect_same(from_message(message).run, content.run);
}

TEST(RunMessage, HasDigestsOfAllCasesOrNone) {
  RunFileContent content = little_run();
  content.digests.digests.cases.emplace_back();
  EXPECT_TRUE(is_refused(to_message(content)));
  content.digests = {};
  EXPECT_FALSE(is_refused(to_message(content)));
  content.digests.form = digest_form + 1;
  EXPECT_FALSE(is_refused(to_message(content)));
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
