#include "harness/device/conformance/subject.hpp"

#include <random>

#include "harness/device/conformance/flaw.hpp"

namespace steelyard::device::conformance {

Subject::Subject(const Climbed& backend) : device_(backend.table, 0), file_(backend.file) {}

std::uint32_t Subject::count() const {
  std::uint32_t devices = 0;
  expect_ok(table(), table().devices->count(&devices), "Counting the devices");
  return devices;
}

Buffer Subject::upload(Stream& stream, std::span<const std::byte> bytes) {
  Buffer buffer(device_, bytes.size());
  stream.copy_to_device(buffer.data(), bytes.data(), bytes.size());
  stream.synchronize();
  return buffer;
}

std::vector<std::byte> Subject::download(Stream& stream, const Buffer& buffer) {
  std::vector<std::byte> bytes(buffer.size());
  stream.copy_to_host(bytes.data(), buffer.data(), bytes.size());
  stream.synchronize();
  return bytes;
}

void Subject::expect_sound(const std::string& moment) {
  Stream stream(device_);
  const std::vector<std::byte> bytes = some_bytes(1000);
  const std::vector<std::byte> found = download(stream, upload(stream, bytes));
  if (!modelled()) expect_same(found, bytes, "1000 bytes that were put and fetched " + moment);
}

std::vector<std::byte> some_bytes(std::size_t count) {
  std::mt19937 generator(7);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(generator() & 0xff);
  return bytes;
}

}  // namespace steelyard::device::conformance
