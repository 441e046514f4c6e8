#include "harness/comm/thread_communicator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

using testing::HasSubstr;

/// The text of what run_thread_ranks throws.
std::string failure(int ranks, const std::function<void(Communicator&)>& body) {
  try {
    run_thread_ranks(ranks, body);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(ThreadRanks, EachHasItsOwnRank) {
  std::array<std::atomic<int>, 5> seen{};
  run_thread_ranks(5, [&](Communicator& comm) {
    EXPECT_EQ(comm.size(), 5);
    EXPECT_EQ(comm.description(), "threads");
    ++seen[static_cast<std::size_t>(comm.rank())];
  });
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

TEST(ThreadRanks, BarrierLetsNobodyPassBeforeAllArrived) {
  std::atomic<int> arrived{0};
  run_thread_ranks(4, [&](Communicator& comm) {
    for (int round = 1; round <= 200; ++round) {
      ++arrived;
      comm.barrier();
      EXPECT_GE(arrived, 4 * round);
      comm.barrier();
    }
  });
}

TEST(ThreadRanks, RethrowsWhatARankThrew) {
  EXPECT_EQ(failure(3,
                    [](Communicator& comm) {
                      if (comm.rank() == 1) throw std::runtime_error("rank 1 failed");
                    }),
            "rank 1 failed");
}

/// Ways to wait for rank 1.
const std::array<std::function<void(Communicator&)>, 5> waits{
    [](Communicator& comm) { comm.barrier(); },
    [](Communicator& comm) {
      std::array<std::byte, 4> data{};
      comm.broadcast(data);
    },
    [](Communicator& comm) { max_over_ranks(comm, 1); },
    [](Communicator& comm) {
      std::array<std::byte, 4> data{};
      comm.receive(data, 1);
    },
    [](Communicator& comm) {
      const std::array<std::byte, 4> data{};
      comm.send(data, 1);
    }};

TEST(ThreadRanks, AThrowingRankWakesTheOthers) {
  for (const auto& wait : waits) {
    std::atomic<int> woken{0};
    const std::string text = failure(3, [&](Communicator& comm) {
      if (comm.rank() == 1) throw std::runtime_error("the first");
      try {
        wait(comm);
      } catch (const CommError& error) {
        EXPECT_STREQ(error.what(), "Rank 1 ended by an exception.");
        ++woken;
        throw;
      }
    });
    EXPECT_EQ(text, "the first");
    EXPECT_EQ(woken, 2);
  }
}

TEST(ThreadRanks, AbortReachesBlockedAndLaterCallsOfAll) {
  for (const auto& wait : waits) {
    run_thread_ranks(3, [&](Communicator& comm) {
      if (comm.rank() == 1) comm.abort(42);
      for (int call = 0; call < 2; ++call) {
        try {
          if (comm.rank() == 1) comm.barrier();
          if (comm.rank() != 1) wait(comm);
          ADD_FAILURE() << "the call of rank " << comm.rank() << " came back";
        } catch (const CommError& error) {
          EXPECT_THAT(error.what(), HasSubstr("Rank 1 aborted the run with exit code 42."));
        }
      }
    });
  }
}

TEST(ThreadRanks, NobodyWaitsForARankThatHasEnded) {
  for (const auto& wait : waits) {
    EXPECT_THAT(failure(2,
                        [&](Communicator& comm) {
                          if (comm.rank() == 0) wait(comm);
                        }),
                HasSubstr(" has ended "));
  }
}

TEST(ThreadRanks, EndingAfterTheLastCallIsFine) {
  run_thread_ranks(3, [](Communicator& comm) {
    comm.barrier();
    std::array<std::byte, 1> data{};
    if (comm.rank() == 0) comm.send(data, 1);
    if (comm.rank() == 1) comm.receive(data, 0);
  });
}

TEST(ThreadRanks, DifferentCallsAreRefusedOnAllRanks) {
  std::atomic<int> refused{0};
  run_thread_ranks(3, [&](Communicator& comm) {
    std::array<std::byte, 4> data{};
    try {
      if (comm.rank() == 2) comm.broadcast(data);
      if (comm.rank() != 2) comm.barrier();
    } catch (const CommError& error) {
      EXPECT_THAT(error.what(), HasSubstr("rank 0 is in barrier of shape 0, rank 2 in broadcast"));
      ++refused;
    }
    comm.barrier();  // and the ranks can go on
  });
  EXPECT_EQ(refused, 3);
}

TEST(ThreadRanks, ARefusedCallLeavesNoMemoryOpen) {
  EXPECT_EQ(failure(2,
                    [](Communicator& comm) {
                      std::vector<std::byte> data(comm.rank() == 0 ? 4 : 5);
                      EXPECT_THROW(comm.broadcast(data), CommError);
                      if (comm.rank() == 1) throw std::runtime_error("the first");
                      comm.barrier();
                    }),
            "the first");
}

TEST(ThreadRanks, DifferentSizesDtypesAndOperationsAreRefused) {
  using Call = std::function<void(Communicator&, bool odd)>;
  std::array<double, 8> in{};
  const std::array<Call, 5> calls{
      [](Communicator& comm, bool odd) {
        std::vector<std::byte> data(odd ? 4 : 5);
        comm.broadcast(data);
      },
      [](Communicator& comm, bool odd) { comm.gather(std::vector<double>(odd ? 4 : 5)); },
      [&](Communicator& comm, bool odd) {
        std::array<double, 8> out{};
        comm.prepare_all_reduce(in.data(), out.data(), odd ? 3 : 4, Dtype::f32, ReduceOp::sum)();
      },
      [&](Communicator& comm, bool odd) {
        std::array<double, 8> out{};
        comm.prepare_all_reduce(in.data(), out.data(), 4, odd ? Dtype::f32 : Dtype::int32,
                                ReduceOp::sum)();
      },
      [&](Communicator& comm, bool odd) {
        std::array<double, 8> out{};
        comm.prepare_all_reduce(in.data(), out.data(), 4, Dtype::f32,
                                odd ? ReduceOp::min : ReduceOp::sum)();
      }};
  for (const Call& call : calls) {
    EXPECT_THAT(failure(2, [&](Communicator& comm) { call(comm, comm.rank() == 1); }),
                HasSubstr("Ranks do not make the same call"));
  }
}

TEST(ThreadRanks, ManyRanksAgree) {
  run_thread_ranks(200, [](Communicator& comm) {
    EXPECT_EQ(max_over_ranks(comm, comm.rank()), 199);
    EXPECT_EQ(all_gather(comm, "x").size(), 200u);
  });
}

}  // namespace
}  // namespace steelyard::comm
