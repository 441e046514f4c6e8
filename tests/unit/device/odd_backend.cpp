// Backends that a loader should meet before its users do; the build chooses one by definitions.
#include "tests/unit/device/stub_backend.hpp"

#ifndef ODD_NAME
#define ODD_NAME "stub"
#endif

namespace {

struct OddDevice : steelyard::stub::Device {
  sy_properties properties() const {
    sy_properties properties = Device::properties();
#ifdef ODD_ACCELERATOR
    properties.is_accelerator = 1;
#endif
#ifdef ODD_EMULATED
    properties.emulated = 1;
#endif
    return properties;
  }
};

struct OddBackend : steelyard::stub::Backend {
  using Device = OddDevice;
  static constexpr const char* name = ODD_NAME;
  static steelyard::kit::Probe probe() {
#ifdef ODD_ABSENT
    return {false, "The odd library was not found; install it."};
#else
    return {};
#endif
  }
#ifdef ODD_EMPTY
  static std::uint32_t count() { return 0; }
#endif
  static std::unique_ptr<Device> open(std::uint32_t) { return std::make_unique<Device>(); }
};

}  // namespace

#ifndef ODD_NO_SYMBOL
extern "C" __attribute__((visibility("default"))) const sy_backend_v1* steelyard_backend_v1() {
  static sy_backend_v1 table = *steelyard::kit::detail::Table<OddBackend>::table();
#ifdef ODD_ABI
  table.abi = ODD_ABI;
#endif
#ifdef ODD_NO_MEMORY
  table.memory = nullptr;
#endif
  return &table;
}
#endif
