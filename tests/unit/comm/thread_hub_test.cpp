#include "harness/comm/thread_hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

using testing::HasSubstr;

std::string refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const CommError& error) {
    return error.what();
  }
  return "";
}

TEST(ThreadHub, RefusesToWaitForARankThatHasLeft) {
  std::array<std::byte, 1> data{};
  const std::array<std::function<void(ThreadHub&)>, 4> calls{
      [](ThreadHub& hub) { hub.barrier(0); },
      [](ThreadHub& hub) { hub.open(0, {.call = "broadcast"}); },
      [&](ThreadHub& hub) { hub.send(0, 1, data); },
      [&](ThreadHub& hub) { hub.receive(1, 0, data); }};
  for (const auto& call : calls) {
    ThreadHub hub(2);
    hub.leave(1);
    EXPECT_THAT(refusal([&] { call(hub); }), HasSubstr(" has ended "));
  }
}

TEST(ThreadHub, KeepsTheFirstReason) {
  ThreadHub hub(2);
  hub.abort("first");
  hub.abort("second");
  EXPECT_EQ(refusal([&] { hub.barrier(0); }), "first");
}

TEST(ThreadHub, ARankAloneWaitsForNobody) {
  ThreadHub hub(1);
  hub.barrier(0);
  hub.open(0, {.call = "broadcast", .bytes = 3});
  EXPECT_EQ(hub.of(0).bytes, 3u);
  hub.next();
  hub.close();
  hub.open(0, {.call = "gather"});
  hub.withdraw();
  EXPECT_EQ(hub.size(), 1);
}

}  // namespace
}  // namespace steelyard::comm
