#include "harness/backends/cuda_shaped/runtime.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "harness/backends/cuda/vendor.hpp"
#include "harness/backends/cuda_shaped/gemm.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"
#include "harness/backends/hip/vendor.hpp"
#include "harness/backends/kunlun/vendor.hpp"
#include "harness/backends/musa/vendor.hpp"
#include "tests/unit/cuda_shaped/emulated_device.hpp"

namespace steelyard::cuda_shaped {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t big = std::size_t{1} << 20;

TEST(Lists, AreSplitAtColons) {
  EXPECT_EQ(entries_of("a:b c:d"), (std::vector<std::string>{"a", "b c", "d"}));
  EXPECT_EQ(entries_of("one"), std::vector<std::string>{"one"});
  EXPECT_TRUE(entries_of("").empty());
}

TEST(RuntimeStatus, IsUnderstoodByItsName) {
  const Runtime cuda(cuda::vendor), musa(musa::vendor), hip(hip::vendor);
  EXPECT_EQ(cuda.meaning(600), SY_NOT_READY);
  EXPECT_EQ(musa.meaning(34), SY_NOT_READY) << "the number of this runtime for musaErrorNotReady";
  EXPECT_EQ(musa.meaning(600), SY_FAILED);
  EXPECT_EQ(cuda.meaning(2), SY_OUT_OF_MEMORY);
  EXPECT_EQ(hip.meaning(2), SY_OUT_OF_MEMORY) << "hipErrorOutOfMemory";
  EXPECT_EQ(cuda.meaning(1), SY_INVALID_ARGUMENT);
  EXPECT_EQ(cuda.meaning(700), SY_DEVICE_LOST);
  EXPECT_EQ(cuda.meaning(12345), SY_FAILED);
  EXPECT_EQ(cuda.meaning(0), SY_OK);
}

TEST(RuntimeStatus, IsToldWithTheVendorsNameAndCode) {
  const Runtime runtime(cuda::vendor);
  std::string sentence;
  EXPECT_EQ(status_of([&] { runtime.check(700, "Free"); }, &sentence), SY_DEVICE_LOST);
  EXPECT_THAT(sentence, HasSubstr("cudaFree"));
  EXPECT_THAT(sentence, HasSubstr("cudaErrorIllegalAddress, 700"));
}

TEST(RuntimeOfKunlun, IsTakenBesideItsOwnLibraryAlone) {
  EXPECT_EQ(status_of([] { const Runtime runtime(kunlun::vendor); }), SY_OK);
  const Variable cudas("STEELYARD_KUNLUN_LIBRARIES", STEELYARD_BINARY_DIR "/emulated/cuda");
  std::string sentence;
  EXPECT_EQ(status_of([] { const Runtime runtime(kunlun::vendor); }, &sentence), SY_UNSUPPORTED);
  EXPECT_THAT(sentence, HasSubstr("libxpurt.so"));
}

class EmulatedCuda : public ::testing::Test {
 protected:
  Runtime runtime_{cuda::vendor};
};

TEST_F(EmulatedCuda, TellsWhatTheDeviceIs) {
  Device device(runtime_, 3);
  const sy_properties properties = device.properties();
  EXPECT_STREQ(properties.name, "NVIDIA H20");
  EXPECT_STREQ(properties.chip_id, "nvidia-h20");
  EXPECT_STREQ(properties.pci_bus_id, "0000:1d:00.0");
  EXPECT_THAT(properties.uuid, ::testing::StartsWith("GPU-31323334-"));
  EXPECT_STREQ(properties.runtime, "the CUDA runtime 13.0");
  EXPECT_EQ(properties.cache_bytes, 62914560u);
  EXPECT_EQ(properties.emulated, 1u);
}

TEST_F(EmulatedCuda, UsesItsDeviceFromEveryThread) {
  Device device(runtime_, 5);
  Stream stream(device);
  void* const memory = device.allocate(big);
  std::thread([&] {
    stream.fill(memory, 1, big);
    EXPECT_TRUE(stream.synchronize(10));
  }).join();
  Device other(runtime_, 2);  // is current here now
  stream.fill(memory, 2, big);
  EXPECT_TRUE(stream.synchronize(10));
  device.release(memory);
}

TEST_F(EmulatedCuda, GivesUpWaitingForADeviceThatHangs) {
  const Variable fault("STEELYARD_EMULATED_FAULT", "hang");
  Device device(runtime_, 0);
  void* const memory = device.allocate(big);
  {
    Stream stream(device);
    stream.fill(memory, 1, big);
    EXPECT_FALSE(stream.synchronize(0.01));
    EXPECT_FALSE(stream.idle());
  }
  device.release(memory);
}

TEST_F(EmulatedCuda, LosesTheDeviceByAnErrorThatComesLate) {
  const Variable fault("STEELYARD_EMULATED_FAULT", "async_error");
  Device device(runtime_, 7);  // no other test uses it
  void* const memory = device.allocate(big);
  std::string sentence;
  {
    Stream stream(device);
    EXPECT_EQ(status_of([&] { stream.fill(memory, 1, big); }), SY_OK);
    EXPECT_EQ(status_of([&] { stream.synchronize(10); }, &sentence), SY_DEVICE_LOST);
  }
  EXPECT_THAT(sentence, HasSubstr("cudaErrorIllegalAddress"));
  EXPECT_EQ(status_of([&] { device.allocate(16); }), SY_DEVICE_LOST) << "it stays lost";
  EXPECT_EQ(status_of([&] { device.release(memory); }), SY_DEVICE_LOST);
}

TEST_F(EmulatedCuda, NeverTellsTimesOfEventsThatWereNotRecorded) {
  Device device(runtime_, 0);
  Stream stream(device);
  Event first(device), second(device);
  EXPECT_EQ(status_of([&] { second.seconds_since(first); }), SY_NOT_READY);
  stream.record(first);
  stream.record(second);
  ASSERT_TRUE(stream.synchronize(10));
  EXPECT_GE(second.seconds_since(first), 0);
}

}  // namespace
}  // namespace steelyard::cuda_shaped
