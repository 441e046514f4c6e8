#include "tests/mpi/clock_contract.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "harness/comm/clock_offset.hpp"
#include "harness/comm/global_clock.hpp"
#include "harness/core/clock.hpp"

namespace steelyard::test {
namespace {

using comm::Communicator;

/// A clock that is 100 seconds ahead per unit of `number`.
comm::LocalClock shifted_clock(int number) {
  return {.identity = "clock " + std::to_string(number),
          .seconds = [number] { return monotonic_seconds() + 100.0 * number; }};
}

void ranks_of_one_host_share_the_clock(Communicator& comm) {
  const auto clock = comm::GlobalClock::synchronise(comm);
  EXPECT_EQ(clock.offset_seconds(), 0);
  EXPECT_EQ(clock.uncertainty_seconds(), 0);
  const std::int64_t before = monotonic_nanoseconds();
  const std::int64_t now = clock.now_nanoseconds();
  EXPECT_LE(before, now);
  EXPECT_LE(now, monotonic_nanoseconds());
}

void offsets_are_right_within_their_uncertainty(Communicator& comm) {
  const auto offset = comm::measure_clock_offset(comm, shifted_clock(comm.rank()), 20);
  constexpr double rounding = 1e-6;  // of doubles that hold days in seconds
  EXPECT_LE(std::abs(offset.seconds + 100.0 * comm.rank()), offset.uncertainty + rounding);
  if (comm.rank() == 0) {
    EXPECT_EQ(offset.uncertainty, 0);
  }
  if (comm.rank() != 0) {
    EXPECT_GT(offset.uncertainty, 0);
  }
  EXPECT_LT(offset.uncertainty, 10);
}

void ranks_of_one_clock_share_one_answer(Communicator& comm) {
  const int number = comm.rank() / 2;
  const auto offset = comm::measure_clock_offset(comm, shifted_clock(number), 5);
  const std::vector<double> all = comm.gather(std::span(&offset.seconds, 1));
  for (std::size_t rank = 1; rank < all.size(); rank += 2) EXPECT_EQ(all[rank], all[rank - 1]);
  if (number == 0) {
    EXPECT_EQ(offset.seconds, 0);
  }
}

void a_count_below_one_asks_once(Communicator& comm) {
  const auto offset = comm::measure_clock_offset(comm, shifted_clock(comm.rank()), 0);
  EXPECT_LE(std::abs(offset.seconds + 100.0 * comm.rank()), offset.uncertainty + 1e-6);
}

constexpr ContractItem items[] = {
    {"RanksOfOneHostShareTheClock", ranks_of_one_host_share_the_clock},
    {"OffsetsAreRightWithinTheirUncertainty", offsets_are_right_within_their_uncertainty},
    {"RanksOfOneClockShareOneAnswer", ranks_of_one_clock_share_one_answer},
    {"ACountBelowOneAsksOnce", a_count_below_one_asks_once},
};

}  // namespace

std::span<const ContractItem> clock_contract() { return items; }

}  // namespace steelyard::test
