#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "tests/contract/backend/backend_fixture.hpp"
#include "tests/contract/backend/rank_threads.hpp"

namespace steelyard::device {
namespace {

using Values = std::vector<double>;

constexpr Dtype reducible[] = {Dtype::f64,  Dtype::f32,   Dtype::bf16, Dtype::fp16,
                               Dtype::int8, Dtype::uint8, Dtype::int32};
constexpr std::uint32_t most_ranks = 4;
/// Most do not divide by 2, 3 or 4.
constexpr std::size_t counts[] = {1, 2, 3, 5, 7, 64, 1021, 65'537};

/// A whole number from 0 to 6, exact in every dtype, as are the sums of four.
double element(std::uint32_t rank, std::size_t index) {
  return static_cast<double>((index * 5 + rank * 3) % 7);
}

Values elements(std::uint32_t rank, std::size_t count, std::size_t first = 0) {
  Values values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = element(rank, first + i);
  return values;
}

/// What `op` makes of the elements of all ranks.
Values reduced(sy_reduce_op op, std::uint32_t ranks, std::size_t count, std::size_t first = 0) {
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

/// Backends with collectives, over as many of their devices as there are ranks.
class CollectivesContract : public BackendContract {
 protected:
  void SetUp() override {
    setenv("STEELYARD_FAKE", "collectives=1", 0);  // unless the caller scripts it
    BackendContract::SetUp();
    if (IsSkipped()) return;
    if (!device().has_collectives()) {
      GTEST_SKIP() << "The backend " << GetParam() << " offers no collectives of its own.";
    }
    ASSERT_EQ(table().devices->count(&devices_), SY_OK);
  }

  /// Runs `body` on the ranks of a communicator of 1, 2, 3 and 4, as far as there are devices.
  void on_all_sizes(const std::function<void(RankThread&)>& body) {
    for (std::uint32_t ranks = 1; ranks <= std::min(devices_, most_ranks); ++ranks) {
      SCOPED_TRACE(fmt::format("{} ranks", ranks));
      run_rank_threads(table(), ranks, body);
    }
  }
  /// The same for two ranks; skips the test if there are not so many devices.
  void on_two(const std::function<void(RankThread&)>& body) {
    if (devices_ < 2) GTEST_SKIP() << "There is one device only.";
    run_rank_threads(table(), 2, body);
  }

 private:
  std::uint32_t devices_ = 0;
};
INSTANTIATE_OVER_BACKENDS(CollectivesContract);

TEST_P(CollectivesContract, NamesItsLibrary) {
  on_all_sizes([](RankThread& rank) {
    char text[SY_LONG_TEXT] = "";
    rank.expect_ok(rank.collectives.library(rank.comm, text, sizeof(text)), "library");
    EXPECT_STRNE(text, "");
    rank.expect_ok(rank.collectives.algorithm(rank.comm, text, sizeof(text)), "algorithm");
  });
}

TEST_P(CollectivesContract, AllReduces) {
  on_all_sizes([](RankThread& rank) {
    for (const Dtype dtype : reducible) {
      for (const std::size_t count : counts) {
        for (const sy_reduce_op op : {SY_SUM, SY_MIN, SY_MAX}) {
          const Buffer send = rank.upload(dtype, elements(rank.rank, count));
          const Buffer receive = rank.poisoned(dtype, count);
          const sy_status status =
              rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                          receive.data(), count, to_abi(dtype), op);
          if (status == SY_UNSUPPORTED && dtype != Dtype::f32) continue;
          rank.expect_ok(status, fmt::format("all-reduce of {} {}", count, name(dtype)));
          ASSERT_EQ(rank.download(dtype, receive), reduced(op, rank.ranks, count))
              << count << " " << name(dtype) << ", op " << op;
          ASSERT_EQ(rank.download(dtype, send), elements(rank.rank, count)) << "send was changed";
        }
      }
    }
  });
}

TEST_P(CollectivesContract, AllReducesManyElements) {
  on_all_sizes([](RankThread& rank) {
    constexpr std::size_t count = 1'500'001;
    const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, count));
    const Buffer receive = rank.poisoned(Dtype::f32, count);
    rank.expect_ok(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                               receive.data(), count, SY_F32, SY_SUM),
                   "all-reduce");
    ASSERT_TRUE(rank.download(Dtype::f32, receive) == reduced(SY_SUM, rank.ranks, count));
  });
}

TEST_P(CollectivesContract, LetsIntegersWrapAround) {
  on_two([](RankThread& rank) {
    const Buffer send = rank.upload(Dtype::int8, Values{100, -100, 1});
    const Buffer receive = rank.poisoned(Dtype::int8, 3);
    rank.expect_ok(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                               receive.data(), 3, SY_INT8, SY_SUM),
                   "all-reduce");
    EXPECT_EQ(rank.download(Dtype::int8, receive), (Values{-56, 56, 2}));
  });
}

