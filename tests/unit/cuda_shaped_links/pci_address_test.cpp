#include "harness/backends/cuda_shaped/pci_address.hpp"

#include <gtest/gtest.h>

namespace steelyard::cuda_shaped {
namespace {

TEST(PciAddress, IsReadInEveryFormThatVendorsWrite) {
  const PciAddress address{0, 0x3b, 0, 0};
  EXPECT_EQ(parse_pci_address("0000:3b:00.0"), address);
  EXPECT_EQ(parse_pci_address("0000:3B:00.0"), address);
  EXPECT_EQ(parse_pci_address("00000000:3B:00.0"), address);
  EXPECT_EQ(parse_pci_address("3b:00.0"), address);
  EXPECT_EQ(parse_pci_address("0000:3b:00"), address);
  EXPECT_EQ(parse_pci_address("3b:00"), address);
}

TEST(PciAddress, KeepsEveryPart) {
  EXPECT_EQ(parse_pci_address("0001:c3:1f.7"), (PciAddress{1, 0xc3, 0x1f, 7}));
  EXPECT_EQ(parse_pci_address("10000:01:02.3"), (PciAddress{0x10000, 1, 2, 3}));
}

TEST(PciAddress, RefusesWhatIsNone) {
  for (const char* text :
       {"", ":", "0", "00.0", "0000:3b:00.", "0000:3b:.0", "0000::00.0", ":3b:00.0", "0000:3b:00.8",
        "0000:3b:20.0", "0000:100:00.0", "0000:3g:00.0", "0000:3b:00.0 ", " 0000:3b:00.0",
        "100000000:3b:00.0", "0:0000:3b:00.0", "-1:3b:00.0", "GPU-0011"}) {
    EXPECT_FALSE(parse_pci_address(text)) << text;
  }
}

TEST(PciAddress, IsWrittenWithFourDigitsOfTheDomain) {
  EXPECT_EQ(text_of({0, 0x3b, 0, 0}), "0000:3b:00.0");
  EXPECT_EQ(text_of({0x10000, 0xc3, 0x1f, 7}), "10000:c3:1f.7");
}

TEST(PciAddress, IsReadFromRocmSmisNumber) {
  const std::uint64_t bdf = std::uint64_t{2} << 32 | 0xc3 << 8 | 0x1f << 3 | 5;
  EXPECT_EQ(pci_address_of_bdf(bdf), (PciAddress{2, 0xc3, 0x1f, 5}));
  EXPECT_EQ(pci_address_of_bdf(bdf | std::uint64_t{0x3} << 28), (PciAddress{2, 0xc3, 0x1f, 5}))
      << "the partition is no part of the address";
}

}  // namespace
}  // namespace steelyard::cuda_shaped
