#pragma once

#include <cstdint>

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit::detail {

/// Refuses matrices whose bytes cannot be counted in a signed 64-bit number, so that no backend
/// has to fear an overflow.
inline void require_matrix(std::int64_t rows, std::int64_t columns, std::int64_t batch,
                           sy_dtype dtype) {
  std::int64_t bytes = static_cast<std::int64_t>(size_of(dtype));
  const bool overflow = __builtin_mul_overflow(bytes, rows, &bytes) ||
                        __builtin_mul_overflow(bytes, columns, &bytes) ||
                        __builtin_mul_overflow(bytes, batch, &bytes);
  require(!overflow, "A matrix of this shape is larger than any memory.");
}

inline void require_shape(const sy_gemm_shape& shape) {
  require(shape.m > 0 && shape.n > 0 && shape.k > 0 && shape.batch > 0,
          "m, n, k and batch must be positive.");
  require(shape.transpose_a <= 1 && shape.transpose_b <= 1, "A transposition is 0 or 1.");
  require_dtype(shape.a);
  require_dtype(shape.b);
  require_dtype(shape.c);
  require(shape.accumulate == SY_F64 || shape.accumulate == SY_F32 || shape.accumulate == SY_INT32,
          "Products are accumulated in f64, f32 or int32.");
  require(std::isfinite(shape.alpha), "alpha is not finite.");
  require(shape.fast_accumulation <= 1 && (shape.fast_accumulation == 0 || is_fp8(shape.b)),
          "Fast accumulation is 0 or 1, and for fp8 alone.");
  require_matrix(shape.m, shape.k, shape.batch, shape.a);
  require_matrix(shape.k, shape.n, shape.batch, shape.b);
  require_matrix(shape.m, shape.n, shape.batch, shape.c);
}

template <class Backend>
struct GemmGroup {
  using Device = typename Backend::Device;
  using Stream = typename Backend::Stream;
  using Gemm = typename Backend::Gemm;

  static void require_operand(sy_operand operand) {
    require(operand == SY_OPERAND_A || operand == SY_OPERAND_B, "The operand is neither A nor B.");
  }

  static sy_status plan(sy_device* device, const sy_gemm_shape* shape, sy_gemm** plan) noexcept {
    return guarded([&] {
      require_pointers(shape, plan);
      *plan = nullptr;
      require_shape(*shape);
      hand_out<sy_gemm, Gemm>(plan, object<Device>(device).plan(*shape));
    });
  }

  static sy_status autotune(sy_gemm* plan, double seconds) noexcept {
    return guarded([&] {
      require(seconds >= 0 && std::isfinite(seconds), "The time for the search is impossible.");
      object<Gemm>(plan).autotune(seconds);
    });
  }

  static sy_status algorithm(sy_gemm* plan, char* text, std::size_t capacity) noexcept {
    return guarded([&] {
      require_text(text, capacity);
      copy_text(text, capacity, object<Gemm>(plan).algorithm());
    });
  }

  static sy_status packed_bytes(sy_gemm* plan, sy_operand operand, std::size_t* bytes) noexcept {
    return guarded([&] {
      require_pointers(bytes);
      require_operand(operand);
      *bytes = object<Gemm>(plan).packed_bytes(operand);
    });
  }

  static sy_status pack(sy_stream* stream, sy_gemm* plan, sy_operand operand, const void* plain,
                        void* packed) noexcept {
    return guarded([&] {
      require_operand(operand);
      require_pointers(plain, packed);
      Gemm& gemm = object<Gemm>(plan);
      require(gemm.packed_bytes(operand) > 0, "This plan takes that operand plain.");
      gemm.pack(object<Stream>(stream), operand, plain, packed);
    });
  }

  static sy_status run(sy_stream* stream, sy_gemm* plan, const void* a, const void* b,
                       void* c) noexcept {
    return guarded([&] {
      require_pointers(a, b, c);
      object<Gemm>(plan).run(object<Stream>(stream), a, b, c);
    });
  }

  static sy_status destroy(sy_gemm* plan) noexcept {
    return guarded([&] { detail::destroy<Gemm>(plan); });
  }

  static constexpr sy_gemm_functions functions{sizeof(sy_gemm_functions),
                                               &plan,
                                               &autotune,
                                               &algorithm,
                                               &packed_bytes,
                                               &pack,
                                               &run,
                                               &destroy};
};

}  // namespace steelyard::kit::detail
