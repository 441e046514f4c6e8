#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>

#include "harness/backends/fake/segment.hpp"
#include "harness/core/error.hpp"
#include "harness/device/conformance/rank_threads.hpp"
#include "harness/device/device.hpp"
#include "harness/device/loader.hpp"

namespace steelyard::device {
namespace {

using conformance::RankThread;
using conformance::run_rank_threads;
using fake::Segment;
using ::testing::AnyOf;
using ::testing::HasSubstr;

/// What the contract of collectives leaves to a backend.
class FakeCollectives : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_PROCID"}) {
      unsetenv(variable);
    }
  }
  static const sy_backend_v1& table(const std::string& script) {
    setenv("STEELYARD_FAKE", ("collectives=1," + script).c_str(), 1);
    return *open_backend("fake").table;
  }
  static std::string refusal(const std::function<void()>& body) {
    try {
      body();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "nothing was thrown";
  }
};

sy_status all_reduce(RankThread& rank, const Buffer& send, const Buffer& receive) {
  return rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(), receive.data(),
                                     receive.size() / sizeof(float), SY_F32, SY_SUM);
}

TEST_F(FakeCollectives, JoinRanksOfOneHostOnly) {
  Device device(table(""), 0);
  sy_unique_id id = Collectives::unique_id(device);
  const sy_unique_id other = Collectives::unique_id(device);
  // Behind the magic word and the name of the host, equal in all ids of this host.
  constexpr std::size_t digest_of_place = 17 + 33;
  ASSERT_EQ(std::memcmp(id.bytes, other.bytes, digest_of_place + 16), 0);
  id.bytes[digest_of_place] ^= 1;
  EXPECT_THAT(refusal([&] { Collectives(device, id, 1, 0); }), HasSubstr("ranks of one host"));
}

