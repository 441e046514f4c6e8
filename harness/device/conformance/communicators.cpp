#include "harness/device/conformance/communicators.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/device/conformance/flaw.hpp"

namespace steelyard::device::conformance {
namespace {

constexpr std::uint32_t most_ranks = 4;

double element(std::uint32_t rank, std::size_t index) {
  return static_cast<double>((index * 5 + std::size_t{3} * rank) % 7);
}

}  // namespace

Values elements(std::uint32_t rank, std::size_t count, std::size_t first) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = element(rank, first + i);
  return values;
}

Values reduced(sy_reduce_op op, std::uint32_t ranks, std::size_t count, std::size_t first) {
  Values result = elements(0, count, first);
  for (std::uint32_t rank = 1; rank < ranks; ++rank) {
    for (std::size_t i = 0; i < count; ++i) {
      const double other = element(rank, first + i);
      if (op == SY_SUM) result[i] += other;
      if (op == SY_MIN) result[i] = std::min(result[i], other);
      if (op == SY_MAX) result[i] = std::max(result[i], other);
    }
  }
  return result;
}

void on_all_sizes(Subject& subject, const std::function<void(RankThread&)>& body) {
  const std::uint32_t most = std::min(subject.count(), most_ranks);
  for (std::uint32_t ranks = 1; ranks <= most; ++ranks) {
    run_rank_threads(subject.table(), ranks, body);
  }
  if (most < most_ranks) {
    subject.leave_out(
        fmt::format("Up to {} of {} ranks: there are no more devices.", most, most_ranks));
  }
}

void on_two(Subject& subject, const std::function<void(RankThread&)>& body) {
  if (subject.count() < 2) throw NotOffered("There is one device only, and this takes two ranks.");
  run_rank_threads(subject.table(), 2, body);
}

std::string case_text(const char* what, std::size_t count, Dtype dtype, const RankThread& rank) {
  return fmt::format("{} of {} {} over {} rank{}, on rank {}", what, count, name(dtype), rank.ranks,
                     rank.ranks == 1 ? "" : "s", rank.rank);
}

}  // namespace steelyard::device::conformance
