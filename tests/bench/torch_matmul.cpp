// The rate of a matmul through the backend torch as a share of at::mm_out's in a bare loop.
//
//   bench_torch_matmul [SECONDS per case, default 2]
//
// On the CPU device, where both sides multiply the same operands in the same memory.

// Before all else of libtorch: other headers hold vectors of what only this one defines, which
// clang in C++20 does not take.
#include <ATen/core/ivalue.h>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>

#include <cstdlib>
#include <vector>

#include "harness/device/loader.hpp"
#include "tests/bench/beside_bare.hpp"

namespace {

using namespace steelyard;

at::ScalarType element_of(sy_dtype dtype) {
  return dtype == SY_F64 ? at::kDouble : dtype == SY_F32 ? at::kFloat : at::kBFloat16;
}

/// Tensors over the memory of all sets, made before anything is timed.
struct BareTorch {
  std::vector<at::Tensor> a, b, c;

  BareTorch(const sy_gemm_shape& shape, const bench::OperandSets& sets) {
    const auto options = at::TensorOptions().dtype(element_of(shape.a));
    for (std::size_t i = 0; i < sets.count(); ++i) {
      a.push_back(at::from_blob(sets.a(i), {shape.m, shape.k}, options));
      b.push_back(at::from_blob(sets.b(i), {shape.n, shape.k}, options).t());
      c.push_back(at::from_blob(sets.c(i), {shape.m, shape.n}, options));
    }
  }
  void run(std::size_t set) { at::mm_out(c[set], a[set], b[set]); }
};

void compare(device::Device& device, const sy_gemm_shape& shape, double seconds) {
  if (!device.multiplies(static_cast<Dtype>(shape.a))) return;
  device::Stream stream(device);
  const bench::OperandSets sets(device, stream, shape);
  BareTorch bare(shape, sets);
  bench::compare_with_bare("torch matmul", device, stream, shape, sets,
                           {[&](std::size_t set) { bare.run(set); }, [] {}}, seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  ::setenv("STEELYARD_TORCH_DEVICE", "cpu", 1);
  device::Device device(*device::open_backend("torch").table, 0);
  for (const std::int64_t side : {128, 256, 512, 1024}) {
    for (const sy_dtype dtype : {SY_F64, SY_F32, SY_BF16}) {
      compare(device, bench::square(dtype, side), seconds);
    }
  }
}
