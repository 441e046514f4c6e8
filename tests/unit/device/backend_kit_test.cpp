#include "harness/device/backend_kit.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "tests/unit/device/stub_backend.hpp"

namespace steelyard {
namespace {

using stub::control;
using Throws = stub::Control::Throws;
using ::testing::ElementsAre;

class BackendKit : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(table_.devices->open(0, &device_), SY_OK);
    ASSERT_EQ(table_.streams->stream_create(device_, &stream_), SY_OK);
    control.calls.clear();
  }
  void TearDown() override {
    control = stub::Control{};
    EXPECT_EQ(table_.streams->stream_destroy(stream_), SY_OK);
    EXPECT_EQ(table_.devices->close(device_), SY_OK);
  }
  sy_status fill() { return table_.memory->fill(stream_, room_, 0, 8); }

  const sy_backend_v1& table_ = stub::fresh_table();
  sy_device* device_ = nullptr;
  sy_stream* stream_ = nullptr;
  char room_[64] = {};
};

TEST_F(BackendKit, FillsTheHeadOfTheTable) {
  EXPECT_EQ(table_.abi, SY_ABI_VERSION);
  EXPECT_EQ(table_.size, sizeof(sy_backend_v1));
  EXPECT_STREQ(table_.name, "stub");
  EXPECT_STREQ(table_.version, "1");
  EXPECT_STREQ(table_.description, "Notes calls");
}

TEST_F(BackendKit, KeepsStatusAndMessageOfAFailure) {
  control.throws = Throws::failure;
  for (const sy_status status : {SY_UNSUPPORTED, SY_OUT_OF_MEMORY, SY_INVALID_ARGUMENT,
                                 SY_NOT_READY, SY_TIMEOUT, SY_DEVICE_LOST, SY_FAILED}) {
    control.status = status;
    EXPECT_EQ(fill(), status);
    EXPECT_STREQ(table_.last_error(), "vendor error 42");
  }
}

TEST_F(BackendKit, DoesNotTakeAFailureForSuccess) {
  control.throws = Throws::failure;
  control.status = SY_OK;
  EXPECT_EQ(fill(), SY_FAILED);
}

TEST_F(BackendKit, CallsBadAllocOutOfMemory) {
  control.throws = Throws::bad_alloc;
  EXPECT_EQ(fill(), SY_OUT_OF_MEMORY);
  EXPECT_STRNE(table_.last_error(), "");
}

TEST_F(BackendKit, CallsOtherExceptionsFailed) {
  control.throws = Throws::standard;
  EXPECT_EQ(fill(), SY_FAILED);
  EXPECT_STREQ(table_.last_error(), "something else");
  control.throws = Throws::other;
  EXPECT_EQ(fill(), SY_FAILED);
  EXPECT_STRNE(table_.last_error(), "something else");
}

TEST_F(BackendKit, KeepsTheMessageAfterASuccess) {
  control.throws = Throws::failure;
  EXPECT_EQ(fill(), SY_FAILED);
  control.throws = Throws::nothing;
  EXPECT_EQ(fill(), SY_OK);
  EXPECT_STREQ(table_.last_error(), "vendor error 42");
}

TEST_F(BackendKit, KeepsMessagesOfThreadsApart) {
  control.throws = Throws::failure;
  EXPECT_EQ(fill(), SY_FAILED);
  std::thread([&] { EXPECT_STREQ(table_.last_error(), ""); }).join();
}

TEST_F(BackendKit, CutsTextsThatDoNotFit) {
  char text[5] = "xxxx";
  kit::copy_text(text, "abcdefg");
  EXPECT_STREQ(text, "abcd");
  kit::copy_text(text, "abcd");
  EXPECT_STREQ(text, "abcd");
  kit::copy_text(text, "");
  EXPECT_STREQ(text, "");
}

TEST_F(BackendKit, PassesOnWhatTheProbeSays) {
  char sentence[8] = "before";
  EXPECT_EQ(table_.devices->probe(sentence, sizeof(sentence)), SY_OK);
  EXPECT_STREQ(sentence, "");
  control.done = false;
  EXPECT_EQ(table_.devices->probe(sentence, sizeof(sentence)), SY_UNSUPPORTED);
  EXPECT_STREQ(sentence, "Nothing");
}

TEST_F(BackendKit, OpensOnlyDevicesThatAreCounted) {
  sy_device* device = nullptr;
  EXPECT_EQ(table_.devices->open(2, &device), SY_INVALID_ARGUMENT);
  EXPECT_THAT(control.calls, ElementsAre());
  EXPECT_EQ(table_.devices->open(1, &device), SY_OK);
  EXPECT_EQ(table_.devices->close(device), SY_OK);
  EXPECT_THAT(control.calls, ElementsAre("open", "~Device"));
}

