#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "harness/device/device.hpp"

/// What every backend must do, whatever it drives: harness/device/backend.h as tests. They are
/// instantiated over the backends found, so a new backend is tested as soon as it is built. One
/// that is not usable on this machine is skipped with its own sentence.
namespace steelyard::device {

class BackendContract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;

  Device& device() { return *device_; }
  const sy_backend_v1& table() { return device_->table(); }

  /// Device memory with these bytes in it.
  Buffer upload(Stream& stream, std::span<const std::byte> bytes);
  std::vector<std::byte> download(Stream& stream, const Buffer& buffer);
  /// The same bytes each time.
  static std::vector<std::byte> some_bytes(std::size_t count);

 private:
  std::optional<Device> device_;
};

/// Runs every TEST_P of `SUITE` over the backends found.
#define INSTANTIATE_OVER_BACKENDS(SUITE)                                                        \
  INSTANTIATE_TEST_SUITE_P(Backend, SUITE,                                                      \
                           ::testing::ValuesIn(::steelyard::device::backend_names_for_tests()), \
                           [](const auto& test) { return test.param; })

/// As backend_names(); ends the program with a sentence if there is none, since a contract that
/// nothing was held to would look like success.
std::vector<std::string> backend_names_for_tests();

}  // namespace steelyard::device
