#include "harness/backends/opencl/kernels.hpp"

#include <fmt/format.h>

#include "harness/backends/opencl/status.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::opencl {
namespace {

// REAL is float or double, VECTOR a vector of WIDTH of them. Offsets and counts are elements. The
// last work-group reaches beyond the end. multiply() comes to rest at y / (1 - x), far from
// subnormal numbers, and writes nothing for the x and y that it is called with.
constexpr const char* source = R"(
#pragma OPENCL FP_CONTRACT OFF
#ifdef STEELYARD_F64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

kernel void triad(global REAL* a, ulong a0, global const REAL* b, ulong b0, global const REAL* c,
                  ulong c0, REAL scalar, ulong count) {
  const ulong i = get_global_id(0);
  if (i < count) a[a0 + i] = b[b0 + i] + scalar * c[c0 + i];
}

kernel void scale(global REAL* a, ulong a0, global const REAL* b, ulong b0, REAL scalar,
                  ulong count) {
  const ulong i = get_global_id(0);
  if (i < count) a[a0 + i] = scalar * b[b0 + i];
}

kernel void reduce(global REAL* a, ulong a0, global const REAL* b, ulong b0, ulong count) {
  const ulong i = get_global_id(0);
  if (i < count) a[a0 + i] += b[b0 + i];
}

kernel void adam(global REAL* parameter, ulong p0, global REAL* first, ulong m0,
                 global REAL* second, ulong v0, global const REAL* gradient, ulong g0,
                 REAL beta1, REAL beta2, REAL step_size, REAL correction, REAL epsilon,
                 ulong count) {
  const ulong i = get_global_id(0);
  if (i >= count) return;
  const REAL g = gradient[g0 + i];
  const REAL m = beta1 * first[m0 + i] + (1 - beta1) * g;
  const REAL v = beta2 * second[v0 + i] + (1 - beta2) * g * g;
  first[m0 + i] = m;
  second[v0 + i] = v;
  parameter[p0 + i] -= step_size * m / (sqrt(v) * correction + epsilon);
}

kernel void multiply(global REAL* out, ulong passes, REAL x, REAL y) {
  VECTOR a0 = (VECTOR)(get_global_id(0)), a1 = a0 + 1, a2 = a0 + 2, a3 = a0 + 3;
  VECTOR a4 = a0 + 4, a5 = a0 + 5, a6 = a0 + 6, a7 = a0 + 7;
  for (ulong i = 0; i < passes; ++i) {
    a0 = mad(a0, (VECTOR)(x), (VECTOR)(y));
    a1 = mad(a1, (VECTOR)(x), (VECTOR)(y));
    a2 = mad(a2, (VECTOR)(x), (VECTOR)(y));
    a3 = mad(a3, (VECTOR)(x), (VECTOR)(y));
    a4 = mad(a4, (VECTOR)(x), (VECTOR)(y));
    a5 = mad(a5, (VECTOR)(x), (VECTOR)(y));
    a6 = mad(a6, (VECTOR)(x), (VECTOR)(y));
    a7 = mad(a7, (VECTOR)(x), (VECTOR)(y));
  }
  union { VECTOR vector; REAL parts[WIDTH]; } all;
  all.vector = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7;
  REAL sum = 0;
  for (int i = 0; i < WIDTH; ++i) sum += all.parts[i];
  if (sum < 0) out[get_global_id(0)] = sum;
}
)";

constexpr double chains = 8;

std::string options_for(const PhysicalDevice& device, bool is_double) {
  const std::uint64_t width = device.vector_width(is_double);
  const char* const real = is_double ? "double" : "float";
  return fmt::format("{}-DREAL={} -DWIDTH={} -DVECTOR={}{}", is_double ? "-DSTEELYARD_F64 " : "",
                     real, width, real, width > 1 ? std::to_string(width) : "");
}

}  // namespace

Kernels::Kernels(PhysicalDevice& device, bool is_double) {
  if (is_double && !device.has_double()) {
    throw kit::Failure(SY_UNSUPPORTED, "This device has no f64.");
  }
  Program const program = device.program(source, options_for(device, is_double));
  const auto make = [&](const char* name) {
    Int status = code::success;
    Kernel kernel = api().create_kernel(program, name, &status);
    check(status, "make a kernel");
    return kernel;
  };
  triad_ = make("triad");
  scale_ = make("scale");
  reduce_ = make("reduce");
  adam_ = make("adam");
  multiply_ = make("multiply");
}

Kernels::~Kernels() {
  for (Kernel kernel : {triad_, scale_, reduce_, adam_, multiply_}) {
    api().release_kernel(kernel);
  }
}

double operations_of_a_pass(const PhysicalDevice& device, bool is_double) {
  return 2 * chains * static_cast<double>(device.vector_width(is_double));
}

void set_arguments(Kernel kernel, std::initializer_list<Argument> arguments) {
  Uint index = 0;
  for (const Argument& argument : arguments) {
    check(api().set_kernel_arg(kernel, index++, argument.bytes, argument.value),
          "set the argument of a kernel");
  }
}

}  // namespace steelyard::opencl
