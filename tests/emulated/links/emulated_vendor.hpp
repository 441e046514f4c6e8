#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/device/device.hpp"

namespace steelyard::device {

/// A vendor whose libraries are emulated. The parameter is the backend's name.
class EmulatedVendor : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  void TearDown() override;

  const sy_backend_v1& table() const { return *table_; }
  bool is(const char* vendor) const { return GetParam() == vendor; }
  /// For the rest of the test.
  void plant(const char* fault);

 private:
  const sy_backend_v1* table_ = nullptr;
};

/// The name of the test is that of the vendor.
std::string name_of_vendor(const ::testing::TestParamInfo<std::string>& info);

}  // namespace steelyard::device
