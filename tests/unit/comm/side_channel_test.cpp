#include "harness/comm/side_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "harness/comm/thread_communicator.hpp"

namespace steelyard::comm {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Optional;

/// Long enough never to matter on a busy machine.
constexpr double patience_seconds = 60;

SideChannel::Handlers answering(int rank) {
  return {.answer = [rank] { return fmt::format("answer of {}", rank); },
          .order = {},
          .told = {},
          .lost = {}};
}

TEST(SideChannel, ReachesEveryRank) {
  run_thread_ranks(4, [](Communicator& comm) {
    const SideChannel channel(comm, answering(comm.rank()));
    EXPECT_THAT(channel.reached(), ElementsAre(true, true, true, true));
    comm.barrier();
  });
}

TEST(SideChannel, CollectsAnAnswerOfEachRankAgainAndAgain) {
  run_thread_ranks(3, [](Communicator& comm) {
    SideChannel channel(comm, answering(comm.rank()));
    for (int i = 0; i < 3 && comm.rank() == 0; ++i) {
      EXPECT_THAT(channel.ask(patience_seconds), ElementsAre(Optional(std::string("answer of 0")),
                                                             Optional(std::string("answer of 1")),
                                                             Optional(std::string("answer of 2"))));
    }
    comm.barrier();
  });
}

TEST(SideChannel, GetsAnswersWhileTheOthersAreStuck) {
  run_thread_ranks(2, [](Communicator& comm) {
    SideChannel channel(comm, answering(comm.rank()));
    // Rank 1 waits in a collective that rank 0 reaches only when it has its answer.
    if (comm.rank() == 0) {
      EXPECT_TRUE(channel.ask(patience_seconds)[1].has_value());
    }
    comm.barrier();
  });
}

TEST(SideChannel, DoesWithoutTheAnswerOfARankThatGivesNone) {
  std::promise<void> heard_enough;
  auto enough = heard_enough.get_future().share();
  run_thread_ranks(2, [&](Communicator& comm) {
    auto handlers = answering(comm.rank());
    if (comm.rank() == 1) {
      handlers.answer = [&] {
        enough.wait();
        return std::string("too late");
      };
    }
    SideChannel channel(comm, handlers);
    if (comm.rank() == 0) {
      const auto answers = channel.ask(0.05);
      EXPECT_TRUE(answers[0].has_value());
      EXPECT_FALSE(answers[1].has_value());
      heard_enough.set_value();
      // What comes after its time does not pass for the answer to the next question.
      EXPECT_THAT(channel.ask(patience_seconds)[1], Optional(std::string("too late")));
    }
    comm.barrier();
  });
}

TEST(SideChannel, CarriesOrdersAndWhatRanksTell) {
  std::promise<std::string> ordered;
  std::promise<std::pair<int, std::string>> told;
  run_thread_ranks(2, [&](Communicator& comm) {
    auto handlers = answering(comm.rank());
    if (comm.rank() == 1) {
      handlers.order = [&](const std::string& text) { ordered.set_value(text); };
    } else {
      handlers.told = [&](int rank, const std::string& text) { told.set_value({rank, text}); };
    }
    SideChannel channel(comm, handlers);
    if (comm.rank() == 0) {
      channel.order("abort");
      EXPECT_EQ(told.get_future().get(), std::make_pair(1, std::string("late")));
    } else {
      EXPECT_EQ(ordered.get_future().get(), "abort");
      channel.tell("late");
    }
    comm.barrier();
  });
}

TEST(SideChannel, TakesAnOrderlyEndForNoDeath) {
  run_thread_ranks(3, [](Communicator& comm) {
    auto handlers = answering(comm.rank());
    handlers.lost = [](int rank) { ADD_FAILURE() << "lost " << rank; };
    { const SideChannel channel(comm, handlers); }
    comm.barrier();
  });
}

TEST(SideChannel, IsNothingForOneRank) {
  run_thread_ranks(1, [](Communicator& comm) {
    SideChannel channel(comm, answering(0));
    EXPECT_THAT(channel.reached(), ElementsAre(true));
    EXPECT_THAT(channel.ask(patience_seconds), ElementsAre(Optional(std::string("answer of 0"))));
    channel.order("nobody hears");
  });
}

}  // namespace
}  // namespace steelyard::comm