TEST_F(FakeCollectives, RefuseAnIdWithAnyByteAltered) {
  Device device(table(""), 0);
  const sy_unique_id sound = Collectives::unique_id(device);
  int refused = 0;
  for (std::size_t i = 0; i < sound.length; ++i) {
    sy_unique_id id = Collectives::unique_id(device);
    id.bytes[i] ^= 0x80;
    try {
      const Collectives joined(device, id, 1, 0);  // the byte stands behind the end of a text
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GE(refused, 57);  // 17 of the magic word, 16 of the digest, 16 of the token, 8 of the file
  for (const std::uint64_t length : {std::uint64_t{0}, sound.length - 1, sound.length + 1}) {
    sy_unique_id id = sound;
    id.length = length;
    EXPECT_THROW(Collectives(device, id, 1, 0), DeviceError);
  }
}

TEST_F(FakeCollectives, RefuseMoreRanksThanThereIsRoomFor) {
  Device device(table(""), 0);
  const sy_unique_id id = Collectives::unique_id(device);
  EXPECT_THROW(Collectives(device, id, fake::most_ranks + 1, 0), Unsupported);
}

TEST_F(FakeCollectives, RefuseAnIdOfADeviceThatIsClosed) {
  sy_unique_id id;
  {
    Device device(table(""), 0);
    id = Collectives::unique_id(device);
  }
  Device device(table(""), 0);
  EXPECT_THAT(refusal([&] { Collectives(device, id, 1, 0); }),
              AnyOf(HasSubstr("given the id up"), HasSubstr("out of date")));
}

TEST_F(FakeCollectives, RefuseAPlaceThatIsTakenAndAnotherNumberOfRanks) {
  const auto made = Segment::create();
  const auto first = Segment::open(made->id());
  const auto second = Segment::open(made->id());
  first->join(1, 0);
  EXPECT_THAT(refusal([&] { second->join(1, 0); }), HasSubstr("Rank 0 has joined already"));
  EXPECT_THAT(refusal([&] { second->join(2, 1); }), HasSubstr("2 ranks, and another says 1"));
}

TEST_F(FakeCollectives, TellRanksThatCallDifferentFunctions) {
  run_rank_threads(table(""), 2, [](RankThread& rank) {
    const Buffer in(rank.device, 64), out(rank.device, 64);
    sy_stream* const stream = rank.stream.handle();
    const sy_status status =
        rank.rank == 0
            ? rank.collectives.all_gather(stream, rank.comm, in.data(), out.data(), 8, SY_F32)
            : rank.collectives.all_to_all(stream, rank.comm, in.data(), out.data(), 8, SY_F32);
    EXPECT_EQ(status, SY_INVALID_ARGUMENT);
    EXPECT_THAT(
        rank.device.table().last_error(),
        ::testing::AllOf(HasSubstr("all_gather (32 bytes of f32"), HasSubstr("all_to_all")));
    EXPECT_EQ(all_reduce(rank, in, out), SY_FAILED);
  });
}

TEST_F(FakeCollectives, RefuseToEndAGroupThatWasNotStarted) {
  run_rank_threads(table(""), 1, [](RankThread& rank) {
    EXPECT_EQ(rank.collectives.group_end(rank.comm), SY_INVALID_ARGUMENT);
  });
}

TEST_F(FakeCollectives, ReduceOnlyTypesThatCanBeAdded) {
  run_rank_threads(table(""), 1, [](RankThread& rank) {
    const Buffer in(rank.device, 64), out(rank.device, 64);
    EXPECT_EQ(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, in.data(), out.data(), 8,
                                          SY_FP8_E4M3, SY_SUM),
              SY_UNSUPPORTED);
    EXPECT_EQ(all_reduce(rank, in, out), SY_OK) << "the communicator is of use still";
  });
}

TEST_F(FakeCollectives, EndAHangWhenAborted) {
  for (int i = 0; i < 5; ++i) {
    run_rank_threads(table("hang=all_reduce@2"), 1, [](RankThread& rank) {
      const Buffer in = rank.poisoned(Dtype::f32, 8), out(rank.device, 32);
      EXPECT_EQ(all_reduce(rank, in, out), SY_OK);
      std::thread watchdog([&] { EXPECT_EQ(rank.collectives.abort(rank.comm), SY_OK); });
      EXPECT_EQ(all_reduce(rank, in, out), SY_FAILED);
      watchdog.join();
    });
  }
}

TEST_F(FakeCollectives, TakeTheTimeOfTheSlowestRankAndOfTheLink) {
  const sy_backend_v1& slow = table("noise=0,latency=0.5,link=8,bandwidth=1e5");
  run_rank_threads(slow, 2, [](RankThread& rank) {
    const Buffer in(rank.device, 1'000'000), out(rank.device, 8);
    if (rank.rank == 1) rank.stream.fill(in.data(), 0, in.size());  // 10.5 seconds
    Event first(rank.device), last(rank.device);
    first.record(rank.stream);
    EXPECT_EQ(all_reduce(rank, in, out), SY_OK);
    last.record(rank.stream);
    // Two hops, and 2(n-1)/n = 1 times the 8 bytes.
    EXPECT_DOUBLE_EQ(last.seconds_since(first), (rank.rank == 0 ? 10.5 : 0) + 2 * 0.5 + 1);
  });
}

/// Rank 1 of two in a process of its own, under `script`: joins and takes part in one allreduce.
pid_t start_second_rank(const sy_unique_id& id, const char* script) {
  const pid_t child = fork();
  if (child != 0) return child;
  try {
    setenv("STEELYARD_FAKE", script, 1);
    Device device(*open_backend("fake").table, 1);
    Collectives collectives(device, id, 2, 1);
    Stream stream(device);
    const float mine = 2;
    float sum = 0;
    collectives.all_reduce(stream, &mine, &sum, 1, Dtype::f32, SY_SUM);
    _exit(sum == 3 ? 0 : 1);
  } catch (const std::exception&) {
    _exit(2);
  }
}

TEST_F(FakeCollectives, GoOnInANewCommunicatorAfterARankDied) {
  Device device(table(""), 0);
  Stream stream(device);
  const float mine = 1;
  float sum = 0;
  int status = 0;
  {
    const sy_unique_id id = Collectives::unique_id(device);
    const pid_t child = start_second_rank(id, "collectives=1,die=all_reduce@1");
    Collectives collectives(device, id, 2, 0);
    std::thread watchdog([&] {
      waitpid(child, &status, 0);
      collectives.abort();
    });
    EXPECT_THROW(collectives.all_reduce(stream, &mine, &sum, 1, Dtype::f32, SY_SUM), DeviceError);
    watchdog.join();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  }
  const sy_unique_id id = Collectives::unique_id(device);
  const pid_t child = start_second_rank(id, "collectives=1");
  Collectives collectives(device, id, 2, 0);
  collectives.all_reduce(stream, &mine, &sum, 1, Dtype::f32, SY_SUM);
  EXPECT_EQ(sum, 3);
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace steelyard::device
