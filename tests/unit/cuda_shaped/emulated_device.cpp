#include "tests/unit/cuda_shaped/emulated_device.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace steelyard::cuda_shaped {
namespace {

/// Every vendor's libraries are the emulated ones, whatever is installed.
class EmulatedLibraries : public ::testing::Environment {
 public:
  void SetUp() override {
    setenv("STEELYARD_CUDA_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/cuda", 1);
    setenv("STEELYARD_HIP_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/hip", 1);
    setenv("STEELYARD_MUSA_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/musa", 1);
    setenv("STEELYARD_KUNLUN_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/kunlun", 1);
  }
};

[[maybe_unused]] const auto* const libraries =
    ::testing::AddGlobalTestEnvironment(new EmulatedLibraries);

}  // namespace

Variable::Variable(const char* name, const std::string& value) : name_(name) {
  if (const char* const before = std::getenv(name); before != nullptr) before_ = before;
  setenv(name, value.c_str(), 1);
}

Variable::~Variable() {
  if (before_) {
    setenv(name_, before_->c_str(), 1);
  } else {
    unsetenv(name_);
  }
}

}  // namespace steelyard::cuda_shaped
