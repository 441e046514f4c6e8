#pragma once

#include <initializer_list>
#include <string>

#include "harness/backends/opencl/machine.hpp"

namespace steelyard::opencl {

/// The pointwise functions and the loop of the probe, in OpenCL C for one element type.
class Kernels {
 public:
  /// Compiles on the first use in the process. Throws kit::Failure, with SY_UNSUPPORTED if the
  /// device has no f64.
  Kernels(PhysicalDevice& device, bool is_double);
  ~Kernels();
  Kernels(const Kernels&) = delete;
  Kernels& operator=(const Kernels&) = delete;

  Kernel triad() const { return triad_; }
  Kernel scale() const { return scale_; }
  Kernel reduce() const { return reduce_; }
  Kernel adam() const { return adam_; }  ///< of f32
  Kernel multiply() const { return multiply_; }

 private:
  Kernel triad_ = nullptr, scale_ = nullptr, reduce_ = nullptr, adam_ = nullptr,
         multiply_ = nullptr;
};

/// Operations of one pass of the kernel multiply() and work-item.
double operations_of_a_pass(const PhysicalDevice& device, bool is_double);

/// One argument of a kernel, which lives until set_arguments() returns.
struct Argument {
  std::size_t bytes;
  const void* value;
  template <class T>
  static Argument of(const T& value) {
    return {sizeof(T), &value};
  }
};
void set_arguments(Kernel kernel, std::initializer_list<Argument> arguments);

}  // namespace steelyard::opencl
