#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

void returns_what_was_put(Subject& subject) {
  Stream stream(subject.device());
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{4097}, mebibyte + 1}) {
    const std::vector<std::byte> bytes = some_bytes(size);
    expect_same(subject.download(stream, subject.upload(stream, bytes)), bytes,
                fmt::format("{} bytes that were put and fetched", size));
  }
}

void copies_on_the_device(Subject& subject) {
  Stream stream(subject.device());
  const std::vector<std::byte> bytes = some_bytes(4099);
  const Buffer from = subject.upload(stream, bytes);
  const Buffer to(subject.device(), bytes.size());
  stream.copy_on_device(to.data(), from.data(), bytes.size());
  expect_same(subject.download(stream, to), bytes, "4099 bytes that were copied on the device");
}

void touches_no_more_than_asked(Subject& subject) {
  Stream stream(subject.device());
  const std::vector<std::byte> bytes = some_bytes(300);
  const Buffer from = subject.upload(stream, bytes);
  const Buffer to(subject.device(), bytes.size());
  stream.fill(to.data(), 0xa5, to.size());
  stream.copy_on_device(to.at(100), from.at(7), 13);
  stream.fill(to.at(200), 0x5a, 3);
  std::vector<std::byte> expected(bytes.size(), std::byte{0xa5});
  std::copy_n(bytes.begin() + 7, 13, expected.begin() + 100);
  std::fill_n(expected.begin() + 200, 3, std::byte{0x5a});
  expect_same(subject.download(stream, to), expected,
              "300 bytes, of which 13 were copied to byte 100 and 3 filled from byte 200 on");
}

void keeps_the_order_of_a_stream(Subject& subject) {
  Stream stream(subject.device());
  const Buffer first(subject.device(), 8 * mebibyte);
  const Buffer second(subject.device(), 8 * mebibyte);
  std::vector<std::byte> result(first.size());
  stream.fill(first.data(), 1, first.size());
  stream.copy_on_device(second.data(), first.data(), first.size());
  stream.fill(first.data(), 2, first.size());
  stream.copy_to_host(result.data(), second.data(), result.size());
  stream.synchronize();
  expect_same(result, std::vector<std::byte>(result.size(), std::byte{1}),
              "8 MiB filled, copied and fetched on one stream while the source was filled anew");
}

void aligns_to_64_bytes(Subject& subject) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{65}, std::size_t{1000}, mebibyte}) {
    const Buffer buffer(subject.device(), size);
    const auto beyond = reinterpret_cast<std::uintptr_t>(buffer.data()) % 64;
    expect(beyond == 0, fmt::format("A buffer of {} bytes begins {} bytes after a multiple of 64.",
                                    size, beyond));
  }
}

void keeps_blocks_apart(Subject& subject) {
  Stream stream(subject.device());
  std::vector<Buffer> buffers;
  for (unsigned i = 0; i < 16; ++i) {
    buffers.emplace_back(subject.device(), 1000 + i);
    stream.fill(buffers.back().data(), static_cast<std::uint8_t>(i), buffers.back().size());
  }
  for (unsigned i = 0; i < 16; ++i) {
    expect_same(subject.download(stream, buffers[i]),
                std::vector<std::byte>(buffers[i].size(), static_cast<std::byte>(i)),
                fmt::format("buffer {} of 16 that were filled with their numbers", i));
  }
}

void lets_the_host_in(Subject& subject) {
  if (subject.device().properties().host_accessible == 0) {
    throw NotOffered("The host cannot read this device's memory.");
  }
  Stream stream(subject.device());
  std::vector<std::byte> bytes = some_bytes(1001);
  const Buffer buffer = subject.upload(stream, bytes);
  expect(std::memcmp(buffer.data(), bytes.data(), bytes.size()) == 0,
         "host_accessible is 1, but the host reads other bytes than were put.");
  bytes[1000] = *buffer.at(1000) = std::byte{77};
  expect_same(subject.download(stream, buffer), bytes,
              "1001 bytes of which the host wrote the last");
}

void states_free_memory(Subject& subject) {
  const std::uint64_t free_bytes = subject.device().free_bytes();
  const std::uint64_t whole = subject.device().properties().memory_bytes;
  expect(free_bytes > 0, "free_bytes() gives 0 while nothing is allocated.");
  expect(whole == 0 || free_bytes <= whole,
         fmt::format("{} bytes are free of {} that the device has.", free_bytes, whole));
}

}  // namespace

std::span<const Rung> memory_rungs() {
  static constexpr std::array rungs{
      Rung{"memory.round_trip", "returns the bytes that were put", Needs::results,
           returns_what_was_put},
      Rung{"memory.copy_on_device", "copies on the device", Needs::results, copies_on_the_device},
      Rung{"memory.bounds", "copies and fills no more than asked", Needs::results,
           touches_no_more_than_asked},
      Rung{"memory.order", "keeps the order of a stream", Needs::results,
           keeps_the_order_of_a_stream},
      Rung{"memory.alignment", "aligns buffers to 64 bytes", Needs::nothing, aligns_to_64_bytes},
      Rung{"memory.blocks", "keeps buffers apart", Needs::results, keeps_blocks_apart},
      Rung{"memory.host", "lets the host read and write where it says so", Needs::results,
           lets_the_host_in},
      Rung{"memory.free_bytes", "states no more free memory than there is", Needs::nothing,
           states_free_memory},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
