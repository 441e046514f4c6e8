#include "collectors/progress/live_line.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace steelyard::collectors {
namespace {

class LiveLineTest : public testing::Test {
 protected:
  std::string written() {
    std::string text = out_.str();
    out_.str("");
    return text;
  }
  std::ostringstream out_;
  double now_ = 100;
  LiveLine line_{out_, [this] { return now_; }};
};

TEST_F(LiveLineTest, DrawsOverWhatIsThere) {
  line_.draw("one");
  EXPECT_EQ(written(), "\rone\x1b[K");
  line_.draw("two");
  EXPECT_EQ(written(), "\rtwo\x1b[K");
}

TEST_F(LiveLineTest, DrawsAtMostTenTimesInAnySecond) {
  for (int i = 0; i < 10; ++i) {
    now_ = 100 + i * 0.01;
    line_.draw("x");
    EXPECT_FALSE(written().empty()) << i;
  }
  now_ = 100.5;
  line_.draw("x");
  EXPECT_EQ(written(), "");
  now_ = 101;  // the first is a second old
  line_.draw("x");
  EXPECT_FALSE(written().empty());
  now_ = 101.005;  // the second is not yet
  line_.draw("x");
  EXPECT_EQ(written(), "");
  now_ = 101.011;
  line_.draw("x");
  EXPECT_FALSE(written().empty());
}

TEST_F(LiveLineTest, ClearsOnce) {
  line_.clear();
  EXPECT_EQ(written(), "");
  line_.draw("one");
  written();
  line_.clear();
  EXPECT_EQ(written(), "\r\x1b[K");
  line_.clear();
  EXPECT_EQ(written(), "");
}

TEST_F(LiveLineTest, PrintsAboveTheLiveLine) {
  line_.print("first");
  EXPECT_EQ(written(), "first\n");
  line_.draw("live");
  written();
  line_.print("stays");
  EXPECT_EQ(written(), "\r\x1b[Kstays\n");
}

TEST(LiveLine, LeavesACleanLineWhenDestroyed) {
  std::ostringstream out;
  {
    LiveLine line(out, [] { return 0.0; });
    line.draw("live");
    out.str("");
  }
  EXPECT_EQ(out.str(), "\r\x1b[K");
}

}  // namespace
}  // namespace steelyard::collectors
