#include <thread>

#include "tests/contract/backend/backend_fixture.hpp"

namespace steelyard::device {
namespace {

using DevicesContract = BackendContract;
INSTANTIATE_OVER_BACKENDS(DevicesContract);

TEST_P(DevicesContract, FindsAtLeastOneDevice) {
  char sentence[SY_LONG_TEXT] = "";
  EXPECT_EQ(table().devices->probe(sentence, sizeof(sentence)), SY_OK);
  std::uint32_t count = 0;
  ASSERT_EQ(table().devices->count(&count), SY_OK);
  EXPECT_GE(count, 1u);
}

TEST_P(DevicesContract, HasTheNameOfItsFile) { EXPECT_EQ(table().name, GetParam()); }

TEST_P(DevicesContract, DescribesItselfInOneLine) {
  const std::string description = table().description;
  EXPECT_FALSE(description.empty());
  EXPECT_EQ(description.find('\n'), std::string::npos);
  EXPECT_STRNE(table().version, "");
}

TEST_P(DevicesContract, NamesTheProductAndItsVendor) {
  EXPECT_STRNE(device().properties().name, "");
  EXPECT_STRNE(device().properties().vendor, "");
}

TEST_P(DevicesContract, StatesFlagsAsZeroOrOne) {
  const sy_properties& properties = device().properties();
  for (const std::uint32_t flag : {properties.is_accelerator, properties.host_accessible,
                                   properties.emulated, properties.virtual_time}) {
    EXPECT_LE(flag, 1u);
  }
}

TEST_P(DevicesContract, HasComputingThreadsUnlessItIsAnAccelerator) {
  const sy_properties& properties = device().properties();
  EXPECT_EQ(properties.threads == 0, properties.is_accelerator == 1);
}

TEST_P(DevicesContract, MultipliesKnownDtypesOnly) {
  const std::uint64_t known = ((std::uint64_t{1} << (SY_LAST_DTYPE + 1)) - 1) & ~std::uint64_t{1};
  EXPECT_EQ(device().properties().gemm_dtypes & ~known, 0u);
}

TEST_P(DevicesContract, OffersAPlanWhereItMultiplies) {
  EXPECT_EQ(device().properties().gemm_dtypes != 0, table().gemm != nullptr);
}

TEST_P(DevicesContract, GivesTheSamePropertiesTwice) {
  sy_properties again{};
  ASSERT_EQ(table().devices->properties(device().handle(), &again), SY_OK);
  EXPECT_STREQ(again.name, device().properties().name);
  EXPECT_EQ(again.memory_bytes, device().properties().memory_bytes);
  EXPECT_EQ(again.gemm_dtypes, device().properties().gemm_dtypes);
}

TEST_P(DevicesContract, OpensADeviceTwiceInARow) {
  for (int i = 0; i < 3; ++i) {
    sy_device* opened = nullptr;
    ASSERT_EQ(table().devices->open(0, &opened), SY_OK) << table().last_error();
    EXPECT_EQ(table().devices->close(opened), SY_OK);
  }
}

TEST_P(DevicesContract, KeepsTheErrorOfEachThreadApart) {
  ASSERT_EQ(table().devices->open(0, nullptr), SY_INVALID_ARGUMENT);
  const std::string here = table().last_error();
  EXPECT_FALSE(here.empty());
  std::string there = "not asked";
  std::thread([&] { there = table().last_error(); }).join();
  EXPECT_EQ(there, "");
  EXPECT_EQ(table().last_error(), here);
}

}  // namespace
}  // namespace steelyard::device
