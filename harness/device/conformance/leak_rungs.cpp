#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

#include "harness/device/conformance/communicators.hpp"
#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/offer.hpp"
#include "harness/device/conformance/rungs.hpp"
#include "harness/device/conformance/subject.hpp"

namespace steelyard::device::conformance {
namespace {

/// Bytes of address space that this process uses.
std::uint64_t address_space_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * 4096;
}

/// The host's free memory moves by what other programs do, so there the address space is watched.
std::uint64_t used_bytes(const Device& device) {
  if (device.properties().is_accelerator == 0) return address_space_bytes();
  // Where the whole is not known, the difference of two calls is.
  constexpr std::uint64_t any_whole = std::uint64_t{1} << 62;
  const std::uint64_t whole = device.properties().memory_bytes;
  return (whole == 0 ? any_whole : whole) - device.free_bytes();
}

void gets_released_memory_back(Subject& subject) {
  constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;
  constexpr std::uint64_t blocks = 64;
  const std::size_t bytes = std::min(most_bytes, subject.device().free_bytes() / 32);
  const std::uint64_t before = used_bytes(subject.device());
  for (std::uint64_t i = 0; i < blocks; ++i) const Buffer buffer(subject.device(), bytes);
  const std::uint64_t after = used_bytes(subject.device());
  // A fraction of what passed, for allocators that keep some in reserve.
  expect(after < before + blocks * bytes / 8,
         fmt::format("{} buffers of {} bytes were allocated and released one after the other; "
                     "{} bytes were in use before, and {} after.",
                     blocks, bytes, before, after));
}

void require_own_memory(Subject& subject) {
  if (subject.device().properties().is_accelerator == 0) {
    throw NotOffered("The host's free memory moves by what other programs do.");
  }
}

/// Throws Flaw unless as much is free after `times` uses as before. The first use does not count:
/// it may make what a library keeps.
void expect_nothing_lost(Subject& subject, int times, const std::string& what,
                         const std::function<void()>& use) {
  use();
  const std::uint64_t before = subject.device().free_bytes();
  for (int i = 0; i < times; ++i) use();
  const std::uint64_t after = subject.device().free_bytes();
  expect(after == before,
         fmt::format("{} bytes were free before {} {} came and went, and {} after.", before, times,
                     what, after));
}

void loses_nothing_by_streams(Subject& subject) {
  require_own_memory(subject);
  expect_nothing_lost(subject, 1000, "streams with an event each", [&] {
    Stream stream(subject.device());
    Event event(subject.device());
    event.record(stream);
    stream.synchronize();
  });
}

void loses_nothing_by_plans(Subject& subject) {
  require_own_memory(subject);
  if (subject.table().gemm == nullptr) throw NotOffered("This backend multiplies no matrices.");
  for (const Offer& offer : all_offers(subject.device())) {
    expect_nothing_lost(subject, 20, "plans of " + describe(offer.types()), [&] {
      GemmPlan plan(subject.device(), offer.usual({64, 64, 64}));
      plan.autotune(0.01);
    });
  }
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

void use_communicators(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    const Buffer buffer = rank.upload(Dtype::f32, elements(rank.rank, 1000));
    rank.expect_ok(
        rank.collectives.broadcast(rank.stream.handle(), rank.comm, buffer.data(), 1000, SY_F32, 0),
        "a broadcast");
  });
}

void loses_nothing_by_communicators(Subject& subject) {
  if (subject.table().collectives == nullptr) {
    throw NotOffered("This backend has no collectives of its own.");
  }
  use_communicators(subject);  // what a library opens once and keeps
  const std::size_t files = open_files();
  const std::uint64_t before = subject.device().free_bytes();
  for (int i = 0; i < 5; ++i) use_communicators(subject);
  const std::size_t files_after = open_files();
  expect(files_after == files,
         fmt::format("{} files were open before 5 communicators of each size came and went, and {} "
                     "after.",
                     files, files_after));
  if (subject.device().properties().is_accelerator == 0) return;
  const std::uint64_t after = subject.device().free_bytes();
  expect(after == before, fmt::format("{} bytes were free before 5 communicators of each size came "
                                      "and went, and {} after.",
                                      before, after));
}

/// Uses some of everything and gives it back; what the library then says at the end of the process
/// is seen by the one that started it.
void ends_well(Subject& subject) {
  subject.expect_sound("before the end");
  Stream stream(subject.device());
  Event event(subject.device());
  event.record(stream);
  stream.synchronize();
  if (subject.device().multiplies(Dtype::f32)) {
    const GemmPlan plan(subject.device(),
                        shape_of({Dtype::f32, Dtype::f32, Dtype::f32, SY_F32}, 64, 64, 64));
  }
  if (subject.table().collectives != nullptr) use_communicators(subject);
}

}  // namespace

std::span<const Rung> leak_rungs() {
  static constexpr std::array rungs{
      Rung{"leaks.memory", "gets released memory back", Needs::nothing, gets_released_memory_back},
      Rung{"leaks.streams", "loses no memory by streams and events", Needs::nothing,
           loses_nothing_by_streams},
      Rung{"leaks.plans", "loses no memory by plans", Needs::nothing, loses_nothing_by_plans},
      Rung{"leaks.communicators", "loses no memory and no files by communicators", Needs::nothing,
           loses_nothing_by_communicators},
      Rung{"leaks.end", "lets the process that climbed end with status 0", Needs::nothing,
           ends_well},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
