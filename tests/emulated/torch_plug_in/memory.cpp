// Memory, and the operators that make, view and copy tensors.
#include "tests/emulated/torch_plug_in/operators.hpp"

#include <ATen/EmptyTensor.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <torch/library.h>

#include "tests/emulated/core/memory.hpp"
#include "tests/emulated/torch_plug_in/streams.hpp"

namespace steelyard::emulated::torch_plug_in {
namespace {

void give_back(void* pointer) { release(pointer); }

struct Memory final : c10::Allocator {
  c10::DataPtr allocate(std::size_t bytes) const override {
    const int device = current_device();
    void* const pointer = bytes == 0 ? nullptr : emulated::allocate(device, bytes);
    TORCH_CHECK_WITH(OutOfMemoryError, bytes == 0 || pointer != nullptr,
                     "the device is out of memory");
    return {pointer, pointer, &give_back,
            c10::Device(c10::DeviceType::PrivateUse1, static_cast<c10::DeviceIndex>(device))};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }
};

Memory memory;
constexpr c10::DispatchKeySet keys(c10::DispatchKey::PrivateUse1);

/// Allocations are made on the device that is asked for.
class OnDevice {
 public:
  explicit OnDevice(const c10::optional<at::Device>& device) : before_(current_device()) {
    if (device && device->has_index()) set_current_device(device->index());
  }
  ~OnDevice() { set_current_device(before_); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

 private:
  int before_;
};

at::Tensor empty(at::IntArrayRef size, c10::optional<at::ScalarType> type,
                 c10::optional<at::Layout>, c10::optional<at::Device> device, c10::optional<bool>,
                 c10::optional<at::MemoryFormat> format) {
  const OnDevice on(device);
  return at::detail::empty_generic(size, &memory, keys, type.value_or(at::kFloat), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride,
                         c10::optional<at::ScalarType> type, c10::optional<at::Layout>,
                         c10::optional<at::Device> device, c10::optional<bool>) {
  const OnDevice on(device);
  return at::detail::empty_strided_generic(size, stride, &memory, keys, type.value_or(at::kFloat));
}

/// To or from the host it waits, for the current stream alone; on the device it is work like any.
at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool) {
  if (from.is_cpu() || to.is_cpu()) {
    const int device = from.is_cpu() ? to.device().index() : from.device().index();
    wait_for(current_stream(device));
    on_host(to).copy_(on_host(from));
  } else {
    enqueue([from, to] { on_host(to).copy_(on_host(from)); });
  }
  return to;
}

at::Tensor& fill(at::Tensor& self, const at::Scalar& value) {
  enqueue([self, value] { on_host(self).fill_(value); });
  return self;
}

at::Tensor& zero(at::Tensor& self) { return fill(self, 0); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, operators) {
  operators.impl("empty.memory_format", &empty);
  operators.impl("empty_strided", &empty_strided);
  operators.impl("as_strided", &at::native::as_strided_tensorimpl);
  operators.impl("view", &at::native::view);
  operators.impl("_copy_from", &copy_from);
  operators.impl("fill_.Scalar", &fill);
  operators.impl("zero_", &zero);
}

}  // namespace
}  // namespace steelyard::emulated::torch_plug_in
