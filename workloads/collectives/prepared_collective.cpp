#include "workloads/collectives/prepared_collective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

#include "workloads/reference/exact_integers.hpp"
#include "workloads/reference/result_check.hpp"
#include "workloads/reference/seeds.hpp"

namespace steelyard::workloads::collectives {
namespace {

using reference::mix;

/// NaN in every floating-point format, -1 in integers.
constexpr std::uint8_t poison = 0xFF;
/// Four periods of run::generate(), which are then repeated.
constexpr std::size_t most_staged_elements = 4 * 1'000'003;

enum Purpose : std::uint64_t { timed_data, exact_data };

/// Enqueues filling `target` with `pattern` again and again, then waits: the pattern may go.
void fill_repeating(device::Stream& stream, const device::Buffer& target,
                    std::span<const std::byte> pattern) {
  for (std::size_t done = 0; done < target.size(); done += pattern.size()) {
    stream.copy_to_device(target.at(done), pattern.data(),
                          std::min(pattern.size(), target.size() - done));
  }
  stream.synchronize();
}

}  // namespace

PreparedCollective::PreparedCollective(const Collective& collective, const Volume& volume,
                                       run::CaseContext& context)
    : collective_(collective),
      volume_(volume),
      context_(context),
      send_(context.device, volume.send * size_of(volume.dtype)),
      receive_(context.device, volume.receive * size_of(volume.dtype)),
      path_(make_path(collective, volume, send_, receive_, context)) {}

Verification PreparedCollective::verify() {
  const int rank = context_.comm.rank();
  const reference::ExactIntegers data(volume_.dtype, context_.comm.size(),
                                      mix(context_.seed, exact_data));
  fill_repeating(context_.stream, send_, data.encoded_values(rank, volume_.send));
  context_.stream.fill(receive_.data(), poison, receive_.size());
  context_.stream.synchronize();
  path_->transfer()(0);
  context_.stream.synchronize();

  reference::ResultCheck check("every element against the exact result from whole numbers");
  const std::vector<std::byte> expected = collective_.expected(data, volume_.count, rank);
  const std::size_t width = size_of(volume_.dtype);
  std::vector<std::byte> block(expected.size());
  for (std::size_t done = 0; done < receive_.size(); done += expected.size()) {
    const std::size_t bytes = std::min(expected.size(), receive_.size() - done);
    context_.stream.copy_to_host(block.data(), receive_.at(done), bytes);
    context_.stream.synchronize();
    if (std::memcmp(block.data(), expected.data(), bytes) == 0) {
      check.matched(bytes / width);
      continue;
    }
    for (std::size_t i = 0; i < bytes / width; ++i) {
      check.compare(decode(volume_.dtype, block, i), decode(volume_.dtype, expected, i), 0,
                    [&] { return fmt::format("element {} on rank {}", done / width + i, rank); });
    }
  }
  return check.verification();
}

void PreparedCollective::load() {
  const std::uint64_t seed =
      mix(mix(context_.seed, timed_data), static_cast<std::uint64_t>(context_.comm.rank()));
  fill_repeating(context_.stream, send_,
                 run::generate(context_.data, volume_.dtype,
                               std::min(volume_.send, most_staged_elements), seed));
  context_.stream.fill(receive_.data(), poison, receive_.size());
  context_.stream.synchronize();
}

std::uint64_t host_data_bytes(const Volume& volume) {
  const std::size_t width = size_of(volume.dtype);
  const std::size_t loading = std::min(volume.send, most_staged_elements) * width;
  // Expected and received elements, and their values in double while they are encoded.
  const std::size_t verifying =
      std::min(std::max(volume.send, volume.receive), reference::ExactIntegers::period) *
      (2 * width + sizeof(double));
  return std::max(loading, verifying);
}

}  // namespace steelyard::workloads::collectives
