#pragma once

#include <array>
#include <string_view>

#include "harness/device/backend.h"

namespace steelyard::cuda_shaped {

/// Ends of the names of error codes, and the codes of CUDA 10 and later for runtimes that name
/// nothing. Numbers differ between releases and vendors; names do not.
struct Meaning {
  std::string_view end;
  int number;
  sy_status status;
};
inline constexpr std::array meanings{
    Meaning{"NotReady", 600, SY_NOT_READY},
    Meaning{"MemoryAllocation", 2, SY_OUT_OF_MEMORY},
    Meaning{"OutOfMemory", 2, SY_OUT_OF_MEMORY},
    Meaning{"NoDevice", 100, SY_UNSUPPORTED},
    Meaning{"InsufficientDriver", 35, SY_UNSUPPORTED},
    Meaning{"StubLibrary", 34, SY_UNSUPPORTED},
    Meaning{"InvalidValue", 1, SY_INVALID_ARGUMENT},
    // After these nothing of the context can be used: the runtime returns them from every call.
    Meaning{"IllegalAddress", 700, SY_DEVICE_LOST},
    Meaning{"LaunchTimeout", 702, SY_DEVICE_LOST},
    Meaning{"LaunchTimeOut", 702, SY_DEVICE_LOST},
    Meaning{"LaunchFailure", 719, SY_DEVICE_LOST},
    Meaning{"HardwareStackError", 714, SY_DEVICE_LOST},
    Meaning{"IllegalInstruction", 715, SY_DEVICE_LOST},
    Meaning{"MisalignedAddress", 716, SY_DEVICE_LOST},
    Meaning{"InvalidAddressSpace", 717, SY_DEVICE_LOST},
    Meaning{"InvalidPc", 718, SY_DEVICE_LOST},
    Meaning{"Assert", 710, SY_DEVICE_LOST},
    Meaning{"ContextIsDestroyed", 709, SY_DEVICE_LOST},
    Meaning{"ECCUncorrectable", 214, SY_DEVICE_LOST},
    Meaning{"ECCNotCorrectable", 214, SY_DEVICE_LOST},
    Meaning{"NvlinkUncorrectable", 220, SY_DEVICE_LOST},
    Meaning{"DevicesUnavailable", 46, SY_DEVICE_LOST},
};

}  // namespace steelyard::cuda_shaped
