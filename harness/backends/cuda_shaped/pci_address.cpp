#include "harness/backends/cuda_shaped/pci_address.hpp"

#include <fmt/format.h>

#include <charconv>

namespace steelyard::cuda_shaped {
namespace {

/// The whole text as a hexadecimal number of at most `limit`.
std::optional<std::uint32_t> hexadecimal(std::string_view text, std::uint32_t limit) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, 16);
  if (error != std::errc() || stopped != end || number > limit) return std::nullopt;
  return number;
}

/// Takes what stands before the last `mark` off `text`; nothing if there is no mark.
std::optional<std::string_view> take_behind_last(std::string_view& text, char mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

}  // namespace

std::optional<PciAddress> parse_pci_address(std::string_view text) {
  const std::string_view function_text = take_behind_last(text, '.').value_or("0");
  const auto device_text = take_behind_last(text, ':');
  if (!device_text) return std::nullopt;
  std::string_view domain_text = "0";
  std::string_view bus_text = text;
  if (const auto behind = take_behind_last(text, ':')) {
    bus_text = *behind;
    domain_text = text;
  }
  const auto domain = hexadecimal(domain_text, 0xffffffff);
  const auto bus = hexadecimal(bus_text, 0xff);
  const auto device = hexadecimal(*device_text, 0x1f);
  const auto function = hexadecimal(function_text, 0x7);
  if (!domain || !bus || !device || !function) return std::nullopt;
  return PciAddress{*domain, *bus, *device, *function};
}

std::string text_of(const PciAddress& address) {
  return fmt::format("{:04x}:{:02x}:{:02x}.{:x}", address.domain, address.bus, address.device,
                     address.function);
}

PciAddress pci_address_of_bdf(std::uint64_t bdf) {
  return {static_cast<std::uint32_t>(bdf >> 32), static_cast<std::uint32_t>(bdf >> 8 & 0xff),
          static_cast<std::uint32_t>(bdf >> 3 & 0x1f), static_cast<std::uint32_t>(bdf & 0x7)};
}

}  // namespace steelyard::cuda_shaped
