#include "harness/core/log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace steelyard {
namespace {

class Log : public ::testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::info); }

  /// What one message of each level prints.
  static std::string printed() {
    ::testing::internal::CaptureStderr();
    log_debug("d");
    log_info("i");
    log_warning("w");
    log_error("e");
    return ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(Log, PrintsFromInfoUpwardsAtStart) {
  EXPECT_EQ(printed(), "steelyard: info: i\nsteelyard: warning: w\nsteelyard: error: e\n");
}

TEST_F(Log, PrintsFromTheLevelThatWasSet) {
  set_log_level(LogLevel::debug);
  EXPECT_EQ(
      printed(),
      "steelyard: debug: d\nsteelyard: info: i\nsteelyard: warning: w\nsteelyard: error: e\n");
  set_log_level(LogLevel::info);
  EXPECT_EQ(printed(), "steelyard: info: i\nsteelyard: warning: w\nsteelyard: error: e\n");
  set_log_level(LogLevel::warning);
  EXPECT_EQ(printed(), "steelyard: warning: w\nsteelyard: error: e\n");
  set_log_level(LogLevel::error);
  EXPECT_EQ(printed(), "steelyard: error: e\n");
  set_log_level(LogLevel::silent);
  EXPECT_EQ(printed(), "");
}

TEST_F(Log, TakesThePlaceOfALiveLineWhileThereIsOne) {
  set_log_level(LogLevel::error);
  set_log_over_live_line(true);
  EXPECT_EQ(printed(), "\r\x1b[Ksteelyard: error: e\n");
  set_log_over_live_line(false);
  EXPECT_EQ(printed(), "steelyard: error: e\n");
}

TEST_F(Log, PrintsOneLineWithoutControlCharacters) {
  ::testing::internal::CaptureStderr();
  log_error("a\nb\x1b[2Jc\x7f{} %s \xc3\xa9");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "steelyard: error: a b [2Jc {} %s \xc3\xa9\n");
}

}  // namespace
}  // namespace steelyard
