#include <array>

#include "harness/device/conformance/communicators.hpp"
#include "harness/device/conformance/flaw.hpp"
#include "harness/device/conformance/rungs.hpp"

namespace steelyard::device::conformance {
namespace {

void names_its_library(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    char text[SY_LONG_TEXT] = "";
    rank.expect_ok(rank.collectives.library(rank.comm, text, sizeof(text)), "library()");
    expect(*text != '\0', "The library of the collectives has no name.");
    rank.expect_ok(rank.collectives.algorithm(rank.comm, text, sizeof(text)), "algorithm()");
  });
}

void all_reduce_one(RankThread& rank, Dtype dtype, std::size_t count, sy_reduce_op op) {
  const Values sent = elements(rank.rank, count);
  const Buffer send = rank.upload(dtype, sent);
  const Buffer receive = rank.poisoned(dtype, count);
  const sy_status status = rank.collectives.all_reduce(rank.stream.handle(), rank.comm, send.data(),
                                                       receive.data(), count, to_abi(dtype), op);
  if (status == SY_UNSUPPORTED && dtype != Dtype::f32) return;
  constexpr const char* words[] = {"the all-reduce (sum)", "the all-reduce (minimum)",
                                   "the all-reduce (maximum)"};
  const std::string what = case_text(words[op], count, dtype, rank);
  rank.expect_ok(status, what);
  expect_same(rank.download(dtype, receive), reduced(op, rank.ranks, count), what);
  expect_same(rank.download(dtype, send), sent, "what was sent in " + what);
}

void all_reduces(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    for (const Dtype dtype : reducible) {
      for (const std::size_t count : element_counts) {
        for (const sy_reduce_op op : {SY_SUM, SY_MIN, SY_MAX}) {
          all_reduce_one(rank, dtype, count, op);
        }
      }
    }
  });
}

void all_reduces_many(Subject& subject) {
  on_all_sizes(subject,
               [](RankThread& rank) { all_reduce_one(rank, Dtype::f32, 1'500'001, SY_SUM); });
}

void lets_integers_wrap(Subject& subject) {
  on_two(subject, [](RankThread& rank) {
    const Buffer send = rank.upload(Dtype::int8, Values{100, -100, 1});
    const Buffer receive = rank.poisoned(Dtype::int8, 3);
    const sy_status status = rank.collectives.all_reduce(
        rank.stream.handle(), rank.comm, send.data(), receive.data(), 3, SY_INT8, SY_SUM);
    if (status == SY_UNSUPPORTED) throw NotOffered("The backend does not reduce int8.");
    rank.expect_ok(status, "an all-reduce of int8");
    expect_same(rank.download(Dtype::int8, receive), Values{-56, 56, 2},
                "the sum of twice 100, -100 and 1 in int8, which wraps around");
  });
}

void reduce_scatters(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    for (const Dtype dtype : reducible) {
      for (const std::size_t count : element_counts) {
        const Buffer send = rank.upload(dtype, elements(rank.rank, count * rank.ranks));
        const Buffer receive = rank.poisoned(dtype, count);
        const sy_status status =
            rank.collectives.reduce_scatter(rank.stream.handle(), rank.comm, send.data(),
                                            receive.data(), count, to_abi(dtype), SY_SUM);
        if (status == SY_UNSUPPORTED && dtype != Dtype::f32) continue;
        const std::string what = case_text("the reduce-scatter", count, dtype, rank);
        rank.expect_ok(status, what);
        expect_same(rank.download(dtype, receive),
                    reduced(SY_SUM, rank.ranks, count, rank.rank * count), what);
      }
    }
  });
}

void all_gathers(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    for (const std::size_t count : element_counts) {
      const std::string what = case_text("the all-gather", count, Dtype::f32, rank);
      const Buffer send = rank.upload(Dtype::f32, elements(rank.rank, count));
      const Buffer receive = rank.poisoned(Dtype::f32, count * rank.ranks);
      rank.expect_ok(rank.collectives.all_gather(rank.stream.handle(), rank.comm, send.data(),
                                                 receive.data(), count, SY_F32),
                     what);
      Values expected;
      for (std::uint32_t other = 0; other < rank.ranks; ++other) {
        const Values part = elements(other, count);
        expected.insert(expected.end(), part.begin(), part.end());
      }
      expect_same(rank.download(Dtype::f32, receive), expected, what);
    }
  });
}

void broadcasts(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    for (const std::size_t count : element_counts) {
      for (std::uint32_t root = 0; root < rank.ranks; ++root) {
        const std::string what = case_text("the broadcast", count, Dtype::bf16, rank) +
                                 " from rank " + std::to_string(root);
        const Buffer buffer = rank.upload(Dtype::bf16, elements(rank.rank, count));
        rank.expect_ok(rank.collectives.broadcast(rank.stream.handle(), rank.comm, buffer.data(),
                                                  count, SY_BF16, root),
                       what);
        expect_same(rank.download(Dtype::bf16, buffer), elements(root, count), what);
      }
    }
  });
}

void sends_all_to_all(Subject& subject) {
  on_all_sizes(subject, [](RankThread& rank) {
    for (const std::size_t count : element_counts) {
      const std::string what = case_text("the all-to-all", count, Dtype::int32, rank);
      const Buffer send = rank.upload(Dtype::int32, elements(rank.rank, count * rank.ranks));
      const Buffer receive = rank.poisoned(Dtype::int32, count * rank.ranks);
      const sy_status status = rank.collectives.all_to_all(
          rank.stream.handle(), rank.comm, send.data(), receive.data(), count, SY_INT32);
      if (status == SY_UNSUPPORTED) throw NotOffered("The backend has no all-to-all.");
      rank.expect_ok(status, what);
      Values expected;
      for (std::uint32_t other = 0; other < rank.ranks; ++other) {
        const Values part = elements(other, count, rank.rank * count);
        expected.insert(expected.end(), part.begin(), part.end());
      }
      expect_same(rank.download(Dtype::int32, receive), expected, what);
    }
  });
}

}  // namespace

std::span<const Rung> collective_rungs() {
  static constexpr std::array rungs{
      Rung{"collectives.library", "joins 1 to 4 ranks, and names its library", Needs::nothing,
           names_its_library},
      Rung{"collectives.all_reduce", "all-reduces every dtype, count and operation", Needs::results,
           all_reduces},
      Rung{"collectives.all_reduce_many", "all-reduces 1.5 million elements", Needs::results,
           all_reduces_many},
      Rung{"collectives.wrap", "lets integers wrap around", Needs::results, lets_integers_wrap},
      Rung{"collectives.reduce_scatter", "reduce-scatters every dtype and count", Needs::results,
           reduce_scatters},
      Rung{"collectives.all_gather", "all-gathers every count", Needs::results, all_gathers},
      Rung{"collectives.broadcast", "broadcasts from every root", Needs::results, broadcasts},
      Rung{"collectives.all_to_all", "sends all to all", Needs::results, sends_all_to_all},
  };
  return rungs;
}

}  // namespace steelyard::device::conformance