TEST_F(BackendKit, CallsAnObjectThatWasNotMadeAFailure) {
  control.makes_nothing = true;
  sy_stream* stream = nullptr;
  EXPECT_EQ(table_.streams->stream_create(device_, &stream), SY_FAILED);
  EXPECT_EQ(stream, nullptr);
  sy_comm* comm = nullptr;
  const sy_unique_id id{};
  EXPECT_EQ(table_.collectives->init(device_, &id, 1, 0, &comm), SY_FAILED);
  EXPECT_EQ(comm, nullptr);
}

TEST_F(BackendKit, TurnsAnUnfinishedStreamIntoAStatus) {
  control.done = false;
  EXPECT_EQ(table_.streams->stream_synchronize(stream_, 1), SY_TIMEOUT);
  EXPECT_EQ(table_.streams->stream_query(stream_), SY_NOT_READY);
  control.done = true;
  EXPECT_EQ(table_.streams->stream_synchronize(stream_, 1), SY_OK);
  EXPECT_EQ(table_.streams->stream_query(stream_), SY_OK);
}

TEST_F(BackendKit, PacksOnlyOperandsThatThePlanPacks) {
  const sy_gemm_shape shape{8, 8, 8, 1, 0, 0, SY_F32, SY_F32, SY_F32, SY_F32, 1.0};
  sy_gemm* plan = nullptr;
  ASSERT_EQ(table_.gemm->plan(device_, &shape, &plan), SY_OK);
  char packed[256];
  EXPECT_EQ(table_.gemm->pack(stream_, plan, SY_OPERAND_A, room_, packed), SY_INVALID_ARGUMENT);
  EXPECT_EQ(table_.gemm->pack(stream_, plan, SY_OPERAND_B, room_, packed), SY_OK);
  EXPECT_THAT(control.calls, ElementsAre("plan", "pack"));
  EXPECT_EQ(table_.gemm->destroy(plan), SY_OK);
}

TEST_F(BackendKit, ReachesEveryCollective) {
  const sy_collectives& collectives = *table_.collectives;
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  char out[64], text[SY_TEXT];
  ASSERT_EQ(collectives.unique_id(device_, &id), SY_OK);
  EXPECT_EQ(id.length, 3u);
  ASSERT_EQ(collectives.init(device_, &id, 4, 3, &comm), SY_OK);
  EXPECT_EQ(collectives.library(comm, text, sizeof(text)), SY_OK);
  EXPECT_STREQ(text, "stub 1.0");
  EXPECT_EQ(collectives.algorithm(comm, text, sizeof(text)), SY_OK);
  EXPECT_STREQ(text, "");
  EXPECT_EQ(collectives.group_start(comm), SY_OK);
  EXPECT_EQ(collectives.all_reduce(stream_, comm, room_, out, 4, SY_F32, SY_SUM), SY_OK);
  EXPECT_EQ(collectives.reduce_scatter(stream_, comm, room_, out, 4, SY_F32, SY_MAX), SY_OK);
  EXPECT_EQ(collectives.all_gather(stream_, comm, room_, out, 4, SY_F32), SY_OK);
  EXPECT_EQ(collectives.broadcast(stream_, comm, room_, 4, SY_F32, 3), SY_OK);
  EXPECT_EQ(collectives.all_to_all(stream_, comm, room_, out, 4, SY_F32), SY_OK);
  EXPECT_EQ(collectives.send(stream_, comm, room_, 4, SY_F32, 3), SY_OK);
  EXPECT_EQ(collectives.receive(stream_, comm, room_, 4, SY_F32, 0), SY_OK);
  EXPECT_EQ(collectives.group_end(comm), SY_OK);
  EXPECT_EQ(collectives.abort(comm), SY_OK);
  EXPECT_EQ(collectives.destroy(comm), SY_OK);
  EXPECT_THAT(control.calls, ElementsAre("unique_id", "communicator", "group_start", "all_reduce",
                                         "reduce_scatter", "all_gather", "broadcast", "all_to_all",
                                         "send", "receive", "group_end", "abort"));
}

