#include "collectors/environment/gather_texts.hpp"

#include <gtest/gtest.h>

#include "harness/comm/thread_communicator.hpp"

namespace steelyard::collectors {
namespace {

TEST(GatherTexts, ArriveOnRank0InOrder) {
  for (const int ranks : {1, 2, 5}) {
    comm::run_thread_ranks(ranks, [&](comm::Communicator& comm) {
      const auto length = [](int rank) { return static_cast<std::size_t>(rank % 3 * 1000); };
      const auto text = [&](int rank) {
        return std::string(length(rank), static_cast<char>('a' + rank));
      };
      const auto texts = gather_texts(comm, text(comm.rank()));
      std::vector<std::string> expected;
      for (int rank = 0; comm.rank() == 0 && rank < ranks; ++rank) expected.push_back(text(rank));
      EXPECT_EQ(texts, expected);
    });
  }
}

}  // namespace
}  // namespace steelyard::collectors