TEST_P(CollectivesContract, ReduceScatters) {
  on_all_sizes([](RankThread& rank) {
    for (const Dtype dtype : reducible) {
      for (const std::size_t count : counts) {
        const Buffer send = rank.upload(dtype, elements(rank.rank, count * rank.ranks));
        const Buffer receive = rank.poisoned(dtype, count);
        const sy_status status =
            rank.collectives.reduce_scatter(rank.stream.handle(), rank.comm, send.data(),
                                            receive.data(), count, to_abi(dtype), SY_SUM);
        if (status == SY_UNSUPPORTED && dtype != Dtype::f32) continue;
        rank.expect_ok(status, fmt::format("reduce-scatter of {} {}", count, name(dtype)));
        ASSERT_EQ(rank.download(dtype, receive),
                  reduced(SY_SUM, rank.ranks, count, rank.rank * count))
            << count << " " << name(dtype);
      }
    }
  });
}

TEST_P(CollectivesContract, AllGathers) {
  on_all_sizes([](RankThread& rank) {
    for (const std::size_t count : counts) {
      const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, count));
      const Buffer receive = rank.poisoned(Dtype::f32, count * rank.ranks);
      rank.expect_ok(rank.collectives.all_gather(rank.stream.handle(), rank.comm, send.data(),
                                                 receive.data(), count, SY_F32),
                     "all-gather");
      Values expected;
      for (std::uint32_t other = 0; other < rank.ranks; ++other) {
        const Values part = elements(other, count);
        expected.insert(expected.end(), part.begin(), part.end());
      }
      ASSERT_EQ(rank.download(Dtype::f32, receive), expected) << count;
    }
  });
}

TEST_P(CollectivesContract, BroadcastsFromEveryRoot) {
  on_all_sizes([](RankThread& rank) {
    for (const std::size_t count : counts) {
      for (std::uint32_t root = 0; root < rank.ranks; ++root) {
        const Buffer buffer = rank.upload(Dtype::bf16, elements(rank.rank, count));
        rank.expect_ok(rank.collectives.broadcast(rank.stream.handle(), rank.comm, buffer.data(),
                                                  count, SY_BF16, root),
                       "broadcast");
        ASSERT_EQ(rank.download(Dtype::bf16, buffer), elements(root, count))
            << count << " from rank " << root;
      }
    }
  });
}

TEST_P(CollectivesContract, SendsAllToAll) {
  on_all_sizes([](RankThread& rank) {
    for (const std::size_t count : counts) {
      const Buffer send = rank.upload(Dtype::int32, elements(rank.rank, count * rank.ranks));
      const Buffer receive = rank.poisoned(Dtype::int32, count * rank.ranks);
      rank.expect_ok(rank.collectives.all_to_all(rank.stream.handle(), rank.comm, send.data(),
                                                 receive.data(), count, SY_INT32),
                     "all-to-all");
      Values expected;
      for (std::uint32_t other = 0; other < rank.ranks; ++other) {
        const Values part = elements(other, count, rank.rank * count);
        expected.insert(expected.end(), part.begin(), part.end());
      }
      ASSERT_EQ(rank.download(Dtype::int32, receive), expected) << count;
    }
  });
}

