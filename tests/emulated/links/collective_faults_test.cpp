#include <gmock/gmock.h>

#include <vector>

#include "harness/device/conformance/rank_threads.hpp"
#include "tests/emulated/links/emulated_vendor.hpp"

namespace steelyard::device {
namespace {

using conformance::RankThread;
using conformance::run_rank_threads;
using ::testing::HasSubstr;

class CollectiveFaults : public EmulatedVendor {
 protected:
  /// The words of the backend for an all-reduce of this rank that does not end well.
  std::string words_of_a_failing_all_reduce(RankThread& rank) {
    const Buffer send = rank.upload(Dtype::f32, std::vector<double>{1, 2, 3, 4});
    const Buffer receive = rank.poisoned(Dtype::f32, 4);
    EXPECT_NE(rank.finished(rank.collectives.all_reduce(
                  rank.stream.handle(), rank.comm, send.data(), receive.data(), 4, SY_F32, SY_SUM)),
              SY_OK);
    std::string words = table().last_error();
    // The work waits until it is aborted, and uses the buffers until then.
    EXPECT_EQ(rank.collectives.abort(rank.comm), SY_OK);
    rank.device.table().streams->stream_synchronize(rank.stream.handle(), 0);
    return words;
  }
};
INSTANTIATE_TEST_SUITE_P(Vendors, CollectiveFaults,
                         ::testing::Values("cuda", "hip", "kunlun", "maca", "musa", "supa", "tops"),
                         name_of_vendor);

TEST_P(CollectiveFaults, AnIdThatIsLongerThanKnownIsNoticed) {
  Device device(table(), 0);
  sy_unique_id id{};
  plant("unique_id_size");
  EXPECT_EQ(table().collectives->unique_id(device.handle(), &id), SY_UNSUPPORTED);
  EXPECT_THAT(table().last_error(), HasSubstr("ids of more than"));
}

/// Where the library tells asynchronous errors, and makes communicators without a reduction.
class AsynchronousErrors : public CollectiveFaults {};
INSTANTIATE_TEST_SUITE_P(Vendors, AsynchronousErrors,
                         ::testing::Values("cuda", "hip", "maca", "musa", "tops"), name_of_vendor);

TEST_P(AsynchronousErrors, EndTheWait) {
  run_rank_threads(table(), 2, [&](RankThread& rank) {
    plant("remote_error");
    EXPECT_THAT(words_of_a_failing_all_reduce(rank), HasSubstr("remote process exited"));
  });
}

TEST_P(AsynchronousErrors, TellThatRanksCallDifferentFunctions) {
  run_rank_threads(table(), 2, [&](RankThread& rank) {
    if (rank.rank == 0) {
      EXPECT_THAT(words_of_a_failing_all_reduce(rank), HasSubstr("invalid usage"));
      return;
    }
    const Buffer send = rank.upload(Dtype::f32, std::vector<double>{1, 2});
    const Buffer receive = rank.poisoned(Dtype::f32, 4);
    EXPECT_NE(rank.finished(rank.collectives.all_gather(rank.stream.handle(), rank.comm,
                                                        send.data(), receive.data(), 2, SY_F32)),
              SY_OK);
    EXPECT_EQ(rank.collectives.abort(rank.comm), SY_OK);
    rank.device.table().streams->stream_synchronize(rank.stream.handle(), 0);
  });
}

TEST_P(AsynchronousErrors, DoNotKeepADestroyedCommunicatorsWork) {
  plant("remote_error");
  Device device(table(), 0);
  Stream stream(device);
  const Buffer buffer(device, 64);
  const sy_collectives& collectives = *table().collectives;
  const sy_unique_id id = Collectives::unique_id(device);
  sy_comm* comm = nullptr;
  ASSERT_EQ(collectives.init(device.handle(), &id, 1, 0, &comm), SY_OK);
  ASSERT_EQ(collectives.broadcast(stream.handle(), comm, buffer.data(), 16, SY_F32, 0), SY_OK);
  EXPECT_EQ(table().streams->stream_synchronize(stream.handle(), 0), SY_FAILED);
  EXPECT_EQ(collectives.destroy(comm), SY_OK);
  EXPECT_EQ(table().streams->stream_synchronize(stream.handle(), 0), SY_OK) << "the work is gone";
}

class AssumedNumbers : public EmulatedVendor {};
INSTANTIATE_TEST_SUITE_P(Vendors, AssumedNumbers, ::testing::Values("kunlun"), name_of_vendor);

TEST_P(AssumedNumbers, AreNotOfferedWhereTheyAreWrong) {
  plant("other_numbers");
  run_rank_threads(table(), 2, [&](RankThread& rank) {
    const auto reduce = [&](Dtype dtype, sy_reduce_op op) {
      const Buffer send = rank.upload(dtype, std::vector<double>{1, 2});
      const Buffer receive = rank.poisoned(dtype, 2);
      const sy_status status = rank.finished(rank.collectives.all_reduce(
          rank.stream.handle(), rank.comm, send.data(), receive.data(), 2, to_abi(dtype), op));
      if (status == SY_OK) {
        EXPECT_EQ(rank.download(dtype, receive), (std::vector<double>{2, 4})) << name(dtype);
      }
      return status;
    };
    EXPECT_EQ(reduce(Dtype::f32, SY_SUM), SY_OK);
    EXPECT_EQ(reduce(Dtype::int8, SY_SUM), SY_OK);
    for (const Dtype dtype : {Dtype::f64, Dtype::fp16, Dtype::bf16, Dtype::int32}) {
      EXPECT_EQ(reduce(dtype, SY_SUM), SY_UNSUPPORTED) << name(dtype);
    }
    EXPECT_EQ(reduce(Dtype::f32, SY_MAX), SY_UNSUPPORTED);
    EXPECT_EQ(reduce(Dtype::f32, SY_MIN), SY_UNSUPPORTED);
  });
}

}  // namespace
}  // namespace steelyard::device
