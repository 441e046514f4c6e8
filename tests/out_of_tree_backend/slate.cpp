#include "slate.hpp"

#include <limits>
#include <new>

namespace slate {
namespace {

constexpr std::align_val_t alignment{64};
constexpr std::uint64_t memory_bytes = std::uint64_t{1} << 30;

struct Backend {
  static constexpr const char* name = "slate";
  static constexpr const char* version = "1.0";
  static constexpr const char* description = "Devices that do their sums on a slate, as an example";
  using Device = slate::Device;
  using Stream = slate::Stream;
  using Event = slate::Event;
  using Gemm = slate::Gemm;

  /// A real backend opens its vendor's libraries here, and says what is missing where it cannot.
  static kit::Probe probe() { return {}; }
  static std::uint32_t count() { return 1; }
  static std::unique_ptr<Device> open(std::uint32_t) { return std::make_unique<Device>(); }
};

}  // namespace

sy_properties Device::properties() const {
  sy_properties properties{};
  kit::copy_text(properties.name, "Slate");
  kit::copy_text(properties.vendor, "Example");
  kit::copy_text(properties.libraries, "slate 1.0");
  properties.memory_bytes = memory_bytes;
  properties.is_accelerator = 1;
  properties.host_accessible = 1;
  // No slate was ever made: nothing that it measures may enter a ranking.
  properties.emulated = 1;
  properties.gemm_dtypes = std::uint64_t{1} << SY_F32 | std::uint64_t{1} << SY_F64;
  return properties;
}

void Device::Free::operator()(void* pointer) const { operator delete(pointer, alignment); }

void* Device::allocate(std::size_t bytes) {
  if (bytes > free_bytes()) {
    throw kit::Failure(SY_OUT_OF_MEMORY, std::to_string(bytes) + " bytes do not fit into the " +
                                             std::to_string(free_bytes()) + " that are free.");
  }
  Block block{std::unique_ptr<void, Free>(operator new(bytes, alignment)), bytes};
  void* const pointer = block.memory.get();
  blocks_.emplace(pointer, std::move(block));
  used_bytes_ += bytes;
  return pointer;
}

void Device::release(void* pointer) {
  const auto block = blocks_.find(pointer);
  if (block == blocks_.end()) {
    throw kit::Failure(SY_INVALID_ARGUMENT, "This pointer was not allocated here.");
  }
  used_bytes_ -= block->second.bytes;
  blocks_.erase(block);
}

std::uint64_t Device::free_bytes() const { return memory_bytes - used_bytes_; }

sy_telemetry_reading Device::telemetry() const {
  constexpr double no_sensor = std::numeric_limits<double>::quiet_NaN();
  return {no_sensor, no_sensor, no_sensor, no_sensor, no_sensor, no_sensor, 0};
}

double Event::seconds_since(const Event& first) const {
  if (!when_ || !first.when_) throw kit::Failure(SY_NOT_READY, "An event was not recorded.");
  return std::chrono::duration<double>(*when_ - *first.when_).count();
}

}  // namespace slate

STEELYARD_EXPORT_BACKEND(slate::Backend)
