#include "harness/run/watchdog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Cause = Watchdog::Verdict::Cause;

/// What these tests provoke would otherwise fill the output.
class WatchdogTest : public testing::Test {
 protected:
  void SetUp() override { set_log_level(LogLevel::silent); }
  void TearDown() override { set_log_level(LogLevel::info); }
};

/// Ends that a test waits for.
struct Ends {
  std::promise<ExitCode> first;
  std::once_flag once;
  void operator()(ExitCode code) {
    std::call_once(once, [&] { first.set_value(code); });
  }
};

TEST_F(WatchdogTest, EndsAStepThatIsOverdueBeforeRanksKnowOfEachOther) {
  Ends ends;
  Watchdog watchdog({.label = "rank 0 (node)", .end = [&](ExitCode code) { ends(code); }});
  watchdog.step("", "start of MPI", 0.02);
  EXPECT_EQ(ends.first.get_future().get(), ExitCode::infrastructure);
}

TEST_F(WatchdogTest, PutsAnOverdueStepOnRecord) {
  Ends ends;
  Watchdog watchdog({.label = "rank 0 (node)", .end = [&](ExitCode code) { ends(code); }});
  std::promise<Watchdog::Verdict> recorded;
  watchdog.set_hooks({.record = [&](const auto& verdict) { recorded.set_value(verdict); }});
  watchdog.step("matmul:m=1", "prepare", 60);
  watchdog.step("matmul:m=1", "sample", 0.02);
  const Watchdog::Verdict verdict = recorded.get_future().get();
  EXPECT_EQ(verdict.cause, Cause::overdue);
  EXPECT_EQ(verdict.case_name, "matmul:m=1");
  EXPECT_THAT(verdict.text,
              AllOf(StartsWith("rank 0 (node) has been in step 'sample'"),
                    HasSubstr("(allowed: 0.02 s)"), HasSubstr("it last finished 'prepare'")));
  EXPECT_EQ(ends.first.get_future().get(), ExitCode::incomplete);
}

TEST_F(WatchdogTest, TakesTheTimeFromTheCommandLineForEveryStep) {
  Ends ends;
  Watchdog watchdog({.step_timeout_seconds = 0.02, .end = [&](ExitCode code) { ends(code); }});
  watchdog.step("", "opening the device", 3600);
  ends.first.get_future().get();
}

TEST_F(WatchdogTest, EndsThoughTheRecordFails) {
  Ends ends;
  Watchdog watchdog({.end = [&](ExitCode code) { ends(code); }});
  watchdog.set_hooks({.record = [](const auto&) { throw StoreError("disk full"); }});
  watchdog.step("a", "sample", 0.02);
  EXPECT_EQ(ends.first.get_future().get(), ExitCode::incomplete);
}

TEST_F(WatchdogTest, SeesToItThatTheProcessEndsBeforeAnythingThatMayHang) {
  Ends ends;
  std::vector<std::string> order;
  Watchdog watchdog({.end = [&](ExitCode code) { ends(code); },
                     .end_within = [&](double) { order.emplace_back("end within"); }});
  watchdog.set_hooks({.record = [&](const auto&) { order.emplace_back("record"); }});
  watchdog.step("a", "sample", 0.02);
  ends.first.get_future().get();
  EXPECT_THAT(order, testing::ElementsAre("end within", "record"));
}

TEST_F(WatchdogTest, IsSilentWhileStepsEndInTime) {
  Ends late;
  {
    Watchdog watchdog({.end = [](ExitCode) { ADD_FAILURE() << "not overdue"; }});
    watchdog.step("a", "sample", 0.05);
    watchdog.step("a", "gather", 3600);
    // Outlasts the first deadline by waiting for another watchdog's longer one.
    Watchdog other({.end = [&](ExitCode code) { late(code); }});
    other.step("b", "sample", 0.2);
    late.first.get_future().get();
    watchdog.idle();
  }
}

TEST_F(WatchdogTest, EndsByASignalAndSaysWhich) {
  // The mask is that of this thread and of those that it starts.
  block_signals();
  Ends ends;
  Watchdog watchdog({.signals = true, .end = [&](ExitCode code) { ends(code); }});
  std::promise<Watchdog::Verdict> recorded;
  watchdog.set_hooks({.record = [&](const auto& verdict) { recorded.set_value(verdict); }});
  watchdog.step("a", "sample", 3600);
  ::kill(::getpid(), SIGTERM);
  const Watchdog::Verdict verdict = recorded.get_future().get();
  EXPECT_EQ(verdict.cause, Cause::signal);
  EXPECT_EQ(verdict.text, "interrupted by SIGTERM");
  EXPECT_EQ(ends.first.get_future().get(), ExitCode::incomplete);
}

