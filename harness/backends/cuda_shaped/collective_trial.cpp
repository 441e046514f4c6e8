#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "harness/backends/cuda_shaped/communicator.hpp"
#include "harness/backends/cuda_shaped/communicator_state.hpp"
#include "harness/backends/cuda_shaped/device.hpp"
#include "harness/backends/cuda_shaped/stream.hpp"

/// What a communicator does where a library's header was not to be had: one small reduction for
/// each type and reduction whose number is assumed, on all ranks, before anything is offered.
namespace steelyard::cuda_shaped {
namespace {

constexpr std::size_t elements = 16;
/// For the largest type that a wrong number can name, several times over.
constexpr std::size_t room_bytes = 1024;
constexpr auto untouched = std::byte{0x5a};
using Room = std::vector<std::byte>;

/// The bits of 0, 1 or 2.
std::uint64_t bits_of(sy_dtype dtype, unsigned number) {
  const auto at = [&](std::uint64_t zero, std::uint64_t one, std::uint64_t two) {
    return number == 0 ? zero : number == 1 ? one : two;
  };
  switch (dtype) {
    case SY_F64:
      return at(0, std::bit_cast<std::uint64_t>(1.0), std::bit_cast<std::uint64_t>(2.0));
    case SY_F32:
      return at(0, std::bit_cast<std::uint32_t>(1.0F), std::bit_cast<std::uint32_t>(2.0F));
    case SY_FP16:
      return at(0, 0x3c00, 0x4000);
    case SY_BF16:
      return at(0, 0x3f80, 0x4000);
    default:
      return number;
  }
}

Room filled(sy_dtype dtype, unsigned number) {
  Room room(room_bytes, untouched);
  const std::uint64_t bits = bits_of(dtype, number);
  const std::size_t width = kit::detail::size_of(dtype);
  // All machines that these libraries run on keep the low byte first.
  for (std::size_t i = 0; i < elements; ++i) std::memcpy(room.data() + i * width, &bits, width);
  return room;
}

}  // namespace

bool Communicator::reduces_as_assumed(sy_dtype dtype, sy_reduce_op op, unsigned mine,
                                      unsigned expected) {
  const std::unique_ptr<Stream> stream = device_.create_stream();
  const Scratch send(device_, room_bytes);
  const Scratch receive(device_, room_bytes);
  const Room from = filled(dtype, mine);
  const Room want = filled(dtype, expected);
  Room got(room_bytes);
  stream->copy_to_device(send.data(), from.data(), room_bytes);
  stream->fill(receive.data(), std::to_integer<std::uint8_t>(untouched), room_bytes);
  try {
    all_reduce(*stream, send.data(), receive.data(), elements, dtype, op);
    stream->synchronize(0);
  } catch (const kit::Failure&) {
    if (!state_->trouble().empty()) throw;
    return false;  // the library knows no such number
  }
  stream->copy_to_host(got.data(), receive.data(), room_bytes);
  stream->synchronize(0);
  return got == want;
}

void Communicator::try_assumed_numbers() {
  // Two ranks have 1 and the others 0: no other type of the same width has these bits for the sum.
  const unsigned mine = rank_ < 2 ? 1 : 0;
  const unsigned sum = std::min(ranks_, 2u);
  std::vector<CollectiveDtype> right;
  for (const CollectiveDtype& dtype : dtypes_) {
    if (dtype.reduces == Reduces::none || reduces_as_assumed(dtype.dtype, SY_SUM, mine, sum)) {
      right.push_back(dtype);
    }
  }
  dtypes_ = right;
  // Rank 0 has 2, the others 1.
  const bool known = std::ranges::find(dtypes_, SY_F32, &CollectiveDtype::dtype) != dtypes_.end();
  reduces_to_extremes_ =
      known && reduces_as_assumed(SY_F32, SY_MAX, rank_ == 0 ? 2 : 1, 2) &&
      reduces_as_assumed(SY_F32, SY_MIN, rank_ == 0 ? 2 : 1, ranks_ == 1 ? 2 : 1);
}

}  // namespace steelyard::cuda_shaped
