// What the main function for MPI tests is held against: a test that fails on the last rank only.
#include <gtest/gtest.h>

#include "tests/mpi/world.hpp"

namespace steelyard::test {
namespace {

TEST(Program, Passes) { world().barrier(); }

TEST(Program, FailsOnTheLastRank) { EXPECT_NE(world().rank(), world().size() - 1) << "on purpose"; }

}  // namespace
}  // namespace steelyard::test
