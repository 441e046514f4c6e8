#pragma once

#include <cstdint>

#include "workloads/matmul/shape.hpp"

/// How much memory a case takes, known before anything is allocated.
namespace steelyard::workloads::matmul {

/// Every matrix in device memory starts at a multiple of this.
constexpr std::uint64_t slot_alignment = 256;
std::uint64_t aligned(std::uint64_t bytes);

/// Sets of A, B and C that the iterations rotate through. Cold: so many that more than twice
/// `cache_bytes` pass before the same byte is used again; hot, or where the cache is unknown: one.
std::uint64_t slot_count(const Shape& shape, std::uint64_t cache_bytes);

/// The most that a packed operand of rows x columns is taken to need: both sides rounded up to
/// whole tiles of 64, and 4 bytes for each row and column (sums that correct signed integers).
std::uint64_t packed_bound_bytes(std::int64_t rows, std::int64_t columns, std::int64_t batch,
                                 Dtype dtype);

/// Device memory of a case: the larger of what is there while it is tuned (one plain and one packed
/// set) and while it is timed (all sets, and one plain operand waiting to be packed). Verification
/// uses the same memory.
std::uint64_t device_bytes(const Shape& shape, std::uint64_t cache_bytes);

/// Elements of host data from which `elements` on the device are filled: all of them, or four
/// periods of the data pattern, which are then repeated.
std::uint64_t staged_elements(std::uint64_t elements);

/// Host memory of a case: the data of both operands, the oracle's lines, one row of C.
std::uint64_t host_bytes(const Shape& shape, std::uint64_t cache_bytes);

}  // namespace steelyard::workloads::matmul
