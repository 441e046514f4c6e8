// Every candidate, dtype, transposition and layout against dot products in double.
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "harness/backends/cpu/gemm_plan.hpp"
#include "harness/core/dtype.hpp"

namespace steelyard::cpu {
namespace {

struct Types {
  Dtype a, b, c;
};

struct Case {
  std::int64_t m, n, k, batch;
  double alpha;
};

const Types all_types[] = {
    {Dtype::f64, Dtype::f64, Dtype::f64},     {Dtype::f32, Dtype::f32, Dtype::f32},
    {Dtype::bf16, Dtype::bf16, Dtype::f32},   {Dtype::bf16, Dtype::bf16, Dtype::bf16},
    {Dtype::int8, Dtype::int8, Dtype::int32}, {Dtype::uint8, Dtype::int8, Dtype::int32}};

const Case all_cases[] = {{1, 1, 1, 1, 1},     {7, 5, 3, 1, 1},     {64, 64, 64, 1, 1},
                          {33, 65, 129, 1, 1}, {1, 96, 200, 1, 1},  {40, 1, 70, 1, 1},
                          {31, 18, 45, 3, 1},  {48, 32, 80, 2, 0.5}};

sy_dtype abi(Dtype dtype) { return static_cast<sy_dtype>(dtype); }

std::vector<double> numbers(Dtype dtype, std::size_t count, std::mt19937& generator) {
  std::vector<double> values(count);
  std::normal_distribution<double> normal;
  std::uniform_int_distribution<int> whole(dtype == Dtype::uint8 ? 0 : -128,
                                           dtype == Dtype::uint8 ? 255 : 127);
  for (double& value : values) value = is_integer(dtype) ? whole(generator) : normal(generator);
  return values;
}

/// An operand: as bytes of the dtype, and the values that these bytes have.
struct Operand {
  std::vector<std::byte> bytes;
  std::vector<double> values;

  Operand(Dtype dtype, std::size_t count, std::mt19937& generator)
      : bytes(count * size_of(dtype)), values(numbers(dtype, count, generator)) {
    encode(dtype, values, bytes);
    for (std::size_t i = 0; i < count; ++i) values[i] = decode(dtype, bytes, i);
  }
};

HostMemory pack_if_wanted(GemmKernel& kernel, sy_operand which, const Operand& operand,
                          const Host& host) {
  const std::size_t bytes = kernel.packed_bytes(which);
  if (bytes == 0) return nullptr;
  HostMemory packed = allocate_touched(bytes, host.limits, host.team);
  kernel.pack(which, operand.bytes.data(), packed.get());
  return packed;
}

void expect_products(GemmKernel& kernel, const sy_gemm_shape& shape, const Types& types,
                     const Host& host) {
  std::mt19937 generator(5);
  const auto size = [](std::int64_t count) { return static_cast<std::size_t>(count); };
  const Operand a(types.a, size(shape.batch * shape.m * shape.k), generator);
  const Operand b(types.b, size(shape.batch * shape.k * shape.n), generator);
  const HostMemory packed_a = pack_if_wanted(kernel, SY_OPERAND_A, a, host);
  const HostMemory packed_b = pack_if_wanted(kernel, SY_OPERAND_B, b, host);
  // Poison: all bits set is NaN in floating point.
  std::vector<std::byte> c(size(shape.batch * shape.m * shape.n) * size_of(types.c),
                           std::byte{255});
  for (int twice = 0; twice < 2; ++twice) {
    kernel.run(packed_a ? packed_a.get() : a.bytes.data(),
               packed_b ? packed_b.get() : b.bytes.data(), c.data());
  }
  for (std::int64_t at = 0; at < shape.batch * shape.m * shape.n; ++at) {
    const std::int64_t i = at / (shape.m * shape.n), row = at / shape.n % shape.m;
    const std::int64_t column = at % shape.n;
    double sum = 0, magnitude = 0;
    for (std::int64_t k = 0; k < shape.k; ++k) {
      const std::int64_t at_a = shape.transpose_a != 0 ? k * shape.m + row : row * shape.k + k;
      const std::int64_t at_b =
          shape.transpose_b != 0 ? column * shape.k + k : k * shape.n + column;
      const double product = a.values[size(i * shape.m * shape.k + at_a)] *
                             b.values[size(i * shape.k * shape.n + at_b)];
      sum += product;
      magnitude += std::abs(product);
    }
    const double accumulation = types.c == Dtype::bf16 ? epsilon(Dtype::f32) : epsilon(types.c);
    const double bound = is_integer(types.c)
                             ? (shape.alpha == 1 ? 0 : 0.5)
                             : accumulation * magnitude * static_cast<double>(shape.k) +
                                   epsilon(types.c) * std::abs(sum) + 1e-300;
    ASSERT_NEAR(decode(types.c, c, size(at)), shape.alpha * sum, bound)
        << "element " << row << ", " << column << " of matrix " << i;
  }
}

class GemmKernels : public testing::TestWithParam<Types> {};

TEST_P(GemmKernels, EqualDotProductsInDouble) {
  const Types types = GetParam();
  const sy_dtype accumulate = types.c == Dtype::bf16 ? SY_F32 : abi(types.c);
  int offered = 0;
  for (const int threads : {1, 2}) {
    const Host host{Team(threads)};
    for (const Case& one : all_cases) {
      for (const std::uint32_t turned : {0u, 1u, 2u, 3u}) {
        const sy_gemm_shape shape{one.m,        one.n,       one.k,        one.batch,
                                  turned & 1,   turned >> 1, abi(types.a), abi(types.b),
                                  abi(types.c), accumulate,  one.alpha};
        for (const Candidate& candidate : gemm_candidates()) {
          const auto kernel = make_kernel(candidate, shape, host);
          if (kernel == nullptr) continue;
          ++offered;
          SCOPED_TRACE(std::string(candidate.name) + ": " + kernel->algorithm() + " m " +
                       std::to_string(one.m) + " n " + std::to_string(one.n) + " k " +
                       std::to_string(one.k) + " batch " + std::to_string(one.batch) +
                       " transposed " + std::to_string(turned));
          expect_products(*kernel, shape, types, host);
          if (HasFatalFailure()) return;
        }
      }
    }
  }
  const bool said = (gemm_dtypes(Host{Team(1)}) >> abi(types.a) & 1) != 0;
  EXPECT_EQ(offered > 0, said);
  if (offered == 0) GTEST_SKIP() << "this processor does not multiply " << name(types.a);
}

INSTANTIATE_TEST_SUITE_P(Dtypes, GemmKernels, testing::ValuesIn(all_types), [](const auto& one) {
  return std::string(name(one.param.a)) + "_" + std::string(name(one.param.b)) + "_" +
         std::string(name(one.param.c));
});

}  // namespace
}  // namespace steelyard::cpu