/// Runs `body` on thread ranks with connected watchdogs; an end aborts them all.
void run_watched(int ranks, double step_timeout_seconds,
                 const std::function<void(comm::Communicator&, Watchdog&)>& body) {
  const auto rank_body = [&](comm::Communicator& comm) {
    const std::string label = rank_label(comm.rank(), "node", "fake:0");
    Watchdog watchdog({.label = label,
                       .step_timeout_seconds = step_timeout_seconds,
                       .end = [&](ExitCode code) { comm.abort(static_cast<int>(code)); }});
    watchdog.connect(comm);
    body(comm, watchdog);
  };
  try {
    comm::run_thread_ranks(ranks, rank_body);
  } catch (const CommError&) {
    // aborted
  }
}

TEST_F(WatchdogTest, NamesTheRankThatKeepsTheOthersWaiting) {
  std::promise<Watchdog::Verdict> recorded;
  std::promise<void> all_ended;
  auto ended = all_ended.get_future().share();
  run_watched(3, 0.1, [&](comm::Communicator& comm, Watchdog& watchdog) {
    watchdog.set_hooks({.record = [&, rank = comm.rank()](const auto& verdict) {
      if (rank == 0) recorded.set_value(verdict);
    }});
    watchdog.step("case", "sample", 60);
    if (comm.rank() == 2) {
      const InCall call("multiplying matrices", Waits::for_the_device);
      ended.wait();
      return;
    }
    try {
      comm.barrier();
    } catch (const CommError&) {
      if (comm.rank() == 0) all_ended.set_value();
      throw;
    }
  });
  const Watchdog::Verdict verdict = recorded.get_future().get();
  EXPECT_EQ(verdict.case_name, "case");
  EXPECT_THAT(verdict.text, AllOf(StartsWith("rank 2 (node, fake:0) has been in step 'sample'"),
                                  HasSubstr("inside 'multiplying matrices'"),
                                  HasSubstr("waiting in a meeting of threads")));
}

TEST_F(WatchdogTest, HearsOfAHangFromARankThatIsNotTheFirst) {
  std::promise<Watchdog::Verdict> recorded;
  auto told = recorded.get_future().share();
  run_watched(2, 0, [&](comm::Communicator& comm, Watchdog& watchdog) {
    watchdog.set_hooks({.record = [&, rank = comm.rank()](const auto& verdict) {
      if (rank == 0) recorded.set_value(verdict);
    }});
    watchdog.step("case", "sample", comm.rank() == 1 ? 0.02 : 3600);
    if (comm.rank() == 1) told.wait();
    comm.barrier();
  });
  EXPECT_THAT(told.get().text, StartsWith("rank 1 (node, fake:0) has been in step 'sample'"));
}

TEST_F(WatchdogTest, FreesRanksByAbortingTheirCollectivesAndGoesOn) {
  run_watched(2, 0, [&](comm::Communicator& comm, Watchdog& watchdog) {
    std::promise<void> aborted;
    watchdog.set_hooks({.record = [](const auto&) { ADD_FAILURE() << "ended"; },
                        .can_abort = [] { return true; },
                        .abort_collectives = [&] { aborted.set_value(); }});
    watchdog.step("case", "sample", 0.05);
    aborted.get_future().wait();  // a collective that never ends by itself
    watchdog.step("case", "next", 3600);
    comm.barrier();
    const auto rescue = watchdog.take_rescue();
    EXPECT_EQ(rescue.has_value(), comm.rank() == 0);
    if (rescue) {
      EXPECT_EQ(rescue->case_name, "case");
    }
    EXPECT_FALSE(watchdog.take_rescue().has_value()) << "told once";
    comm.barrier();
    watchdog.clear_hooks();
    watchdog.disconnect();
  });
}

TEST_F(WatchdogTest, EndsWhatAbortingDoesNotFree) {
  std::promise<Watchdog::Verdict> recorded;
  run_watched(2, 0, [&](comm::Communicator& comm, Watchdog& watchdog) {
    watchdog.set_hooks({.record =
                            [&, rank = comm.rank()](const auto& verdict) {
                              if (rank == 0) recorded.set_value(verdict);
                            },
                        .can_abort = [] { return true; },
                        .abort_collectives = [] {}});
    watchdog.step("case", "sample", 0.05);
    // Rank 1 never comes: it waits for a message that nobody sends.
    std::byte never{};
    if (comm.rank() == 1) comm.receive(std::span(&never, 1), 0);
    comm.barrier();
  });
  EXPECT_THAT(recorded.get_future().get().text, HasSubstr("rank 0 (node, fake:0)"));
}

TEST_F(WatchdogTest, TakesAnOrderlyEndForNoDeath) {
  run_watched(3, 0, [&](comm::Communicator& comm, Watchdog& watchdog) {
    watchdog.set_hooks({.record = [](const auto& verdict) { ADD_FAILURE() << verdict.text; }});
    watchdog.disconnect();
    comm.barrier();
  });
}

}  // namespace
}  // namespace steelyard::run