TEST_P(CollectivesContract, SendsRoundARingInOneGroup) {
  on_all_sizes([](RankThread& rank) {
    const std::uint32_t next = (rank.rank + 1) % rank.ranks;
    const std::uint32_t last = (rank.rank + rank.ranks - 1) % rank.ranks;
    for (const std::size_t count : {std::size_t{1}, std::size_t{300'007}}) {
      const Buffer first = rank.upload(Dtype::f64, elements(rank.rank, count));
      const Buffer second = rank.upload(Dtype::f64, elements(rank.rank, count, 1));
      const Buffer first_in = rank.poisoned(Dtype::f64, count);
      const Buffer second_in = rank.poisoned(Dtype::f64, count);
      sy_stream* const stream = rank.stream.handle();
      const sy_collectives& library = rank.collectives;
      rank.expect_ok(library.group_start(rank.comm), "group_start");
      rank.expect_ok(library.send(stream, rank.comm, first.data(), count, SY_F64, next), "send");
      rank.expect_ok(library.send(stream, rank.comm, second.data(), count, SY_F64, next), "send");
      rank.expect_ok(library.receive(stream, rank.comm, first_in.data(), count, SY_F64, last),
                     "receive");
      rank.expect_ok(library.receive(stream, rank.comm, second_in.data(), count, SY_F64, last),
                     "receive");
      rank.expect_ok(library.group_end(rank.comm), "group_end");
      ASSERT_TRUE(rank.download(Dtype::f64, first_in) == elements(last, count));
      ASSERT_TRUE(rank.download(Dtype::f64, second_in) == elements(last, count, 1));
    }
  });
}

TEST_P(CollectivesContract, SendsOutsideOfAGroup) {
  on_two([](RankThread& rank) {
    constexpr std::size_t count = 100'001;
    sy_stream* const stream = rank.stream.handle();
    if (rank.rank == 0) {
      const Buffer send = rank.upload(Dtype::f32, elements(0, count));
      rank.expect_ok(rank.collectives.send(stream, rank.comm, send.data(), count, SY_F32, 1),
                     "send");
    } else {
      const Buffer receive = rank.poisoned(Dtype::f32, count);
      rank.expect_ok(rank.collectives.receive(stream, rank.comm, receive.data(), count, SY_F32, 0),
                     "receive");
      ASSERT_EQ(rank.download(Dtype::f32, receive), elements(0, count));
    }
  });
}

TEST_P(CollectivesContract, IssuesCollectivesOfAGroupAsOne) {
  on_all_sizes([](RankThread& rank) {
    constexpr std::size_t count = 1000;
    sy_stream* const stream = rank.stream.handle();
    const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, count));
    const Buffer sum = rank.poisoned(Dtype::f32, count);
    const Buffer most = rank.poisoned(Dtype::f32, count);
    rank.expect_ok(rank.collectives.group_start(rank.comm), "group_start");
    rank.expect_ok(rank.collectives.all_reduce(stream, rank.comm, send.data(), sum.data(), count,
                                               SY_F32, SY_SUM),
                   "all-reduce");
    rank.expect_ok(rank.collectives.all_reduce(stream, rank.comm, send.data(), most.data(), count,
                                               SY_F32, SY_MAX),
                   "all-reduce");
    rank.expect_ok(rank.collectives.group_end(rank.comm), "group_end");
    EXPECT_EQ(rank.download(Dtype::f32, sum), reduced(SY_SUM, rank.ranks, count));
    EXPECT_EQ(rank.download(Dtype::f32, most), reduced(SY_MAX, rank.ranks, count));
  });
}

/// One allreduce of two ranks in which rank 1 takes no part until it is aborted too.
void abandon(RankThread& rank) {
  if (rank.rank == 1) {
    EXPECT_EQ(rank.collectives.abort(rank.comm), SY_OK);
    return;
  }
  const Buffer send = rank.upload(Dtype::f32, elements(0, 1000));
  const Buffer receive = rank.poisoned(Dtype::f32, 1000);
  const auto reduce = [&] {
    return rank.finished(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                                     receive.data(), 1000, SY_F32, SY_SUM));
  };
  std::thread watchdog([&] { EXPECT_EQ(rank.collectives.abort(rank.comm), SY_OK); });
  EXPECT_NE(reduce(), SY_OK);
  EXPECT_STRNE(rank.device.table().last_error(), "");
  watchdog.join();
  EXPECT_NE(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                        receive.data(), 1000, SY_F32, SY_SUM),
            SY_OK)
      << "an aborted communicator goes on";
}

TEST_P(CollectivesContract, EndsAWaitingCallWhenAborted) {
  if (table().collectives->abort == nullptr) GTEST_SKIP() << "This backend cannot abort.";
  // The abort comes before the call, in it, or between enqueueing and waiting.
  for (int i = 0; i < 20; ++i) on_two(abandon);
}

TEST_P(CollectivesContract, GoesOnWithANewCommunicatorAfterAnAbort) {
  if (table().collectives->abort == nullptr) GTEST_SKIP() << "This backend cannot abort.";
  on_two(abandon);
  on_two([](RankThread& rank) {
    const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, 1000));
    const Buffer receive = rank.poisoned(Dtype::f32, 1000);
    rank.expect_ok(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                               receive.data(), 1000, SY_F32, SY_SUM),
                   "all-reduce");
    EXPECT_EQ(rank.download(Dtype::f32, receive), reduced(SY_SUM, 2, 1000));
  });
}

std::set<std::string> entries_of(const std::filesystem::path& folder) {
  std::set<std::string> entries;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    entries.insert(entry.path().filename().string());
  }
  return entries;
}

TEST_P(CollectivesContract, LeavesNothingBehind) {
  const auto use = [&] {
    on_all_sizes([](RankThread& rank) {
      const Buffer buffer = rank.upload(Dtype::f32, elements(rank.rank, 1000));
      rank.expect_ok(rank.collectives.broadcast(rank.stream.handle(), rank.comm, buffer.data(),
                                                1000, SY_F32, 0),
                     "broadcast");
    });
  };
  use();  // what a library opens once and keeps
  const std::size_t files = entries_of("/proc/self/fd").size();
  for (int i = 0; i < 5; ++i) use();
  EXPECT_EQ(entries_of("/proc/self/fd").size(), files);
}

