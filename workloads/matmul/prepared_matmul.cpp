#include "workloads/matmul/prepared_matmul.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "workloads/matmul/footprint.hpp"
#include "workloads/reference/gemm_oracle.hpp"
#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::matmul {
namespace {

using reference::mix;

/// NaN in every floating-point format, -1 in integers.
constexpr std::uint8_t poison = 0xFF;

enum Purpose : std::uint64_t { timed_data, exact_data, normal_data, sample_choice };

}  // namespace

PreparedMatmul::PreparedMatmul(const Shape& shape, run::CaseContext& context)
    : shape_(shape),
      context_(context),
      plan_(context.device, to_abi(shape)),
      slot_count_(slot_count(shape, context.device.properties().cache_bytes)),
      c_stride_(aligned(shape.c_bytes())) {
  plan_.autotune(context.autotune_seconds);
  a_ = make_operand(SY_OPERAND_A);
  b_ = make_operand(SY_OPERAND_B);
  c_ = device::Buffer(context.device, c_stride_ * slot_count_);
  std::uint64_t waiting_bytes = 0;
  for (const Operand* operand : {&a_, &b_}) {
    if (operand->packed_bytes == 0) continue;
    waiting_bytes = std::max(waiting_bytes, operand->elements * size_of(operand->dtype));
  }
  if (waiting_bytes > 0) waiting_ = device::Buffer(context.device, waiting_bytes);
}

PreparedMatmul::Operand PreparedMatmul::make_operand(sy_operand which) {
  const bool left = which == SY_OPERAND_A;
  Operand operand;
  operand.dtype = left ? shape_.a : shape_.b;
  operand.elements = left ? shape_.a_elements() : shape_.b_elements();
  operand.packed_bytes = plan_.packed_bytes(which);
  const std::uint64_t plain_bytes = operand.elements * size_of(operand.dtype);
  operand.stride = aligned(operand.packed_bytes > 0 ? operand.packed_bytes : plain_bytes);
  operand.slots = device::Buffer(context_.device, operand.stride * slot_count_);
  return operand;
}

void PreparedMatmul::place(sy_operand which, const OperandData& data, std::uint64_t slot) {
  const Operand& operand = which == SY_OPERAND_A ? a_ : b_;
  std::byte* target = operand.slots.at(slot * operand.stride);
  const std::uint64_t first = slot * operand.elements;
  if (operand.packed_bytes == 0) {
    data.upload(context_.stream, target, first, operand.elements);
    return;
  }
  data.upload(context_.stream, waiting_.data(), first, operand.elements);
  plan_.pack(context_.stream, which, waiting_.data(), target);
}

Verification PreparedMatmul::verify() {
  reference::ResultCheck check(
      "sampled rows x columns against dot products in double: whole numbers, then normal data");
  compare(run::DataPattern::small_integers, seed_for(exact_data), check);
  compare(run::DataPattern::normal, seed_for(normal_data), check);
  return check.verification();
}

void PreparedMatmul::compare(run::DataPattern pattern, std::uint64_t seed,
                             reference::ResultCheck& check) {
  const OperandData a(pattern, shape_.a, shape_.a_elements(), mix(seed, SY_OPERAND_A));
  const OperandData b(pattern, shape_.b, shape_.b_elements(), mix(seed, SY_OPERAND_B));
  place(SY_OPERAND_A, a, 0);
  place(SY_OPERAND_B, b, 0);
  context_.stream.fill(c_.data(), poison, shape_.c_bytes());
  plan_.run(context_.stream, a_.slots.data(), b_.slots.data(), c_.data());
  context_.stream.synchronize();

  reference::GemmProblem problem;
  problem.m = shape_.m;
  problem.n = shape_.n;
  problem.k = shape_.k;
  problem.batch = shape_.batch;
  problem.a = {shape_.a, a.block(), shape_.transpose_a};
  problem.b = {shape_.b, b.block(), shape_.transpose_b};
  problem.out = shape_.c;
  problem.whole_numbers = pattern == run::DataPattern::small_integers || is_integer(shape_.b);

  const auto sample = reference::choose_sample(problem, seed_for(sample_choice));
  const std::size_t row_bytes = static_cast<std::size_t>(shape_.n) * size_of(shape_.c);
  std::vector<std::byte> row(row_bytes);
  for (const std::int64_t batch : sample.batches) {
    const auto expected = reference::expected_elements(problem, sample, batch);
    auto next = expected.begin();
    for (const std::int64_t i : sample.rows) {
      const auto row_index = static_cast<std::size_t>(batch * shape_.m + i);
      context_.stream.copy_to_host(row.data(), c_.at(row_index * row_bytes), row_bytes);
      context_.stream.synchronize();
      for (const std::int64_t j : sample.columns) {
        const double actual = decode(shape_.c, row, static_cast<std::size_t>(j));
        check.compare(actual, next->value, next->bound, [&] {
          return fmt::format("C[{}, {}] of matrix {}, {} data,", i, j, batch, run::name(pattern));
        });
        ++next;
      }
    }
  }
}

void PreparedMatmul::load() {
  const std::uint64_t seed = seed_for(timed_data);
  const OperandData a(context_.data, shape_.a, slot_count_ * a_.elements, mix(seed, SY_OPERAND_A));
  const OperandData b(context_.data, shape_.b, slot_count_ * b_.elements, mix(seed, SY_OPERAND_B));
  for (std::uint64_t slot = 0; slot < slot_count_; ++slot) {
    place(SY_OPERAND_A, a, slot);
    place(SY_OPERAND_B, b, slot);
  }
  context_.stream.fill(c_.data(), poison, c_.size());
  context_.stream.synchronize();
  waiting_ = device::Buffer();
}

void PreparedMatmul::multiply(std::uint64_t iteration) {
  const std::uint64_t slot = iteration % slot_count_;
  plan_.run(context_.stream, a_.slots.at(slot * a_.stride), b_.slots.at(slot * b_.stride),
            c_.at(slot * c_stride_));
}

std::uint64_t PreparedMatmul::seed_for(std::uint64_t purpose) const {
  return mix(mix(context_.seed, purpose), static_cast<std::uint64_t>(context_.comm.rank()));
}

}  // namespace steelyard::workloads::matmul
