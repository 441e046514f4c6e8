#include "workloads/matmul/prepared_matmul.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "harness/core/error.hpp"
#include "tests/contract/workload/device_ranks.hpp"
#include "tests/unit/workloads/tapped_backend.hpp"
#include "workloads/table.hpp"

namespace steelyard::workloads::matmul {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Shape shape_of(const std::string& parameters) {
  return parse_shape(parse_case("matmul:" + parameters));
}

const char* const small_nn = "dtype=f32,m=8,n=6,k=4,trans=nn";

/// Runs `body` with a case prepared on one rank of a tapped fake device.
void tapped(const std::string& parameters,
            const std::function<void(PreparedMatmul&, run::CaseContext&)>& body) {
  setenv("STEELYARD_FAKE", "", 1);
  test::on_devices(test::tapped_table(), 1, [&](run::CaseContext& context) {
    PreparedMatmul prepared(shape_of(parameters), context);
    body(prepared, context);
  });
}

Verification verified_under(const std::string& script, const std::string& parameters) {
  Verification result;
  test::on_fake_devices(script, 1, [&](run::CaseContext& context) {
    result = PreparedMatmul(shape_of(parameters), context).verify();
  });
  return result;
}

TEST(PreparedMatmul, ABrokenKernelFailsAndNamesTheElement) {
  const Verification result = verified_under("wrong=gemm", small_nn);
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_THAT(result.evidence, StartsWith("C[7, 5] of matrix 0, small-integers data, is "));
  EXPECT_THAT(result.evidence, HasSubstr("expected"));
  EXPECT_THAT(result.evidence, HasSubstr("2 of 96 elements checked are wrong"));
  EXPECT_GT(result.worst_error, 1);
}

TEST(PreparedMatmul, FindsAWrongElementOfTheLastMatrixOfABatch) {
  const Verification result =
      verified_under("wrong=gemm@1", "dtype=int8,m=70,n=70,k=4,trans=nt,batch=5");
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_THAT(result.evidence, StartsWith("C[69, 69] of matrix 4,"));
}

TEST(PreparedMatmul, ChecksNormalDataToo) {
  const Verification result = verified_under("wrong=gemm@2", small_nn);
  EXPECT_EQ(result.state, VerificationState::failed);
  EXPECT_THAT(result.evidence, HasSubstr("normal data"));
  EXPECT_EQ(verified_under("wrong=gemm@3", small_nn).state, VerificationState::verified);
}

TEST(PreparedMatmul, SoundKernelsAreVerified) {
  for (const char* parameters :
       {small_nn, "dtype=bf16,m=80,n=70,k=33,trans=tt", "dtype=int8,m=5,n=9,k=7,trans=tn,a=uint8",
        "dtype=fp16,m=5,n=9,k=7,trans=nt,batch=3", "dtype=f64,m=5,n=9,k=300,trans=nt"}) {
    const Verification result = verified_under("", parameters);
    EXPECT_EQ(result.state, VerificationState::verified) << parameters << ": " << result.evidence;
    EXPECT_THAT(result.method, HasSubstr("dot products in double"));
  }
  EXPECT_EQ(verified_under("", small_nn).elements_checked, 2u * 48u);
}

TEST(PreparedMatmul, OutputsArePoisonedBeforeVerification) {
  tapped(small_nn, [](PreparedMatmul& prepared, run::CaseContext&) {
    EXPECT_EQ(prepared.verify().state, VerificationState::verified);
    // A kernel that writes nothing would leave the right results of the pass before.
    test::taps().multiply = false;
    const Verification result = prepared.verify();
    EXPECT_EQ(result.state, VerificationState::failed);
    EXPECT_THAT(result.evidence, HasSubstr("nan"));
    EXPECT_THAT(result.evidence, HasSubstr("96 of 96"));
  });
}

std::vector<float> floats_at(const void* data, std::size_t count) {
  std::vector<float> values(count);
  std::memcpy(values.data(), data, count * sizeof(float));
  return values;
}

TEST(PreparedMatmul, ColdInputsRotateThroughMoreThanTwiceTheCache) {
  tapped(small_nn, [](PreparedMatmul& prepared, run::CaseContext& context) {
    const std::uint64_t set_bytes = 4 * (8 * 4 + 4 * 6 + 8 * 6);
    const std::uint64_t slots = 2 * context.device.properties().cache_bytes / set_bytes + 1;
    prepared.load();
    for (std::uint64_t i = 0; i < slots + 2; ++i) prepared.iteration()(i);
    const auto& calls = test::taps().gemm_calls;
    std::set<const void*> a;
    std::set<const void*> b;
    std::set<void*> c;
    for (const auto& call : calls) {
      a.insert(call.a);
      b.insert(call.b);
      c.insert(call.c);
    }
    EXPECT_EQ(a.size(), slots);
    EXPECT_EQ(b.size(), slots);
    EXPECT_EQ(c.size(), slots);
    EXPECT_EQ(calls[slots].a, calls[0].a);
    EXPECT_EQ(calls[slots + 1].c, calls[1].c);
    // Neighbours hold different data, and no matrix overlaps the next.
    EXPECT_NE(floats_at(calls[0].a, 32), floats_at(calls[1].a, 32));
    EXPECT_NE(floats_at(calls[0].b, 24), floats_at(calls[1].b, 24));
    EXPECT_NE(floats_at(calls[slots - 1].a, 32), floats_at(calls[0].a, 32));
    EXPECT_EQ(static_cast<const std::byte*>(calls[1].a) - static_cast<const std::byte*>(calls[0].a),
              256);
  });
}

TEST(PreparedMatmul, HotInputsStay) {
  tapped(std::string(small_nn) + ",cache=hot", [](PreparedMatmul& prepared, run::CaseContext&) {
    prepared.load();
    prepared.iteration()(0);
    prepared.iteration()(1);
    const auto& calls = test::taps().gemm_calls;
    EXPECT_EQ(calls.at(0).a, calls.at(1).a);
    EXPECT_EQ(calls.at(0).b, calls.at(1).b);
    EXPECT_EQ(calls.at(0).c, calls.at(1).c);
  });
}

TEST(PreparedMatmul, TimedDataAreThoseOfTheCaseInEverySlot) {
  tapped(small_nn, [](PreparedMatmul& prepared, run::CaseContext& context) {
    prepared.verify();
    const auto exact = floats_at(test::taps().gemm_calls.at(0).a, 32);
    context.data = run::DataPattern::zeros;
    prepared.load();
    for (std::uint64_t i = 0; i < 3; ++i) prepared.iteration()(i);
    for (std::size_t call = 2; call < 5; ++call) {
      EXPECT_EQ(floats_at(test::taps().gemm_calls.at(call).a, 32), std::vector<float>(32));
      EXPECT_EQ(floats_at(test::taps().gemm_calls.at(call).b, 24), std::vector<float>(24));
    }
  });
}

TEST(PreparedMatmul, LoadPoisonsTheOutputs) {
  tapped(small_nn, [](PreparedMatmul& prepared, run::CaseContext&) {
    test::taps().multiply = false;
    prepared.load();
    prepared.iteration()(1);
    std::vector<std::byte> c(8 * 6 * 4);
    std::memcpy(c.data(), test::taps().gemm_calls.at(0).c, c.size());
    EXPECT_EQ(c, std::vector<std::byte>(c.size(), std::byte{0xFF}));
  });
}

TEST(PreparedMatmul, PackedSlotsHoldTheNextDataToo) {
  // The fake backend packs B when it is transposed: k x n instead of n x k.
  tapped("dtype=f32,m=1,n=300,k=300,trans=nt", [](PreparedMatmul& prepared, run::CaseContext&) {
    prepared.load();
    for (std::uint64_t i = 0; i < 3; ++i) prepared.iteration()(i);
    const auto& calls = test::taps().gemm_calls;
    std::vector<std::vector<float>> slots;
    for (const auto& call : calls) slots.push_back(floats_at(call.b, 90000));
    EXPECT_NE(slots[0], slots[1]);
    EXPECT_NE(slots[1], slots[2]);
    EXPECT_THAT(prepared.algorithm(), HasSubstr("B packed"));
  });
}

TEST(PreparedMatmul, FreesTheWaitingOperandOnceLoaded) {
  tapped("dtype=f32,m=4,n=16,k=16,trans=nt",
         [](PreparedMatmul& prepared, run::CaseContext& context) {
           const std::uint64_t before = context.device.free_bytes();
           prepared.load();
           EXPECT_EQ(context.device.free_bytes() - before, 16u * 16u * 4u);
         });
}

TEST(PreparedMatmul, TunesForAsLongAsTheRunAllows) {
  tapped(small_nn, [](PreparedMatmul&, run::CaseContext& context) {
    EXPECT_THAT(test::taps().autotune_seconds, ElementsAre(context.autotune_seconds));
  });
}

TEST(PreparedMatmul, EachRankHasItsOwnData) {
  setenv("STEELYARD_FAKE", "", 1);
  test::on_devices(test::tapped_table(), 2, [](run::CaseContext& context) {
    PreparedMatmul prepared(shape_of(small_nn), context);
    prepared.load();
    prepared.iteration()(0);
    context.comm.barrier();
    const auto& calls = test::taps().gemm_calls;
    EXPECT_EQ(calls.size(), 2u);
    EXPECT_NE(floats_at(calls[0].a, 32), floats_at(calls[1].a, 32));
    EXPECT_NE(floats_at(calls[0].b, 24), floats_at(calls[1].b, 24));
    context.comm.barrier();
  });
}

TEST(PreparedMatmul, EveryPassHasDataOfItsOwn) {
  tapped("dtype=f32,m=8,n=6,k=4,trans=nn,cache=hot",
         [](PreparedMatmul& prepared, run::CaseContext&) {
           std::vector<std::vector<float>> a;
           test::taps().before_run = [&](const test::GemmCall& call) {
             a.push_back(floats_at(call.a, 32));
           };
           prepared.verify();
           prepared.load();
           prepared.iteration()(0);
           ASSERT_EQ(a.size(), 3u);
           EXPECT_NE(a[0], a[1]);
           EXPECT_NE(a[1], a[2]);
           EXPECT_NE(a[0], a[2]);
           for (const float value : a[0]) EXPECT_EQ(value, std::round(value));
         });
}

TEST(PreparedMatmul, VerifiesFp8) {
  test::on_fake_devices("", 1, [](run::CaseContext& context) {
    for (const char* dtype : {"fp8_e4m3", "fp8_e5m2", "fp8_e4m3_fnuz", "fp8_e5m2_fnuz"}) {
      PreparedMatmul prepared(shape_of(fmt::format("dtype={},m=8,n=8,k=32,trans=nt", dtype)),
                              context);
      EXPECT_EQ(prepared.verify().state, VerificationState::verified) << dtype;
    }
  });
}

TEST(OperandData, RepeatsItsBlockOnTheDevice) {
  test::on_fake_devices("", 1, [](run::CaseContext& context) {
    const std::uint64_t elements = 5'000'000;
    const OperandData data(run::DataPattern::small_integers, Dtype::int8, elements, 1);
    const std::size_t length = data.block().size();
    EXPECT_EQ(length, 4'000'012u);
    device::Buffer buffer(context.device, elements);
    data.upload(context.stream, buffer.data(), 0, elements);
    context.stream.synchronize();
    EXPECT_EQ(std::memcmp(buffer.data(), data.block().data(), length), 0);
    EXPECT_EQ(std::memcmp(buffer.at(length), data.block().data(), elements - length), 0);
    // From the middle of the second round.
    data.upload(context.stream, buffer.data(), length + 7, 100);
    context.stream.synchronize();
    EXPECT_EQ(std::memcmp(buffer.data(), data.block().data() + 7, 100), 0);
  });
}

}  // namespace
}  // namespace steelyard::workloads::matmul
