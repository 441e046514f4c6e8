#include "tests/emulated/cuda_shaped/runtime_view.hpp"

#include <array>

#include "tests/emulated/cuda_shaped/runtime.hpp"
#include EMULATED_VENDOR

EMULATED_EXPORT int EMULATED_RUNTIME(GetDeviceCount)(int* count);
EMULATED_EXPORT int EMULATED_RUNTIME(DeviceGetPCIBusId)(char* text, int capacity, int device);

namespace steelyard::emulated {

int device_count() {
  int count = 0;
  return EMULATED_RUNTIME(GetDeviceCount)(&count) == 0 ? count : 0;
}

std::string pci_bus_id(int device) {
  std::array<char, 32> text{};
  const int status =
      EMULATED_RUNTIME(DeviceGetPCIBusId)(text.data(), static_cast<int>(text.size()) - 1, device);
  return status == 0 ? text.data() : "";
}

}  // namespace steelyard::emulated
