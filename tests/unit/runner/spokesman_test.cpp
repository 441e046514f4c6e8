#include "harness/run/spokesman.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "harness/comm/thread_communicator.hpp"
#include "harness/core/error.hpp"
#include "harness/core/log.hpp"
#include "harness/run/agreement.hpp"

namespace steelyard::run {
namespace {

class Counting final : public Collector {
 public:
  explicit Counting(int& count) : count_(count) {}
  void run_done(const RunRecord&) override { ++count_; }
  void progress(const Progress&) override {
    ++count_;
    throw StoreError("no terminal");
  }

 private:
  int& count_;
};

struct Room {
  int count = 0;
  std::vector<std::unique_ptr<Collector>> collectors;
  Room() { collectors.push_back(std::make_unique<Counting>(count)); }
};

TEST(Spokesman, SpeaksOnRankZeroAlone) {
  comm::run_thread_ranks(2, [](comm::Communicator& comm) {
    Room room;
    Spokesman spokesman(comm, room.collectors);
    spokesman.speak([](Collector& collector) { collector.run_done({}); });
    EXPECT_EQ(room.count, comm.rank() == 0 ? 1 : 0);
  });
}

TEST(Spokesman, EndsEveryRankWhenACollectorThrows) {
  comm::run_thread_ranks(2, [](comm::Communicator& comm) {
    Room room;
    Spokesman spokesman(comm, room.collectors);
    EXPECT_THROW(spokesman.speak([](Collector&) { throw StoreError("disk full"); }), Ended);
  });
}

TEST(Spokesman, GivesUpProgressAfterItsFirstFailure) {
  comm::run_thread_ranks(1, [](comm::Communicator& comm) {
    set_log_level(LogLevel::silent);
    Room room;
    Spokesman spokesman(comm, room.collectors);
    spokesman.progress({});
    spokesman.progress({});
    set_log_level(LogLevel::info);
    EXPECT_EQ(room.count, 1);
  });
}

TEST(Spokesman, IsSilentAfterItsLastWords) {
  comm::run_thread_ranks(1, [](comm::Communicator& comm) {
    Room room;
    Spokesman spokesman(comm, room.collectors);
    EXPECT_TRUE(spokesman.last_words([](Collector& collector) { collector.run_done({}); }, 1));
    spokesman.speak([](Collector& collector) { collector.run_done({}); });
    spokesman.progress({});
    EXPECT_EQ(room.count, 1);
  });
}

TEST(Spokesman, DropsItsLastWordsWhileACollectorIsBusy) {
  comm::run_thread_ranks(1, [](comm::Communicator& comm) {
    Room room;
    Spokesman spokesman(comm, room.collectors);
    std::promise<void> busy;
    std::promise<void> go_on;
    std::thread measuring([&] {
      spokesman.speak([&](Collector&) {
        busy.set_value();
        go_on.get_future().wait();
      });
    });
    busy.get_future().wait();
    EXPECT_FALSE(spokesman.last_words([](Collector& collector) { collector.run_done({}); }, 0.01));
    go_on.set_value();
    measuring.join();
    EXPECT_EQ(room.count, 0);
  });
}

}  // namespace
}  // namespace steelyard::run
