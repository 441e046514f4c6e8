#include "harness/device/report.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace steelyard::device {
namespace {

/// What `speak` writes.
template <class Speak>
std::string written(Speak speak) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  ReportWriter writer(ends[1]);
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

std::string whole_report() {
  return written([](ReportWriter& report) {
    report.step("asked");
    report.count(3);
    sy_properties properties{};
    std::memcpy(properties.name, "Chip", 5);
    std::memset(properties.vendor, 'v', sizeof(properties.vendor));
    properties.memory_bytes = 12;
    report.device(0, properties);
    report.broken_device(1, "broken");
    report.fault("a fault");
    report.done();
  });
}

void expect_whole(const Report& heard) {
  EXPECT_FALSE(heard.garbled);
  EXPECT_TRUE(heard.done);
  EXPECT_EQ(heard.step, "asked");
  EXPECT_EQ(heard.count, 3u);
  EXPECT_EQ(heard.fault, "a fault");
  ASSERT_EQ(heard.devices.size(), 2u);
  EXPECT_STREQ(heard.devices[0].properties.name, "Chip");
  EXPECT_EQ(std::strlen(heard.devices[0].properties.vendor), SY_TEXT - 1u);
  EXPECT_EQ(heard.devices[0].properties.memory_bytes, 12u);
  EXPECT_EQ(heard.devices[1].index, 1u);
  EXPECT_EQ(heard.devices[1].sentence, "broken");
}

Report hear(const std::string& bytes) {
  Report heard;
  heard.feed(bytes);
  return heard;
}

TEST(Report, HearsWhatWasWritten) { expect_whole(hear(whole_report())); }

TEST(Report, HearsPiecesOfAnySize) {
  const std::string bytes = whole_report();
  Report heard;
  for (const char& byte : bytes) heard.feed(std::span(&byte, 1));
  expect_whole(heard);
}

TEST(Report, IsNotDoneWhenCutAnywhere) {
  const std::string bytes = whole_report();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const Report heard = hear(bytes.substr(0, length));
    EXPECT_FALSE(heard.done) << length;
    EXPECT_FALSE(heard.garbled) << length;
  }
}

TEST(Report, IsGarbledByWhatNobodyWrites) {
  const auto frame = [](std::uint32_t kind, std::uint32_t length, const std::string& bytes) {
    std::string text(8, '\0');
    std::memcpy(text.data(), &kind, 4);
    std::memcpy(text.data() + 4, &length, 4);
    return text + bytes;
  };
  constexpr std::uint32_t count_kind = 5, device_kind = 6, broken_kind = 7;
  EXPECT_TRUE(hear(frame(0, 0, "")).garbled);
  EXPECT_TRUE(hear(frame(99, 0, "")).garbled);
  EXPECT_TRUE(hear(frame(1, 0xffffffff, "")).garbled);
  EXPECT_TRUE(hear(frame(1, 16385, "")).garbled);
  EXPECT_FALSE(hear(frame(1, 16384, "")).garbled);
  EXPECT_TRUE(hear(frame(count_kind, 3, "abc")).garbled);
  EXPECT_TRUE(hear(frame(device_kind, 6, "abcdef")).garbled);
  EXPECT_TRUE(hear(frame(broken_kind, 3, "abc")).garbled);
  EXPECT_FALSE(hear(frame(broken_kind, 4, "abcd")).garbled);
}

TEST(Report, TakesNoMoreDevicesThanAHostMayHave) {
  const auto devices = [](std::uint32_t count) {
    Report heard;
    const std::string one = written([](ReportWriter& report) { report.broken_device(0, ""); });
    for (std::uint32_t i = 0; i < count; ++i) heard.feed(one);
    return heard.garbled;
  };
  EXPECT_FALSE(devices(most_devices));
  EXPECT_TRUE(devices(most_devices + 1));
}

TEST(Report, StaysGarbled) {
  Report heard = hear(std::string(64, 'x'));
  EXPECT_TRUE(heard.garbled);
  heard.feed(whole_report());
  EXPECT_TRUE(heard.garbled);
  EXPECT_FALSE(heard.done);
}

TEST(ReportWriter, CutsWhatIsTooLong) {
  const Report heard =
      hear(written([](ReportWriter& report) { report.fault(std::string(20000, 'x')); }));
  EXPECT_EQ(heard.fault.size(), 16384u);
}

}  // namespace
}  // namespace steelyard::device
