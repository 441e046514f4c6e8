#include "tests/contract/backend/backend_fixture.hpp"

#include <cstdio>
#include <cstdlib>

#include "harness/core/error.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device {

void BackendContract::SetUp() {
  try {
    device_.emplace(*open_backend(GetParam()).table, 0);
  } catch (const DeviceError& error) {
    GTEST_SKIP() << error.what();
  }
}

Buffer BackendContract::upload(Stream& stream, std::span<const std::byte> bytes) {
  Buffer buffer(device(), bytes.size());
  stream.copy_to_device(buffer.data(), bytes.data(), bytes.size());
  stream.synchronize();
  return buffer;
}

std::vector<std::byte> BackendContract::download(Stream& stream, const Buffer& buffer) {
  std::vector<std::byte> bytes(buffer.size());
  stream.copy_to_host(bytes.data(), buffer.data(), bytes.size());
  stream.synchronize();
  return bytes;
}

std::vector<std::byte> BackendContract::some_bytes(std::size_t count) {
  std::mt19937 generator(7);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(generator() & 0xff);
  return bytes;
}

std::vector<std::string> backend_names_for_tests() {
  std::vector<std::string> names = backend_names();
  if (names.empty()) {
    std::fputs("No backend was found; build the targets steelyard_backend_* first.\n", stderr);
    std::exit(1);
  }
  return names;
}

}  // namespace steelyard::device
