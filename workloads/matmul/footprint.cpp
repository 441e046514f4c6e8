#include "workloads/matmul/footprint.hpp"

#include <algorithm>

#include "workloads/reference/gemm_oracle.hpp"

namespace steelyard::workloads::matmul {
namespace {

constexpr std::uint64_t tile = 64;
/// Four periods of run::generate(): long enough that filling is not a matter of call overhead.
constexpr std::uint64_t most_staged_elements = 4 * 1'000'003;

std::uint64_t round_up(std::uint64_t value, std::uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

}  // namespace

std::uint64_t aligned(std::uint64_t bytes) { return round_up(bytes, slot_alignment); }

std::uint64_t slot_count(const Shape& shape, std::uint64_t cache_bytes) {
  if (!shape.cold) return 1;
  const std::uint64_t set_bytes = shape.a_bytes() + shape.b_bytes() + shape.c_bytes();
  return 2 * cache_bytes / set_bytes + 1;
}

std::uint64_t packed_bound_bytes(std::int64_t rows, std::int64_t columns, std::int64_t batch,
                                 Dtype dtype) {
  const std::uint64_t padded_rows = round_up(static_cast<std::uint64_t>(rows), tile);
  const std::uint64_t padded_columns = round_up(static_cast<std::uint64_t>(columns), tile);
  const std::uint64_t matrix =
      padded_rows * padded_columns * size_of(dtype) + 4 * (padded_rows + padded_columns);
  return aligned(matrix * static_cast<std::uint64_t>(batch));
}

std::uint64_t device_bytes(const Shape& shape, std::uint64_t cache_bytes) {
  const std::uint64_t packed = packed_bound_bytes(shape.m, shape.k, shape.batch, shape.a) +
                               packed_bound_bytes(shape.k, shape.n, shape.batch, shape.b);
  const std::uint64_t plain = aligned(shape.a_bytes()) + aligned(shape.b_bytes());
  const std::uint64_t c = aligned(shape.c_bytes());
  const std::uint64_t waiting = std::max(aligned(shape.a_bytes()), aligned(shape.b_bytes()));
  return std::max(plain + packed + c, waiting + slot_count(shape, cache_bytes) * (packed + c));
}

std::uint64_t staged_elements(std::uint64_t elements) {
  return std::min(elements, most_staged_elements);
}

std::uint64_t host_bytes(const Shape& shape, std::uint64_t cache_bytes) {
  const std::uint64_t slots = slot_count(shape, cache_bytes);
  return staged_elements(slots * shape.a_elements()) * size_of(shape.a) +
         staged_elements(slots * shape.b_elements()) * size_of(shape.b) +
         reference::oracle_bytes(shape.m, shape.n, shape.k) +
         static_cast<std::uint64_t>(shape.n) * size_of(shape.c);
}

}  // namespace steelyard::workloads::matmul
