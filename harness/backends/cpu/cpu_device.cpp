#include "harness/backends/cpu/cpu_device.hpp"

#include <algorithm>
#include <cstdlib>

#include "harness/backends/cpu/onednn_gemm.hpp"
#include "harness/backends/cpu/openblas_gemm.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::cpu {
namespace {

Team team_of(const std::vector<int>& cores) {
  return Team(threads_to_use(static_cast<int>(cores.size()), std::getenv("OMP_NUM_THREADS")));
}

sy_properties describe(const std::vector<int>& cores, const Host& host) {
  const Processor processor = identify_processor(cores);
  sy_properties properties{};
  kit::copy_text(properties.name, processor.name);
  kit::copy_text(properties.vendor, processor.vendor);
  kit::copy_text(properties.uuid, processor.uuid);
  kit::copy_text(properties.driver, processor.kernel);
  kit::copy_text(properties.firmware, processor.microcode);
  kit::copy_text(properties.runtime, "OpenMP (GNU libgomp)");
  kit::copy_text(properties.libraries, onednn_label() + " (" + onednn_isa() + "); " +
                                           openblas_label() + " (" + openblas_core() + ")");
  properties.memory_bytes = host.limits.total_bytes();
  properties.cache_bytes = last_level_cache_bytes(cores);
  properties.host_accessible = 1;
  properties.threads = static_cast<std::uint32_t>(host.team.threads());
  properties.gemm_dtypes = gemm_dtypes(host);
  return properties;
}

}  // namespace

double CpuEvent::seconds_since(const CpuEvent& first) const {
  if (!seconds_ || !first.seconds_) {
    throw kit::Failure(SY_NOT_READY, "An event was never recorded.");
  }
  return *seconds_ - *first.seconds_;
}

CpuDevice::CpuDevice()
    : cores_(bound_cores()),
      host_{team_of(cores_)},
      properties_(describe(cores_, host_)),
      telemetry_(cores_) {}

void* CpuDevice::allocate(std::size_t bytes) {
  HostMemory memory = allocate_touched(bytes, host_.limits, host_.team);
  void* pointer = memory.get();
  allocations_.emplace(pointer, std::move(memory));
  return pointer;
}

void CpuDevice::release(void* pointer) {
  if (allocations_.erase(pointer) == 0) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This device did not allocate that pointer.");
  }
}

std::unique_ptr<CpuStream> CpuDevice::create_stream() {
  return std::make_unique<CpuStream>(host_.team);
}

std::unique_ptr<CpuGemm> CpuDevice::plan(const sy_gemm_shape& shape) {
  return std::make_unique<CpuGemm>(shape, host_);
}

sy_telemetry_reading CpuDevice::telemetry() { return telemetry_.read(monotonic_seconds()); }

kit::ProbeReading CpuDevice::probe(sy_probe_unit unit, sy_dtype dtype, double seconds) {
  if (unit == SY_PROBE_MULTIPLY) return probe_multiply(host_.team, dtype, seconds);
  if (!memory_probe_) {
    // Three arrays, together twice the cache: the part that stays cached from pass to pass is
    // small.
    constexpr std::uint64_t least_bytes = std::uint64_t{32} << 20;
    const std::uint64_t wanted = std::max(least_bytes, properties_.cache_bytes * 2 / 3);
    const std::uint64_t allowed = host_.limits.free_bytes() / 12;
    memory_probe_.emplace(std::max(std::uint64_t{1} << 20, std::min(wanted, allowed)), host_.limits,
                          host_.team);
  }
  return memory_probe_->run(seconds);
}

}  // namespace steelyard::cpu
