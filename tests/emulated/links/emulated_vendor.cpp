#include "tests/emulated/links/emulated_vendor.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "harness/device/loader.hpp"

namespace steelyard::device {

void EmulatedVendor::SetUp() {
  std::string upper = GetParam();
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const std::string folder = std::string(STEELYARD_BINARY_DIR) + "/emulated/" + GetParam();
  setenv(("STEELYARD_" + upper + "_LIBRARIES").c_str(), folder.c_str(), 1);
  table_ = open_backend(GetParam()).table;
}

void EmulatedVendor::TearDown() {
  if (HasFailure()) return;
  unsetenv("STEELYARD_EMULATED_FAULT");
}

void EmulatedVendor::plant(const char* fault) { setenv("STEELYARD_EMULATED_FAULT", fault, 1); }

std::string name_of_vendor(const ::testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace steelyard::device
