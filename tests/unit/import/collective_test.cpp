#include "results/import/collective.hpp"

#include <gtest/gtest.h>

namespace steelyard::results::import {
namespace {

std::string name_of(const CollectiveResult& result) {
  return to_string(collective_draft(result, "tool").spec);
}

TEST(Collective, NamesFollowThisProgramsOrder) {
  CollectiveResult result{.collective = find_collective("allreduce"),
                          .dtype = "f32",
                          .op = "sum",
                          .bytes = 1073741824,
                          .ranks = 8};
  EXPECT_EQ(name_of(result), "allreduce:dtype=f32,bytes=1073741824,op=sum,ranks=8");
  result.in_place = true;
  result.blocking = true;
  result.root = 3;
  EXPECT_EQ(name_of(result),
            "allreduce:dtype=f32,bytes=1073741824,op=sum,ranks=8,place=in,mode=blocking,root=3");
  result.dtype.clear();
  result.in_place = result.blocking = false;
  result.root = 0;
  EXPECT_EQ(name_of(result), "allreduce:bytes=1073741824,op=sum,ranks=8");
}

TEST(Collective, OnlyReductionsHaveAnOperation) {
  EXPECT_EQ(name_of({.collective = find_collective("allgather"),
                     .dtype = "f32",
                     .op = "none",
                     .bytes = 8,
                     .ranks = 2}),
            "allgather:dtype=f32,bytes=8,ranks=2");
}

TEST(Collective, SaysHowItWasTimedAndWhatItMoves) {
  CollectiveResult result{
      .collective = find_collective("reduce_scatter"), .op = "sum", .bytes = 100, .ranks = 4};
  CaseDraft draft = collective_draft(result, "IMB");
  EXPECT_EQ(draft.group, "reduce_scatter, IMB");
  EXPECT_EQ(draft.timing, "pipelined");
  EXPECT_EQ(draft.ranks, 4);
  EXPECT_EQ(draft.work.message_bytes, 100);
  EXPECT_DOUBLE_EQ(draft.work.busbw_factor, 0.75);
  result.blocking = true;
  result.in_place = true;
  draft = collective_draft(result, "IMB");
  EXPECT_EQ(draft.timing, "blocking");
  EXPECT_EQ(draft.group, "reduce_scatter in place, IMB");
}

/// nccl-tests, doc/PERFORMANCE.md.
TEST(Collective, FactorsAreThoseOfNcclTests) {
  const auto factor = [](const char* name, int ranks) {
    return find_collective(name)->busbw_factor(ranks);
  };
  EXPECT_DOUBLE_EQ(factor("allreduce", 8), 1.75);
  for (const char* name : {"reduce_scatter", "allgather", "alltoall", "gather", "scatter"}) {
    EXPECT_DOUBLE_EQ(factor(name, 8), 0.875) << name;
  }
  for (const char* name : {"broadcast", "reduce", "sendrecv", "pingpong"}) {
    EXPECT_DOUBLE_EQ(factor(name, 8), 1) << name;
    EXPECT_DOUBLE_EQ(factor(name, 1), 0) << name;
  }
  EXPECT_DOUBLE_EQ(factor("allreduce", 1), 0);
  EXPECT_EQ(find_collective("barrier"), nullptr);
}

TEST(Collective, PartsAreWhatMpiBenchmarksPrintForOneRank) {
  for (const char* name : {"allgather", "alltoall", "gather", "scatter"}) {
    EXPECT_TRUE(find_collective(name)->parts) << name;
  }
  for (const char* name : {"allreduce", "reduce_scatter", "broadcast", "reduce", "pingpong"}) {
    EXPECT_FALSE(find_collective(name)->parts) << name;
  }
}

TEST(Collective, TranslatesTypes) {
  EXPECT_EQ(dtype_word("float"), "f32");
  EXPECT_EQ(dtype_word("half"), "fp16");
  EXPECT_EQ(dtype_word("double"), "f64");
  EXPECT_EQ(dtype_word("bfloat16"), "bf16");
  EXPECT_EQ(dtype_word("int8"), "int8");
  EXPECT_EQ(dtype_word("int"), "int32");
  EXPECT_EQ(dtype_word("f8e4m3"), "fp8_e4m3");
  EXPECT_EQ(dtype_word("MPI_FLOAT"), "f32");
  EXPECT_EQ(dtype_word("MPI_CHAR"), "int8");
  EXPECT_EQ(dtype_word("MPI_BYTE"), "uint8");
  EXPECT_EQ(dtype_word("torch.float8_e4m3fnuz"), "fp8_e4m3_fnuz");
  EXPECT_EQ(dtype_word("uint64"), "uint64");
  EXPECT_EQ(dtype_word("what,ever"), "what.ever");
}

}  // namespace
}  // namespace steelyard::results::import
