#include "harness/backends/cuda_shaped/chip_names.hpp"

#include <gtest/gtest.h>

#include "harness/backends/cuda/vendor.hpp"
#include "harness/backends/hip/vendor.hpp"
#include "harness/backends/maca/vendor.hpp"
#include "harness/backends/musa/vendor.hpp"

namespace steelyard::cuda_shaped {
namespace {

void expect(const Vendor& vendor, std::string_view product, std::string_view id,
            std::string_view maker) {
  const ChipName chip = chip_of(vendor, product);
  EXPECT_EQ(chip.id, id) << product;
  EXPECT_EQ(chip.maker, maker) << product;
}

TEST(ChipNames, KnowsNvidiasProducts) {
  expect(cuda::vendor, "NVIDIA H20", "nvidia-h20", "NVIDIA");
  expect(cuda::vendor, "NVIDIA H20-3e", "nvidia-h20-141gb", "NVIDIA");
  expect(cuda::vendor, "NVIDIA H200", "nvidia-h200-sxm", "NVIDIA");
  expect(cuda::vendor, "NVIDIA H800", "nvidia-h800", "NVIDIA");
  expect(cuda::vendor, "NVIDIA H100 80GB HBM3", "nvidia-h100-sxm", "NVIDIA");
  expect(cuda::vendor, "NVIDIA H100 PCIe", "nvidia-h100-pcie", "NVIDIA");
  expect(cuda::vendor, "NVIDIA A100-SXM4-40GB", "nvidia-a100-sxm-40gb", "NVIDIA");
  expect(cuda::vendor, "NVIDIA A100-SXM4-80GB", "nvidia-a100-sxm-80gb", "NVIDIA");
  expect(cuda::vendor, "NVIDIA A800-SXM4-80GB", "nvidia-a800", "NVIDIA");
  expect(cuda::vendor, "NVIDIA B200", "nvidia-b200-sxm", "NVIDIA");
  expect(cuda::vendor, "NVIDIA GB200", "nvidia-gb200", "NVIDIA");
}

TEST(ChipNames, LeavesWhatItDoesNotKnowWithoutAnId) {
  expect(cuda::vendor, "NVIDIA H2000", "", "NVIDIA");
  expect(cuda::vendor, "NVIDIA L40S", "", "NVIDIA");
  expect(cuda::vendor, "", "", "NVIDIA");
}

TEST(ChipNames, NamesTheMakerOfChipsUnderCudasNames) {
  expect(cuda::vendor, "PPU-ZW810E", "alibaba-zhenwu-810e", "Alibaba T-Head");
  expect(cuda::vendor, "PPU-ZW910X", "", "Alibaba T-Head");
  expect(cuda::vendor, "Iluvatar BI-V150", "iluvatar-bi150", "Iluvatar CoreX");
  expect(cuda::vendor, "Iluvatar BI-V100", "", "Iluvatar CoreX");
  expect(cuda::vendor, "BW1000", "hygon-bw1000", "Hygon");
  expect(cuda::vendor, "P800 OAM", "baidu-kunlun-p800", "Baidu Kunlun");
}

TEST(ChipNames, KnowsAmdsAndHygonsUnderHip) {
  expect(hip::vendor, "AMD Instinct MI308X", "amd-mi308x", "AMD");
  expect(hip::vendor, "AMD Instinct MI300X OAM", "amd-mi300x", "AMD");
  expect(hip::vendor, "AMD Instinct MI250X / MI250", "amd-mi250x", "AMD");
  expect(hip::vendor, "K100_AI", "hygon-k100-ai", "Hygon");
  expect(hip::vendor, "Radeon Pro W7900", "", "AMD");
}

TEST(ChipNames, TakesNoChipOfAnotherMaker) {
  expect(maca::vendor, "MXC550", "metax-c550", "MetaX");
  expect(maca::vendor, "MetaX C500", "metax-c500", "MetaX");
  expect(musa::vendor, "MTT S5000", "moorethreads-s5000", "Moore Threads");
  expect(musa::vendor, "NVIDIA H20", "", "Moore Threads");
}

}  // namespace
}  // namespace steelyard::cuda_shaped
