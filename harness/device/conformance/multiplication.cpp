#include "harness/device/conformance/multiplication.hpp"

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <span>

#include "harness/device/conformance/flaw.hpp"

namespace steelyard::device::conformance {
namespace {

constexpr std::size_t guard_bytes = 64;
constexpr std::uint8_t poison = 0xff;  // NaN in every floating format, -1 in integers

Dtype core_dtype(sy_dtype dtype) { return static_cast<Dtype>(dtype); }

std::vector<std::byte> encoded(Dtype dtype, const std::vector<double>& values) {
  std::vector<std::byte> bytes(values.size() * size_of(dtype));
  encode(dtype, values, bytes);
  return bytes;
}

/// Random values that the dtype holds exactly: in [-1, 1], or small integers of both signs.
std::vector<double> random_values(Dtype dtype, std::int64_t count, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> reals(-1, 1);
  std::uniform_int_distribution<int> integers(dtype == Dtype::uint8 ? 0 : -128,
                                              dtype == Dtype::uint8 ? 255 : 127);
  std::vector<double> values(static_cast<std::size_t>(count));
  for (double& value : values) value = is_integer(dtype) ? integers(generator) : reals(generator);
  const std::vector<std::byte> bytes = encoded(dtype, values);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = decode(dtype, bytes, i);
  return values;
}

/// Distance between neighbours near zero, where the relative bound says too little.
double subnormal_step(Dtype dtype) { return dtype == Dtype::fp16 ? 0x1p-24 : 0; }

Buffer upload(Device& device, Stream& stream, const std::vector<std::byte>& bytes) {
  Buffer buffer(device, bytes.size());
  stream.copy_to_device(buffer.data(), bytes.data(), bytes.size());
  stream.synchronize();
  return buffer;
}

/// The operand in the form that the plan wants.
Buffer prepared(Device& device, Stream& stream, GemmPlan& plan, sy_operand operand,
                const std::vector<std::byte>& bytes) {
  Buffer plain = upload(device, stream, bytes);
  const std::size_t packed_bytes = plan.packed_bytes(operand);
  if (packed_bytes == 0) return plain;
  Buffer packed(device, packed_bytes);
  plan.pack(stream, operand, plain.data(), packed.data());
  stream.synchronize();
  return packed;
}

}  // namespace

std::vector<GemmTypes> combinations(Dtype a) {
  switch (a) {
    case Dtype::f64:
      return {{a, a, a, SY_F64}};
    case Dtype::tf32:
    case Dtype::hf32:
    case Dtype::xf32:
      return {{a, a, Dtype::f32, SY_F32}};
    case Dtype::fp8_e4m3:
    case Dtype::fp8_e5m2:
    case Dtype::fp8_e4m3_fnuz:
    case Dtype::fp8_e5m2_fnuz:
      return {{a, a, Dtype::bf16, SY_F32},
              {a, a, Dtype::f32, SY_F32},
              {a, a, Dtype::bf16, SY_F32, true},
              {a, a, Dtype::f32, SY_F32, true}};
    case Dtype::f32:
      return {{a, a, a, SY_F32}};
    case Dtype::bf16:
    case Dtype::fp16:
      return {{a, a, a, SY_F32}, {a, a, Dtype::f32, SY_F32}};
    case Dtype::int8:
      return {{a, a, Dtype::int32, SY_INT32}};
    case Dtype::uint8:
      return {{a, Dtype::int8, Dtype::int32, SY_INT32}};
    default:
      return {};
  }
}

sy_gemm_shape shape_of(const GemmTypes& types, std::int64_t m, std::int64_t n, std::int64_t k,
                       std::int64_t batch, bool transpose_a, bool transpose_b) {
  return {m,
          n,
          k,
          batch,
          transpose_a ? 1u : 0u,
          transpose_b ? 1u : 0u,
          to_abi(types.a),
          to_abi(types.b),
          to_abi(types.c),
          types.accumulate,
          1.0,
          types.fast_accumulation ? 1u : 0u,
          0};
}

std::string describe(const GemmTypes& types) {
  return fmt::format("{} x {} -> {}{}", name(types.a), name(types.b), name(types.c),
                     types.fast_accumulation ? ", fast accumulation" : "");
}

std::string describe(const sy_gemm_shape& shape) {
  const GemmTypes types{core_dtype(shape.a), core_dtype(shape.b), core_dtype(shape.c),
                        shape.accumulate, shape.fast_accumulation != 0};
  return fmt::format("{}, m = {}, n = {}, k = {}, batch {}, trans {}{}, alpha {}", describe(types),
                     shape.m, shape.n, shape.k, shape.batch, shape.transpose_a != 0 ? 't' : 'n',
                     shape.transpose_b != 0 ? 't' : 'n', shape.alpha);
}

Multiplication::Multiplication(Device& device, const sy_gemm_shape& shape)
    : device_(device),
      shape_(shape),
      plan_(device, shape),
      a_(random_values(core_dtype(shape.a), shape.batch * shape.m * shape.k, 1)),
      b_(random_values(core_dtype(shape.b), shape.batch * shape.k * shape.n, 2)) {}

std::vector<std::byte> Multiplication::run() {
  Stream stream(device_);
  const Buffer a =
      prepared(device_, stream, plan_, SY_OPERAND_A, encoded(core_dtype(shape_.a), a_));
  const Buffer b =
      prepared(device_, stream, plan_, SY_OPERAND_B, encoded(core_dtype(shape_.b), b_));
  const std::size_t elements = static_cast<std::size_t>(shape_.batch * shape_.m * shape_.n);
  const Buffer c(device_, elements * size_of(core_dtype(shape_.c)) + guard_bytes);
  stream.fill(c.data(), poison, c.size());
  plan_.run(stream, a.data(), b.data(), c.data());
  std::vector<std::byte> result(c.size());
  stream.copy_to_host(result.data(), c.data(), result.size());
  stream.synchronize();
  return result;
}

void Multiplication::expect_right() {
  const std::string found = flaw();
  if (found.empty()) return;
  throw Flaw(fmt::format("{}, by '{}': {}.", describe(shape_), plan_.algorithm(), found));
}

std::string Multiplication::flaw() {
  const std::vector<std::byte> result = run();
  const std::size_t c_bytes = result.size() - guard_bytes;
  const std::span c = std::span(result).first(c_bytes);
  std::size_t index = 0;
  for (std::int64_t batch = 0; batch < shape_.batch; ++batch) {
    for (std::int64_t row = 0; row < shape_.m; ++row) {
      for (std::int64_t column = 0; column < shape_.n; ++column, ++index) {
        const double found = decode(core_dtype(shape_.c), c, index);
        std::string flaw = flaw_of_element(row, column, batch, found);
        if (!flaw.empty()) return flaw;
      }
    }
  }
  for (std::size_t i = c_bytes; i < result.size(); ++i) {
    if (result[i] != std::byte{poison}) return "bytes were written beyond the end of C";
  }
  return "";
}

std::string Multiplication::flaw_of_element(std::int64_t row, std::int64_t column,
                                            std::int64_t batch, double found) const {
  double sum = 0, magnitude = 0;
  for (std::int64_t i = 0; i < shape_.k; ++i) {
    const std::int64_t a_index = shape_.transpose_a != 0 ? i * shape_.m + row : row * shape_.k + i;
    const std::int64_t b_index =
        shape_.transpose_b != 0 ? column * shape_.k + i : i * shape_.n + column;
    const double product = a_[static_cast<std::size_t>(batch * shape_.m * shape_.k + a_index)] *
                           b_[static_cast<std::size_t>(batch * shape_.k * shape_.n + b_index)];
    sum += product;
    magnitude += std::abs(product);
  }
  const double wanted = shape_.alpha * sum;
  // Higham 2002, section 3.1: k roundings in the sum, one each for alpha and for C; tf32 rounds
  // both factors first. Integers are exact.
  const double input_error = is_narrowed_f32(core_dtype(shape_.a)) ? 2 * epsilon(Dtype::tf32) : 0;
  // Some units keep about 14 bits of sums of fp8 (DeepSeek-V3 Technical Report 2024,
  // section 3.3.2).
  const double addition_error =
      is_fp8(core_dtype(shape_.a)) ? 0x1p-13 : epsilon(core_dtype(shape_.accumulate));
  const double sum_error = static_cast<double>(shape_.k + 1) * addition_error;
  const Dtype c_dtype = core_dtype(shape_.c);
  const double bound = (sum_error + input_error) * std::abs(shape_.alpha) * magnitude +
                       epsilon(c_dtype) * std::abs(wanted) + subnormal_step(c_dtype);
  // Written so that a NaN is a flaw.
  if (std::abs(found - wanted) <= bound) return "";
  return fmt::format("C[{}][{}][{}] is {} and should be {} within {}", batch, row, column, found,
                     wanted, bound);
}

}  // namespace steelyard::device::conformance
