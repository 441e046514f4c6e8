#pragma once

#include <cstdint>
#include <string>

/// What the CPU device is, which libtorch does not tell.
namespace steelyard::torch_library {

/// "AMD EPYC 9555" and "AuthenticAMD" of /proc/cpuinfo; "CPU" and "unknown" where it says neither.
std::string processor_name();
std::string processor_vendor();

/// MemTotal, and MemAvailable less a sixteenth, because the kernel's figure is an estimate; 0 if
/// the kernel does not say.
std::uint64_t total_host_bytes();
std::uint64_t free_host_bytes();

/// Last-level cache of the first CPU; 0 if unknown.
std::uint64_t host_cache_bytes();

/// OMP_NUM_THREADS, else as many as the CPUs that the calling thread may run on.
int threads_to_use();

}  // namespace steelyard::torch_library
