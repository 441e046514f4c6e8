#include <gmock/gmock.h>

#include <cstdlib>
#include <map>
#include <vector>

#include "harness/device/conformance/rank_threads.hpp"
#include "tests/emulated/links/emulated_vendor.hpp"

namespace steelyard::device {
namespace {

using conformance::RankThread;
using conformance::run_rank_threads;
using ::testing::HasSubstr;

class CollectiveLibraries : public EmulatedVendor {};
INSTANTIATE_TEST_SUITE_P(Vendors, CollectiveLibraries,
                         ::testing::Values("cuda", "hip", "kunlun", "maca", "musa", "supa", "tops"),
                         name_of_vendor);

TEST_P(CollectiveLibraries, TellNameVersionAndFile) {
  const std::map<std::string, std::vector<std::string>> expected{
      {"cuda", {"NCCL 2.28.9", "emulated/cuda/libnccl.so.2"}},
      {"hip", {"RCCL 2.22.3", "emulated/hip/librccl.so.1"}},
      {"kunlun", {"BKCL", "emulated/kunlun/libbkcl.so"}},
      {"maca", {"MCCL 2.16.5", "emulated/maca/libmccl.so"}},
      {"musa", {"MCCL 2.11.4", "emulated/musa/libmccl.so.2"}},
      {"supa", {"SUCCL", "emulated/supa/libsuccl.so"}},
      {"tops", {"ECCL 3.1.0", "emulated/tops/libeccl.so"}}};
  run_rank_threads(table(), 1, [&](RankThread& rank) {
    char text[SY_LONG_TEXT] = "";
    rank.expect_ok(rank.collectives.library(rank.comm, text, sizeof(text)), "library");
    for (const std::string& part : expected.at(GetParam())) EXPECT_THAT(text, HasSubstr(part));
  });
}

class Nccl : public EmulatedVendor {};
INSTANTIATE_TEST_SUITE_P(Vendors, Nccl, ::testing::Values("cuda"), name_of_vendor);

TEST_P(Nccl, TellsTheSettingsThatChooseTheAlgorithm) {
  run_rank_threads(table(), 1, [&](RankThread& rank) {
    char text[SY_LONG_TEXT] = "";
    rank.expect_ok(rank.collectives.algorithm(rank.comm, text, sizeof(text)), "algorithm");
    EXPECT_STREQ(text, "");
    setenv("NCCL_ALGO", "Ring", 1);
    setenv("NCCL_PROTO", "LL128", 1);
    setenv("NCCL_NVLS_ENABLE", "", 1);
    rank.expect_ok(rank.collectives.algorithm(rank.comm, text, sizeof(text)), "algorithm");
    for (const char* name : {"NCCL_ALGO", "NCCL_PROTO", "NCCL_NVLS_ENABLE"}) unsetenv(name);
    EXPECT_STREQ(text, "NCCL_ALGO=Ring, NCCL_PROTO=LL128");
  });
}

TEST_P(CollectiveLibraries, MakeIdsOfTheLengthInTheirTable) {
  Device device(table(), 0);
  const std::uint64_t length = is("kunlun") || is("supa") ? 4096 : 128;
  EXPECT_EQ(Collectives::unique_id(device).length, length);
}

TEST_P(CollectiveLibraries, RefuseIdsThatAreNotTheirs) {
  Device device(table(), 0);
  const sy_collectives& collectives = *table().collectives;
  const sy_unique_id id = Collectives::unique_id(device);
  sy_comm* comm = nullptr;
  const auto expect_refused = [&](const sy_unique_id& wrong, const char* what) {
    EXPECT_EQ(collectives.init(device.handle(), &wrong, 1, 0, &comm), SY_INVALID_ARGUMENT) << what;
    EXPECT_EQ(comm, nullptr) << what;
  };
  sy_unique_id wrong = id;
  wrong.length -= 1;
  expect_refused(wrong, "too short");
  wrong.length += 2;
  expect_refused(wrong, "too long");
  wrong = id;
  wrong.bytes[6] ^= 1;
  expect_refused(wrong, "changed");
  wrong = id;
  wrong.bytes[120] ^= 1;
  expect_refused(wrong, "cut off in the back");
  ASSERT_EQ(collectives.init(device.handle(), &id, 1, 0, &comm), SY_OK);
  EXPECT_EQ(collectives.destroy(comm), SY_OK);
}

TEST_P(CollectiveLibraries, DoNotReduceTypesThatTheyLack) {
  run_rank_threads(table(), 2, [&](RankThread& rank) {
    const auto reduce = [&](Dtype dtype, sy_reduce_op op) {
      const Buffer send = rank.upload(Dtype::int32, std::vector<double>{1, 2, 3, 4});
      const Buffer receive = rank.poisoned(Dtype::int32, 4);
      return rank.finished(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                                       receive.data(), 2, to_abi(dtype), op));
    };
    const bool has_doubles = !is("supa") && !is("tops");
    EXPECT_EQ(reduce(Dtype::f64, SY_SUM), has_doubles ? SY_OK : SY_UNSUPPORTED);
    EXPECT_EQ(reduce(Dtype::fp16, SY_SUM), is("supa") ? SY_UNSUPPORTED : SY_OK);
    EXPECT_EQ(reduce(Dtype::int8, SY_SUM), SY_OK);
    EXPECT_EQ(reduce(Dtype::int8, SY_MAX), is("kunlun") ? SY_UNSUPPORTED : SY_OK);
    EXPECT_EQ(reduce(Dtype::fp8_e4m3, SY_SUM), SY_UNSUPPORTED);
    EXPECT_EQ(reduce(Dtype::tf32, SY_SUM), SY_UNSUPPORTED);
  });
}

TEST_P(CollectiveLibraries, MoveTypesThatTheyDoNotKnow) {
  run_rank_threads(table(), 2, [&](RankThread& rank) {
    const std::vector<double> values = {1, 2, 0.5};
    for (const Dtype dtype : {Dtype::f64, Dtype::fp16, Dtype::fp8_e5m2}) {
      const Buffer buffer = rank.rank == 1 ? rank.upload(dtype, values) : rank.poisoned(dtype, 3);
      rank.expect_ok(rank.collectives.broadcast(rank.stream.handle(), rank.comm, buffer.data(), 3,
                                                to_abi(dtype), 1),
                     "broadcast");
      EXPECT_EQ(rank.download(dtype, buffer), values) << name(dtype);
    }
  });
}

TEST_P(CollectiveLibraries, RefuseMemoryThatIsNoDevices) {
  run_rank_threads(table(), 1, [&](RankThread& rank) {
    std::vector<float> host(16);
    const Buffer buffer = rank.poisoned(Dtype::f32, 16);
    EXPECT_EQ(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, host.data(),
                                          buffer.data(), 16, SY_F32, SY_SUM),
              SY_INVALID_ARGUMENT);
    EXPECT_THAT(table().last_error(), HasSubstr("AllReduce"));
    EXPECT_EQ(rank.collectives.all_reduce(rank.stream.handle(), rank.comm, buffer.data(),
                                          buffer.data(), 17, SY_F32, SY_SUM),
              SY_INVALID_ARGUMENT)
        << "one element too many";
  });
}

