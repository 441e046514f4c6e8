#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace steelyard::cuda_shaped {

/// Where a device sits on the PCI bus. Runtimes and telemetry libraries count devices in orders of
/// their own and write addresses in forms of their own; this is what they agree on.
struct PciAddress {
  std::uint32_t domain = 0;
  std::uint32_t bus = 0;
  std::uint32_t device = 0;
  std::uint32_t function = 0;

  friend bool operator==(const PciAddress&, const PciAddress&) = default;
};

/// Reads "0000:3b:00.0", "00000000:3B:00.0", "3b:00.0" and "0000:3b:00"; hexadecimal, without the
/// domain it is 0, without the function it is 0. Nothing for any other text.
std::optional<PciAddress> parse_pci_address(std::string_view text);

/// "0000:3b:00.0", with a longer domain where four digits do not hold it.
std::string text_of(const PciAddress& address);

/// ROCm SMI's 64-bit id: domain in bits 32 to 63, bus in 8 to 15, device in 3 to 7, function in 0
/// to 2. Bits 28 to 31, where newer libraries put the partition of a device, are left out.
PciAddress pci_address_of_bdf(std::uint64_t bdf);

}  // namespace steelyard::cuda_shaped