TEST_P(CollectivesContract, RefusesWhatCannotBe) {
  const auto expect_refused = [&](sy_status status, const char* what) {
    EXPECT_EQ(status, SY_INVALID_ARGUMENT) << what;
    EXPECT_STRNE(table().last_error(), "") << what;
  };
  const sy_collectives& library = *table().collectives;
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  expect_refused(library.unique_id(device().handle(), nullptr), "an id to nowhere");
  expect_refused(library.unique_id(nullptr, &id), "an id of nothing");
  expect_refused(library.init(device().handle(), nullptr, 1, 0, &comm), "no id");
  ASSERT_EQ(library.unique_id(device().handle(), &id), SY_OK);
  expect_refused(library.init(device().handle(), &id, 1, 0, nullptr), "to nowhere");
  expect_refused(library.init(device().handle(), &id, 1, 1, &comm), "rank 1 of 1");
  expect_refused(library.init(device().handle(), &id, 0, 0, &comm), "rank 0 of 0");
  expect_refused(library.destroy(nullptr), "destroy nothing");
  EXPECT_EQ(comm, nullptr);

  ASSERT_EQ(library.init(device().handle(), &id, 1, 0, &comm), SY_OK);
  Stream stream(device());
  const Buffer buffer(device(), 128);
  void* const a = buffer.data();
  void* const b = buffer.at(64);
  sy_stream* const queue = stream.handle();
  constexpr auto no_dtype = static_cast<sy_dtype>(15);
  constexpr auto no_op = static_cast<sy_reduce_op>(3);
  char text[SY_TEXT];
  expect_refused(library.library(comm, text, 0), "no room");
  expect_refused(library.algorithm(comm, nullptr, SY_TEXT), "no room");
  expect_refused(library.all_reduce(queue, comm, a, b, 0, SY_F32, SY_SUM), "no elements");
  expect_refused(library.all_reduce(queue, comm, nullptr, b, 1, SY_F32, SY_SUM), "of nothing");
  expect_refused(library.all_reduce(queue, comm, a, nullptr, 1, SY_F32, SY_SUM), "to nowhere");
  expect_refused(library.all_reduce(nullptr, comm, a, b, 1, SY_F32, SY_SUM), "no stream");
  expect_refused(library.all_reduce(queue, nullptr, a, b, 1, SY_F32, SY_SUM), "no communicator");
  expect_refused(library.all_reduce(queue, comm, a, b, 1, no_dtype, SY_SUM), "no dtype");
  expect_refused(library.all_reduce(queue, comm, a, b, 1, SY_F32, no_op), "no op");
  expect_refused(library.all_reduce(queue, comm, a, b, std::size_t{1} << 62, SY_F32, SY_SUM),
                 "too many");
  expect_refused(library.reduce_scatter(queue, comm, a, b, 0, SY_F32, SY_SUM), "no elements");
  expect_refused(library.reduce_scatter(queue, comm, a, b, 1, SY_F32, no_op), "no op");
  expect_refused(library.all_gather(queue, comm, a, b, 0, SY_F32), "no elements");
  expect_refused(library.all_to_all(queue, comm, a, nullptr, 1, SY_F32), "to nowhere");
  expect_refused(library.broadcast(queue, comm, a, 1, SY_F32, 1), "root 1 of 1");
  expect_refused(library.broadcast(queue, comm, a, 0, SY_F32, 0), "no elements");
  expect_refused(library.send(queue, comm, a, 1, SY_F32, 1), "to rank 1 of 1");
  expect_refused(library.receive(queue, comm, a, 1, SY_F32, 1), "from rank 1 of 1");
  expect_refused(library.receive(queue, comm, nullptr, 1, SY_F32, 0), "to nowhere");
  expect_refused(library.group_start(nullptr), "no communicator");
  expect_refused(library.group_end(nullptr), "no communicator");
  EXPECT_EQ(library.all_reduce(queue, comm, a, b, 16, SY_F32, SY_SUM), SY_OK) << "of use still";
  EXPECT_EQ(library.destroy(comm), SY_OK);
}

TEST_P(CollectivesContract, RefusesAnIdThatIsNone) {
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  id.length = sizeof(id.bytes) + 1;
  EXPECT_NE(table().collectives->init(device().handle(), &id, 1, 0, &comm), SY_OK);
  EXPECT_EQ(comm, nullptr);
}

}  // namespace
}  // namespace steelyard::device
