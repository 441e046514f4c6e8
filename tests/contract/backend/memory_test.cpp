#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "harness/core/error.hpp"
#include "tests/contract/backend/backend_fixture.hpp"

namespace steelyard::device {
namespace {

using MemoryContract = BackendContract;
INSTANTIATE_OVER_BACKENDS(MemoryContract);

constexpr std::size_t mebibyte = std::size_t{1} << 20;

TEST_P(MemoryContract, ReturnsTheBytesThatWerePut) {
  Stream stream(device());
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{4097}, mebibyte + 1}) {
    const std::vector<std::byte> bytes = some_bytes(size);
    EXPECT_EQ(download(stream, upload(stream, bytes)), bytes) << size << " bytes";
  }
}

TEST_P(MemoryContract, CopiesOnTheDevice) {
  Stream stream(device());
  const std::vector<std::byte> bytes = some_bytes(4099);
  const Buffer from = upload(stream, bytes);
  const Buffer to(device(), bytes.size());
  stream.copy_on_device(to.data(), from.data(), bytes.size());
  EXPECT_EQ(download(stream, to), bytes);
}

TEST_P(MemoryContract, CopiesAndFillsNoMoreThanAsked) {
  Stream stream(device());
  const std::vector<std::byte> bytes = some_bytes(300);
  const Buffer from = upload(stream, bytes);
  const Buffer to(device(), bytes.size());
  stream.fill(to.data(), 0xa5, to.size());
  stream.copy_on_device(to.at(100), from.at(7), 13);
  stream.fill(to.at(200), 0x5a, 3);
  std::vector<std::byte> expected(bytes.size(), std::byte{0xa5});
  std::copy_n(bytes.begin() + 7, 13, expected.begin() + 100);
  std::fill_n(expected.begin() + 200, 3, std::byte{0x5a});
  EXPECT_EQ(download(stream, to), expected);
}

TEST_P(MemoryContract, KeepsTheOrderOfAStream) {
  Stream stream(device());
  const Buffer first(device(), 8 * mebibyte);
  const Buffer second(device(), 8 * mebibyte);
  std::vector<std::byte> result(first.size());
  stream.fill(first.data(), 1, first.size());
  stream.copy_on_device(second.data(), first.data(), first.size());
  stream.fill(first.data(), 2, first.size());
  stream.copy_to_host(result.data(), second.data(), result.size());
  stream.synchronize();
  EXPECT_EQ(std::ranges::count(result, std::byte{1}), std::ssize(result));
}

TEST_P(MemoryContract, AlignsToSixtyFourBytes) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{65}, std::size_t{1000}, mebibyte}) {
    const Buffer buffer(device(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64, 0u) << size << " bytes";
  }
}

TEST_P(MemoryContract, KeepsBlocksApart) {
  Stream stream(device());
  std::vector<Buffer> buffers;
  for (int i = 0; i < 16; ++i) {
    buffers.emplace_back(device(), 1000 + i);
    stream.fill(buffers.back().data(), static_cast<std::uint8_t>(i), buffers.back().size());
  }
  for (int i = 0; i < 16; ++i) {
    const std::vector<std::byte> bytes = download(stream, buffers[i]);
    EXPECT_EQ(std::ranges::count(bytes, std::byte(i)), std::ssize(bytes)) << "block " << i;
  }
}

TEST_P(MemoryContract, LetsTheHostReadAndWriteWhereItSaysSo) {
  if (device().properties().host_accessible == 0) {
    GTEST_SKIP() << "The host cannot read this device's memory.";
  }
  Stream stream(device());
  const std::vector<std::byte> bytes = some_bytes(1001);
  const Buffer buffer = upload(stream, bytes);
  EXPECT_EQ(std::memcmp(buffer.data(), bytes.data(), bytes.size()), 0);
  *buffer.at(1000) = std::byte{77};
  EXPECT_EQ(download(stream, buffer)[1000], std::byte{77});
}

TEST_P(MemoryContract, CallsAnExhaustedMemoryOutOfMemory) {
  void* pointer = &pointer;
  const std::size_t too_much = 2 * device().free_bytes() + 1;
  EXPECT_EQ(table().memory->allocate(device().handle(), too_much, &pointer), SY_OUT_OF_MEMORY);
  EXPECT_EQ(pointer, nullptr);
  EXPECT_STRNE(table().last_error(), "");
  try {
    const Buffer buffer(device(), too_much);
    FAIL() << "twice the free memory was allocated";
  } catch (const OutOfMemory& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr(std::to_string(too_much)));
  }
}

TEST_P(MemoryContract, IsUsableAfterExhaustion) {
  EXPECT_THROW(Buffer(device(), 2 * device().free_bytes() + 1), OutOfMemory);
  Stream stream(device());
  const std::vector<std::byte> bytes = some_bytes(1000);
  EXPECT_EQ(download(stream, upload(stream, bytes)), bytes);
}

TEST_P(MemoryContract, StatesNoMoreFreeThanThereIs) {
  EXPECT_GT(device().free_bytes(), 0u);
  if (device().properties().memory_bytes != 0) {
    EXPECT_LE(device().free_bytes(), device().properties().memory_bytes);
  }
}

/// Pages of address space that this process uses.
std::uint64_t address_space_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * 4096;
}

/// The host's free memory moves by what other programs do, so there the address space is watched.
std::uint64_t used_bytes(const Device& device) {
  if (device.properties().is_accelerator == 0) return address_space_bytes();
  return device.properties().memory_bytes - device.free_bytes();
}

TEST_P(MemoryContract, GetsReleasedMemoryBack) {
  const std::uint64_t before = used_bytes(device());
  for (int i = 0; i < 64; ++i) const Buffer buffer(device(), 256 * mebibyte);
  const std::uint64_t after = used_bytes(device());
  // A fraction of the 16 GiB that passed, for allocators that keep some in reserve.
  EXPECT_LT(after, before + 2048 * mebibyte);
}

TEST_P(MemoryContract, LosesNothingByStreamsAndEvents) {
  if (device().properties().is_accelerator == 0) {
    GTEST_SKIP() << "The host's free memory moves by what other programs do.";
  }
  const auto use = [&] {
    Stream stream(device());
    Event event(device());
    event.record(stream);
    stream.synchronize();
  };
  use();  // what a runtime makes once and keeps
  const std::uint64_t before = device().free_bytes();
  for (int i = 0; i < 1000; ++i) use();
  EXPECT_EQ(device().free_bytes(), before);
}

}  // namespace
}  // namespace steelyard::device