TEST_P(CollectiveLibraries, LeaveStreamsOfUseWhenTheirCommunicatorIsDestroyed) {
  Device device(table(), 0);
  Stream stream(device);
  const Buffer buffer(device, 64);
  const sy_collectives& collectives = *table().collectives;
  const sy_unique_id id = Collectives::unique_id(device);
  sy_comm* comm = nullptr;
  ASSERT_EQ(collectives.init(device.handle(), &id, 1, 0, &comm), SY_OK);
  ASSERT_EQ(collectives.broadcast(stream.handle(), comm, buffer.data(), 16, SY_F32, 0), SY_OK);
  ASSERT_EQ(collectives.destroy(comm), SY_OK);
  EXPECT_EQ(table().streams->stream_synchronize(stream.handle(), 0), SY_OK) << table().last_error();
}

TEST_P(CollectiveLibraries, GoOnAfterAnAllToAllThatWasRefused) {
  run_rank_threads(table(), 1, [&](RankThread& rank) {
    std::vector<float> host(16);
    const Buffer buffer = rank.poisoned(Dtype::f32, 16);
    EXPECT_NE(rank.collectives.all_to_all(rank.stream.handle(), rank.comm, host.data(),
                                          buffer.data(), 16, SY_F32),
              SY_OK);
    const Buffer send = rank.upload(Dtype::f32, std::vector<double>{3});
    rank.expect_ok(rank.collectives.all_to_all(rank.stream.handle(), rank.comm, send.data(),
                                               buffer.data(), 1, SY_F32),
                   "all-to-all");
    EXPECT_EQ(rank.download(Dtype::f32, buffer).front(), 3) << "a group was left open";
  });
}

}  // namespace
}  // namespace steelyard::device
