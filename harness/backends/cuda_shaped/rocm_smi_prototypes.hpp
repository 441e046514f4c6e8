#pragma once

#include <cstdint>

/// The functions of ROCm SMI, as this backend calls them; tests/contract/prototypes holds them
/// against the header where that is installed.
namespace steelyard::cuda_shaped::prototypes::rsmi {

using Init = int(std::uint64_t flags);
using DeviceCount = int(std::uint32_t* count);
using PciId = int(std::uint32_t device, std::uint64_t* bdf);
using Power = int(std::uint32_t device, std::uint64_t* microwatts, int* type);  // since ROCm 6
using AveragePower = int(std::uint32_t device, std::uint32_t sensor, std::uint64_t* microwatts);
using EnergyCount = int(std::uint32_t device, std::uint64_t* counter, float* microjoules_each,
                        std::uint64_t* nanoseconds);
using PowerCap = int(std::uint32_t device, std::uint32_t sensor, std::uint64_t* microwatts);
using Temperature = int(std::uint32_t device, std::uint32_t sensor, int metric,
                        std::int64_t* millidegrees);
using Clock = int(std::uint32_t device, int type, void* frequencies);

inline constexpr int system_clock = 0, memory_clock = 4;
inline constexpr std::uint32_t edge_temperature = 0, junction_temperature = 1;
inline constexpr int current_temperature = 0;
inline constexpr int not_supported = 2;

}  // namespace steelyard::cuda_shaped::prototypes::rsmi
