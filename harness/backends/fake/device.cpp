#include "harness/backends/fake/device.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "harness/backends/fake/communicator.hpp"
#include "harness/backends/fake/gemm.hpp"
#include "harness/backends/fake/stream.hpp"

namespace steelyard::fake {
namespace {

constexpr std::align_val_t alignment{64};

Script script_of_device(Script script, std::uint32_t index) {
  script.seed += index;
  return script;
}

}  // namespace

Device::Device(const Script& script, std::uint32_t index)
    : script_(script_of_device(script, index)),
      index_(index),
      clock_(script_),
      faults_(script_.faults) {}

sy_properties Device::properties() {
  faults_.enter(Call::properties);
  sy_properties properties{};
  kit::copy_text(properties.name, "Fake accelerator");
  kit::copy_text(properties.vendor, "Steelyard");
  kit::copy_text(properties.chip_id, script_.chip);
  kit::copy_text(properties.uuid, fmt::format("fake-{}", index_));
  kit::copy_text(properties.driver, script_.driver);
  kit::copy_text(properties.libraries, "fake 1");
  properties.memory_bytes = script_.memory;
  properties.cache_bytes = 1 << 20;
  properties.is_accelerator = 1;
  properties.host_accessible = script_.host_accessible ? 1 : 0;
  properties.emulated = 1;
  properties.virtual_time = script_.host_clock ? 0 : 1;
  for (const sy_dtype dtype :
       {SY_F64, SY_F32, SY_TF32, SY_HF32, SY_XF32, SY_BF16, SY_FP16, SY_FP8_E4M3, SY_FP8_E5M2,
        SY_FP8_E4M3_FNUZ, SY_FP8_E5M2_FNUZ, SY_INT8, SY_UINT8}) {
    properties.gemm_dtypes |= std::uint64_t{1} << dtype;
  }
  return properties;
}

void Device::Free::operator()(void* pointer) const { operator delete(pointer, alignment); }

void* Device::allocate(std::size_t bytes) {
  faults_.enter(Call::allocate);
  if (bytes > free_bytes()) {
    throw kit::Failure(
        SY_OUT_OF_MEMORY,
        fmt::format("{} bytes do not fit into the {} that are free.", bytes, free_bytes()));
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

std::uint64_t Device::free_bytes() const { return script_.memory - used_bytes_; }

std::unique_ptr<Stream> Device::create_stream() { return std::make_unique<Stream>(*this); }

std::unique_ptr<Event> Device::create_event() { return std::make_unique<Event>(script_.lie); }

std::unique_ptr<Gemm> Device::plan(const sy_gemm_shape& shape) {
  faults_.enter(Call::plan);
  return std::make_unique<Gemm>(*this, shape);
}

sy_unique_id Device::unique_id() {
  faults_.enter(Call::unique_id);
  announced_.push_back(Segment::create());
  return announced_.back()->id();
}

std::unique_ptr<Communicator> Device::communicator(const sy_unique_id& id, std::uint32_t ranks,
                                                   std::uint32_t rank) {
  faults_.enter(Call::init);
  std::unique_ptr<Segment> segment = Segment::open(id);
  // The other ranks find it through this process until all have joined.
  segment->join(ranks, rank);
  std::erase_if(announced_, [&](const auto& announced) { return announced->has(id); });
  return std::make_unique<Communicator>(*this, std::move(segment), ranks, rank);
}

sy_telemetry_reading Device::telemetry() {
  faults_.enter(Call::telemetry);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  sy_telemetry_reading reading{};
  reading.power_watts = script_.power;
  reading.energy_joules = script_.power * clock_.now();
  reading.temperature_celsius = 45;
  reading.core_clock_hz = 1.5e9;
  reading.memory_clock_hz = none;  // a device without that sensor
  reading.power_limit_watts = none;
  return reading;
}

double Device::telemetry_period() const { return 0.01; }

kit::ProbeReading Device::probe(sy_probe_unit unit, sy_dtype, double seconds) {
  faults_.enter(Call::probe);
  clock_.pass(seconds);
  const double rate = unit == SY_PROBE_MULTIPLY ? script_.flops : script_.bandwidth;
  return {rate / clock_.slowdown(),
          unit == SY_PROBE_MULTIPLY ? "scripted arithmetic" : "scripted memory"};
}

}  // namespace steelyard::fake
