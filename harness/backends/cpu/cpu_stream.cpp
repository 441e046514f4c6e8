#include <cstring>

#include "harness/backends/cpu/cpu_device.hpp"
#include "harness/backends/cpu/pointwise.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::cpu {
namespace {

void copy(const Team& team, void* to, const void* from, std::size_t bytes) {
  team.split(bytes, [&](std::size_t begin, std::size_t end) {
    std::memcpy(static_cast<std::byte*>(to) + begin, static_cast<const std::byte*>(from) + begin,
                end - begin);
  });
}

}  // namespace

void CpuStream::record(CpuEvent& event) { event.record(monotonic_seconds()); }

void CpuStream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  copy(team_, device, host, bytes);
}

void CpuStream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  copy(team_, host, device, bytes);
}

void CpuStream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  copy(team_, to, from, bytes);
}

void CpuStream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  team_.split(bytes, [&](std::size_t begin, std::size_t end) {
    std::memset(static_cast<std::byte*>(device) + begin, value, end - begin);
  });
}

void CpuStream::triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
                      std::size_t count) {
  cpu::triad(team_, dtype, a, b, c, scalar, count);
}

void CpuStream::scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count) {
  cpu::scale(team_, dtype, a, b, scalar, count);
}

void CpuStream::reduce(sy_dtype dtype, void* a, const void* b, std::size_t count) {
  cpu::reduce(team_, dtype, a, b, count);
}

void CpuStream::adam(float* parameter, float* first_moment, float* second_moment,
                     const float* gradient, const sy_adam& settings, std::size_t count) {
  cpu::adam(team_, parameter, first_moment, second_moment, gradient, settings, count);
}

}  // namespace steelyard::cpu
