#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

void calls_it_out_of_memory(Subject& subject) {
  void* pointer = &pointer;
  const std::size_t too_much = 2 * subject.device().free_bytes() + 1;
  const std::string what = fmt::format("Allocating {} bytes, twice what is free,", too_much);
  expect_status(subject.table(),
                subject.table().memory->allocate(subject.device().handle(), too_much, &pointer),
                SY_OUT_OF_MEMORY, what);
  expect(pointer == nullptr, what + " was refused, but left a pointer.");
}

void goes_on_after_a_refusal(Subject& subject) {
  for (int i = 0; i < 3; ++i) {
    try {
      const Buffer buffer(subject.device(), 2 * subject.device().free_bytes() + 1);
    } catch (const OutOfMemory&) {
      continue;
    }
    throw Flaw("Twice the free memory was allocated.");
  }
  subject.expect_sound("after allocations that were too large");
}

/// Takes memory in ever smaller pieces until a mebibyte is refused. Throws what is no OutOfMemory.
std::vector<Buffer> all_memory(Subject& subject) {
  constexpr std::uint64_t smallest_piece = std::uint64_t{1} << 20;
  const std::uint64_t free_bytes = subject.device().free_bytes();
  std::vector<Buffer> taken;
  std::uint64_t taken_bytes = 0;
  for (std::uint64_t piece = std::max(free_bytes / 8, smallest_piece); piece >= smallest_piece;) {
    try {
      taken.emplace_back(subject.device(), piece);
      taken_bytes += piece;
    } catch (const OutOfMemory&) {
      piece /= 2;
    }
    expect(taken_bytes <= 2 * free_bytes,
           fmt::format("{} bytes were free, {} were allocated, and none was refused.", free_bytes,
                       taken_bytes));
  }
  return taken;
}

void is_exhausted_and_recovers(Subject& subject) {
  if (subject.device().properties().is_accelerator == 0) {
    throw NotOffered("Filling the host's memory would end other programs.");
  }
  subject.expect_sound("before memory was exhausted");
  const std::uint64_t before = subject.device().free_bytes();
  all_memory(subject);
  const std::uint64_t after = subject.device().free_bytes();
  // Some allocators keep a part in reserve.
  expect(after >= before - before / 8,
         fmt::format("{} bytes were free before memory was exhausted, and {} after all was given "
                     "back.",
                     before, after));
  subject.expect_sound("after memory was exhausted and given back");
}

}  // namespace

std::span<const Rung> exhaustion_rungs() {
  static constexpr std::array rungs{
      Rung{"exhaustion.refusal", "says out of memory to what cannot fit", Needs::nothing,
           calls_it_out_of_memory},
      Rung{"exhaustion.after", "goes on after what did not fit", Needs::nothing,
           goes_on_after_a_refusal},
      Rung{"exhaustion.whole", "gives all its memory, refuses more, and recovers", Needs::nothing,
           is_exhausted_and_recovers},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
