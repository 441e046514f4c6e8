#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "harness/device/conformance/rank_threads.hpp"
#include "harness/device/conformance/subject.hpp"

/// What the rungs of the collectives share: communicators of several sizes, and data whose sums are
/// exact in every dtype.
namespace steelyard::device::conformance {

using Values = std::vector<double>;

inline constexpr Dtype reducible[] = {Dtype::f64,  Dtype::f32,   Dtype::bf16, Dtype::fp16,
                                      Dtype::int8, Dtype::uint8, Dtype::int32};

/// Most do not divide by 2, 3 or 4.
inline constexpr std::size_t element_counts[] = {1, 2, 3, 5, 7, 64, 1021, 65'537};

/// The elements of a rank from `first` on: whole numbers from 0 to 6, exact in every dtype, as are
/// the sums of four.
Values elements(std::uint32_t rank, std::size_t count, std::size_t first = 0);

/// What `op` makes of the elements of all ranks.
Values reduced(sy_reduce_op op, std::uint32_t ranks, std::size_t count, std::size_t first = 0);

/// Runs `body` on the ranks of a communicator of 1, 2, 3 and 4, as far as there are devices.
void on_all_sizes(Subject& subject, const std::function<void(RankThread&)>& body);

/// The same for two ranks. Throws NotOffered if there are not so many devices.
void on_two(Subject& subject, const std::function<void(RankThread&)>& body);

/// "all-reduce of 3 bf16 over 2 ranks"
std::string case_text(const char* what, std::size_t count, Dtype dtype, const RankThread& rank);

}  // namespace steelyard::device::conformance
