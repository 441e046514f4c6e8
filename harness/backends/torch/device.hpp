#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "harness/backends/torch/blocks.hpp"
#include "harness/backends/torch/gemm.hpp"
#include "harness/backends/torch/selection.hpp"
#include "harness/backends/torch/stream.hpp"
#include "harness/device/backend_kit.hpp"

/// The classes have the members that backend_kit.hpp asks for; see there and backend.h for what
/// they mean.
namespace steelyard::torch_library {

/// One device of the type that was selected.
class Device {
 public:
  explicit Device(std::uint32_t index);

  sy_properties properties() const;
  void* allocate(std::size_t bytes);
  void release(void* pointer) { blocks_.remove(pointer); }
  std::uint64_t free_bytes();
  std::unique_ptr<Stream> create_stream() { return std::make_unique<Stream>(*this); }
  std::unique_ptr<Event> create_event() { return std::make_unique<Event>(*this); }
  std::unique_ptr<Gemm> plan(const sy_gemm_shape& shape) {
    return std::make_unique<Gemm>(*this, shape);
  }

  bool is_cpu() const { return device_.is_cpu(); }
  bool is_cuda() const { return device_.is_cuda(); }
  c10::Device at_device() const { return device_; }
  const c10::impl::VirtualGuardImpl& guard() const { return guard_; }
  Blocks& blocks() { return blocks_; }
  /// Whether its events tell the time; else it is read from the host's clock.
  bool times_events() const { return times_events_; }
  /// The dtypes that a small multiplication showed to work.
  std::uint64_t gemm_dtypes() const { return gemm_dtypes_; }
  at::Tensor empty(std::int64_t elements, at::ScalarType type) const;

 private:
  c10::Device device_;
  c10::impl::VirtualGuardImpl guard_;
  Blocks blocks_;
  bool times_events_ = false;
  std::uint64_t gemm_dtypes_ = 0;
};

}  // namespace steelyard::torch_library
