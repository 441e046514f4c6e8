#include "harness/backends/opencl/gemm.hpp"

#include <fmt/format.h>

#include "harness/backends/opencl/clblast_label.hpp"
#include "harness/backends/opencl/device.hpp"
#include "harness/backends/opencl/status.hpp"
#include "harness/backends/opencl/stream.hpp"

namespace steelyard::opencl {
namespace {

void require_offered(const Device& device, const sy_gemm_shape& shape) {
  const bool f32 =
      shape.a == SY_F32 && shape.b == SY_F32 && shape.c == SY_F32 && shape.accumulate == SY_F32;
  const bool f64 = shape.a == SY_F64 && shape.b == SY_F64 && shape.c == SY_F64 &&
                   shape.accumulate == SY_F64 && device.physical().has_double();
  if (f32 || f64) return;
  throw kit::Failure(SY_UNSUPPORTED,
                     "The opencl backend multiplies f32, and f64 where the device has it, not this "
                     "combination of dtypes.");
}

/// An operand as CLBlast takes it; lengths in elements.
struct Operand {
  Mem buffer;
  std::size_t offset, leading, stride;
};

Operand operand_at(Device& device, const void* pointer, std::int64_t rows, std::int64_t columns,
                   std::int64_t batch, std::size_t element_bytes) {
  const auto elements = static_cast<std::size_t>(rows * columns);
  const Place place =
      device.book().find(pointer, elements * static_cast<std::size_t>(batch) * element_bytes);
  kit::detail::require(place.offset % element_bytes == 0, "A matrix begins within an element.");
  return {place.buffer, place.offset / element_bytes, static_cast<std::size_t>(columns), elements};
}

template <class T>
void multiply(Stream& stream, const sy_gemm_shape& shape, const Operand& a, const Operand& b,
              const Operand& c, call::Gemm<T>* one, call::GemmBatched<T>* batched) {
  const auto transpose_a = shape.transpose_a != 0 ? call::transpose_yes : call::transpose_no;
  const auto transpose_b = shape.transpose_b != 0 ? call::transpose_yes : call::transpose_no;
  const auto m = static_cast<std::size_t>(shape.m), n = static_cast<std::size_t>(shape.n),
             k = static_cast<std::size_t>(shape.k), batch = static_cast<std::size_t>(shape.batch);
  const T alpha = static_cast<T>(shape.alpha);
  Queue queue = stream.to_enqueue();
  const Int status =
      batch == 1 ? one(call::row_major, transpose_a, transpose_b, m, n, k, alpha, a.buffer,
                       a.offset, a.leading, b.buffer, b.offset, b.leading, T{0}, c.buffer, c.offset,
                       c.leading, &queue, nullptr)
                 : batched(call::row_major, transpose_a, transpose_b, m, n, k, alpha, a.buffer,
                           a.offset, a.leading, a.stride, b.buffer, b.offset, b.leading, b.stride,
                           T{0}, c.buffer, c.offset, c.leading, c.stride, batch, &queue, nullptr);
  check(status, "multiply through CLBlast");
}

}  // namespace

Gemm::Gemm(Device& device, const sy_gemm_shape& shape) : device_(device), shape_(shape) {
  require_offered(device, shape);
}

void Gemm::autotune(double) {
  if (warm_) return;
  const std::size_t element = shape_.a == SY_F64 ? 8 : 4;
  const auto bytes = [&](std::int64_t rows, std::int64_t columns) {
    return static_cast<std::size_t>(rows * columns * shape_.batch) * element;
  };
  std::vector<void*> scratch;
  const auto release = [&] {
    for (void* pointer : scratch) device_.release(pointer);
  };
  try {
    Stream stream(device_);
    for (const std::size_t size :
         {bytes(shape_.m, shape_.k), bytes(shape_.k, shape_.n), bytes(shape_.m, shape_.n)}) {
      scratch.push_back(device_.allocate(size));
      stream.fill(scratch.back(), 0, size);
    }
    run(stream, scratch[0], scratch[1], scratch[2]);
    stream.synchronize(0);
  } catch (const kit::Failure& failure) {
    release();
    // Then the first multiplication compiles.
    if (failure.status() == SY_OUT_OF_MEMORY) return;
    throw;
  }
  release();
  warm_ = true;
}

std::string Gemm::algorithm() const {
  return fmt::format("{} {}gemm{}, plain", clblast_label(), shape_.a == SY_F64 ? "d" : "s",
                     shape_.batch > 1 ? " strided batched" : "");
}

void Gemm::pack(Stream&, sy_operand, const void*, void*) {
  throw kit::Failure(SY_INVALID_ARGUMENT, "CLBlast takes operands plain.");
}

void Gemm::run(Stream& stream, const void* a, const void* b, void* c) {
  const std::size_t element = shape_.a == SY_F64 ? 8 : 4;
  const auto place = [&](const void* pointer, std::int64_t rows, std::int64_t columns,
                         bool transposed) {
    return operand_at(device_, pointer, transposed ? columns : rows, transposed ? rows : columns,
                      shape_.batch, element);
  };
  const Operand in_a = place(a, shape_.m, shape_.k, shape_.transpose_a != 0);
  const Operand in_b = place(b, shape_.k, shape_.n, shape_.transpose_b != 0);
  const Operand out = place(c, shape_.m, shape_.n, false);
  if (shape_.a == SY_F64) {
    multiply<double>(stream, shape_, in_a, in_b, out, api().dgemm, api().dgemm_batched);
  } else {
    multiply<float>(stream, shape_, in_a, in_b, out, api().sgemm, api().sgemm_batched);
  }
}

}  // namespace steelyard::opencl