TEST_F(BackendKit, RefusesCollectivesThatCannotBe) {
  const sy_collectives& collectives = *table_.collectives;
  sy_unique_id id{};
  sy_comm* comm = nullptr;
  char out[64];
  EXPECT_EQ(collectives.init(device_, &id, 2, 2, &comm), SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.init(device_, &id, 0, 0, &comm), SY_INVALID_ARGUMENT);
  id.length = sizeof(id.bytes) + 1;
  EXPECT_EQ(collectives.init(device_, &id, 2, 0, &comm), SY_INVALID_ARGUMENT);
  id.length = sizeof(id.bytes);
  ASSERT_EQ(collectives.init(device_, &id, 2, 0, &comm), SY_OK);
  control.calls.clear();
  EXPECT_EQ(collectives.all_reduce(stream_, comm, room_, nullptr, 4, SY_F32, SY_SUM),
            SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.all_reduce(stream_, comm, room_, out, 0, SY_F32, SY_SUM),
            SY_INVALID_ARGUMENT);
  EXPECT_EQ(
      collectives.all_reduce(stream_, comm, room_, out, 4, SY_F32, static_cast<sy_reduce_op>(3)),
      SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.all_gather(stream_, comm, room_, out, 4, static_cast<sy_dtype>(0)),
            SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.broadcast(stream_, comm, room_, 4, SY_F32, 2), SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.send(stream_, comm, room_, 4, SY_F32, 2), SY_INVALID_ARGUMENT);
  EXPECT_EQ(collectives.receive(stream_, nullptr, room_, 4, SY_F32, 0), SY_INVALID_ARGUMENT);
  EXPECT_THAT(control.calls, ElementsAre());
  EXPECT_EQ(collectives.destroy(comm), SY_OK);
}

/// The least that a backend can be: no optional group.
struct LeastStream {
  bool synchronize(double) { return true; }
  bool idle() { return true; }
  void record(stub::Event&) {}
  void copy_to_device(void*, const void*, std::size_t) {}
  void copy_to_host(void*, const void*, std::size_t) {}
  void copy_on_device(void*, const void*, std::size_t) {}
  void fill(void*, std::uint8_t, std::size_t) {}
};
struct LeastDevice {
  sy_properties properties() const { return {}; }
  void* allocate(std::size_t) { return nullptr; }
  void release(void*) {}
  std::uint64_t free_bytes() { return 0; }
  std::unique_ptr<LeastStream> create_stream() { return nullptr; }
  std::unique_ptr<stub::Event> create_event() { return nullptr; }
};
struct LeastBackend {
  static constexpr const char* name = "least";
  static constexpr const char* version = "1";
  static constexpr const char* description = "Nothing optional";
  using Device = LeastDevice;
  using Stream = LeastStream;
  using Event = stub::Event;
  static kit::Probe probe() { return {}; }
  static std::uint32_t count() { return 0; }
  static std::unique_ptr<Device> open(std::uint32_t) { return nullptr; }
};

TEST(BackendKitGroups, ArePresentWhereTheirMembersAre) {
  const sy_backend_v1& table = stub::fresh_table();
  EXPECT_NE(table.gemm, nullptr);
  EXPECT_NE(table.pointwise, nullptr);
  EXPECT_NE(table.collectives, nullptr);
  EXPECT_NE(table.telemetry, nullptr);
  EXPECT_NE(table.probe, nullptr);
}

TEST(BackendKitGroups, AreAbsentWithoutTheirMembers) {
  const sy_backend_v1& table = *kit::detail::Table<LeastBackend>::table();
  EXPECT_NE(table.devices, nullptr);
  EXPECT_NE(table.memory, nullptr);
  EXPECT_NE(table.streams, nullptr);
  EXPECT_EQ(table.gemm, nullptr);
  EXPECT_EQ(table.pointwise, nullptr);
  EXPECT_EQ(table.collectives, nullptr);
  EXPECT_EQ(table.telemetry, nullptr);
  EXPECT_EQ(table.probe, nullptr);
}

/// Every optional group, as far as its libraries are there.
struct Offer {
  bool gemm, collectives, telemetry;
};
Offer offer{};
struct PartlyBackend : stub::Backend {
  static bool offers_gemm() { return offer.gemm; }
  static bool offers_collectives() { return offer.collectives; }
  static bool offers_telemetry() { return offer.telemetry; }
};

TEST(BackendKitGroups, AreAbsentWhereTheirLibraryIs) {
  for (int bits = 0; bits < 8; ++bits) {
    offer = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    const sy_backend_v1& table = *kit::detail::Table<PartlyBackend>::table();
    EXPECT_EQ(table.gemm != nullptr, offer.gemm) << bits;
    EXPECT_EQ(table.collectives != nullptr, offer.collectives) << bits;
    EXPECT_EQ(table.telemetry != nullptr, offer.telemetry) << bits;
    EXPECT_NE(table.pointwise, nullptr) << bits;
  }
}

TEST(BackendKitGroups, StayWhereTheyWereGivenOut) {
  offer = {true, true, true};
  const sy_backend_v1* const whole = kit::detail::Table<PartlyBackend>::table();
  offer = {};
  const sy_backend_v1* const bare = kit::detail::Table<PartlyBackend>::table();
  EXPECT_NE(whole, bare);
  EXPECT_NE(whole->gemm, nullptr);
  EXPECT_EQ(bare->gemm, nullptr);
}

}  // namespace
}  // namespace steelyard
