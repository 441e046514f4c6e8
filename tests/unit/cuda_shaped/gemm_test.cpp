#include "harness/backends/cuda_shaped/gemm.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "harness/backends/cuda/vendor.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"
#include "harness/backends/cuda_shaped/type_numbers.hpp"
#include "harness/backends/hip/vendor.hpp"
#include "harness/backends/kunlun/vendor.hpp"
#include "harness/backends/musa/vendor.hpp"
#include "tests/unit/cuda_shaped/emulated_device.hpp"

namespace steelyard::cuda_shaped {
namespace {

using ::testing::HasSubstr;

sy_status plan(Device& device, const sy_gemm_shape& shape, std::string* sentence = nullptr) {
  return status_of([&] { device.plan(shape); }, sentence);
}

TEST(CublasltPlan, AsksForFastAccumulationWhereItIsToldTo) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  sy_gemm_shape shape = sample_shape(SY_FP8_E4M3, 64);
  EXPECT_THAT(device.plan(shape)->algorithm(), ::testing::Not(HasSubstr("fast accumulation")));
  shape.fast_accumulation = 1;
  EXPECT_THAT(device.plan(shape)->algorithm(), HasSubstr("fast accumulation"));
}

TEST(CublasltPlan, SaysWhatEightBitProductsWant) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  sy_gemm_shape shape = sample_shape(SY_INT8, 64);
  EXPECT_EQ(plan(device, shape), SY_OK);
  shape.k = 66;
  std::string sentence;
  EXPECT_EQ(plan(device, shape, &sentence), SY_UNSUPPORTED);
  EXPECT_THAT(sentence, HasSubstr("multiples of 4"));
  shape = sample_shape(SY_INT8, 64);
  shape.alpha = 0.5;
  EXPECT_EQ(plan(device, shape), SY_UNSUPPORTED);
}

TEST(CublasltPlan, RefusesTf32WhereAVariableDecides) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  EXPECT_EQ(plan(device, sample_shape(SY_TF32, 64)), SY_OK);
  const Variable variable("NVIDIA_TF32_OVERRIDE", "0");
  std::string sentence;
  EXPECT_EQ(plan(device, sample_shape(SY_TF32, 64), &sentence), SY_UNSUPPORTED);
  EXPECT_THAT(sentence, HasSubstr("NVIDIA_TF32_OVERRIDE"));
  EXPECT_EQ(plan(device, sample_shape(SY_F32, 64)), SY_OK);
}

TEST(CublasltPlan, TakesAlignedMatricesAlone) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  Stream stream(device);
  const auto gemm = device.plan(sample_shape(SY_F32, 64));
  const Scratch memory(device, 65536);
  auto* const bytes = static_cast<std::byte*>(memory.data());
  EXPECT_EQ(status_of([&] { gemm->run(stream, bytes, bytes + 16384, bytes + 32768); }), SY_OK);
  EXPECT_EQ(status_of([&] { gemm->run(stream, bytes + 8, bytes + 16384, bytes + 32768); }),
            SY_INVALID_ARGUMENT);
  EXPECT_TRUE(stream.synchronize(10));
}

TEST(CublasltPlan, TunesAndRemembersWhatItFound) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  const auto first = device.plan(sample_shape(SY_BF16, 64));
  first->autotune(1);
  const auto second = device.plan(sample_shape(SY_BF16, 64));
  second->autotune(0);
  EXPECT_EQ(first->algorithm(), second->algorithm());
}

TEST(CublasltPlan, SaysThatItIsNotTunedWhereMemoryIsShort) {
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 1);
  const auto gemm = device.plan(sample_shape(SY_F32, 4096));
  const Scratch most(device, device.free_bytes() - (64u << 20));
  gemm->autotune(1);
  EXPECT_THAT(gemm->algorithm(), HasSubstr("not tuned"));
}

TEST(HipPlan, LeavesF64ToRocblas) {
  const Runtime runtime(hip::vendor);
  Device device(runtime, 0);
  EXPECT_THAT(device.plan(sample_shape(SY_F64, 64))->algorithm(), HasSubstr("rocBLAS"));
  EXPECT_THAT(device.plan(sample_shape(SY_BF16, 64))->algorithm(), HasSubstr("hipBLASLt"));
  EXPECT_EQ(device.instruction_set(), "gfx942");
}

TEST(HipPlan, RefusesFastAccumulationThatItCannotChoose) {
  const Runtime runtime(hip::vendor);
  Device device(runtime, 0);
  sy_gemm_shape shape = sample_shape(SY_FP8_E4M3_FNUZ, 64);
  EXPECT_EQ(plan(device, shape), SY_OK);
  shape.fast_accumulation = 1;
  EXPECT_EQ(plan(device, shape), SY_UNSUPPORTED);
}

TEST(MusaPlan, OffersWhatASmallProductShows) {
  const Runtime runtime(musa::vendor);
  Device device(runtime, 0);
  sy_gemm_shape shape = sample_shape(SY_BF16, 64);
  EXPECT_EQ(plan(device, shape), SY_OK);
  shape.c = SY_F32;
  std::string sentence;
  EXPECT_EQ(plan(device, shape, &sentence), SY_UNSUPPORTED) << "as its deployed releases do";
  EXPECT_THAT(sentence, HasSubstr("status 15"));
}

TEST(KunlunPlan, IsNotOffered) {
  const Runtime runtime(kunlun::vendor);
  Device device(runtime, 0);
  EXPECT_EQ(device.properties().gemm_dtypes, 0u);
  EXPECT_EQ(plan(device, sample_shape(SY_FP16, 64)), SY_UNSUPPORTED);
}

/// A folder with the emulated runtime and a matrix library that is none.
class WithoutMatrixLibrary : public ::testing::Test {
 protected:
  void SetUp() override {
    namespace fs = std::filesystem;
    folder_ = fs::path(::testing::TempDir()) / "steelyard_without_matrix_library";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    const fs::path emulated = fs::path(STEELYARD_BINARY_DIR) / "emulated";
    fs::create_symlink(emulated / "cuda/libcudart.so.13", folder_ / "libcudart.so.13");
    fs::create_symlink(emulated / "kunlun/libcudart.so.12", folder_ / "libcublasLt.so.13");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(WithoutMatrixLibrary, HasNoDtypesAndSaysWhy) {
  const Variable folder("STEELYARD_CUDA_LIBRARIES", folder_.string());
  const Runtime runtime(cuda::vendor);
  Device device(runtime, 0);
  const sy_properties properties = device.properties();
  EXPECT_EQ(properties.gemm_dtypes, 0u);
  EXPECT_THAT(properties.libraries, HasSubstr("has no function cublasLtCreate"));
}

}  // namespace
}  // namespace steelyard::cuda_shaped
