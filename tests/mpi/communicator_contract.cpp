#include "tests/mpi/communicator_contract.hpp"

#include <array>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "harness/core/error.hpp"

// Expectations only, no assertion that returns early: a rank that left a body would leave the
// others waiting.
namespace steelyard::test {
namespace {

using comm::Communicator;
using comm::ReduceOp;

constexpr std::array ops{ReduceOp::sum, ReduceOp::min, ReduceOp::max};

std::vector<std::byte> pattern(std::size_t bytes, std::size_t seed) {
  std::vector<std::byte> data(bytes);
  for (std::size_t i = 0; i < bytes; ++i) data[i] = static_cast<std::byte>(i * 31 + seed);
  return data;
}

std::size_t index(int rank) { return static_cast<std::size_t>(rank); }

void ranks_are_numbered(Communicator& comm) {
  const auto ranks = comm::all_gather(comm, std::to_string(comm.rank()));
  EXPECT_EQ(ranks.size(), index(comm.size()));
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    EXPECT_EQ(ranks[rank], std::to_string(rank));
  }
}

void has_a_description(Communicator& comm) { EXPECT_FALSE(comm.description().empty()); }

void barriers_can_follow_each_other(Communicator& comm) {
  for (int i = 0; i < 100; ++i) comm.barrier();
}

void broadcast_copies_rank_0(Communicator& comm) {
  for (const std::size_t bytes : {0u, 1u, 3u, 4096u, 1000003u}) {
    auto data = pattern(bytes, index(comm.rank()) + 1);
    comm.broadcast(data);
    EXPECT_EQ(data, pattern(bytes, 1));
  }
}

void broadcast_text_takes_any_length(Communicator& comm) {
  for (const std::size_t length : {0u, 1u, 70000u}) {
    std::string text = comm.rank() == 0 ? std::string(length, 'x') : "something longer than one";
    comm::broadcast(comm, text);
    EXPECT_EQ(text, std::string(length, 'x'));
  }
}

void all_gather_takes_blocks_of_any_size(Communicator& comm) {
  const auto size_of_rank = [](std::size_t rank) { return rank * rank * 1000; };  // none of rank 0
  const std::size_t mine = index(comm.rank());
  const auto blocks = comm.all_gather(pattern(size_of_rank(mine), mine));
  EXPECT_EQ(blocks.size(), index(comm.size()));
  for (std::size_t rank = 0; rank < blocks.size(); ++rank) {
    EXPECT_EQ(blocks[rank], pattern(size_of_rank(rank), rank));
  }
}

/// Rank r sends r texts, of which one is empty and one holds zeros and separators.
void all_gather_keeps_texts_apart(Communicator& comm) {
  const auto texts_of = [](int rank) {
    const std::vector<std::string> all{"", std::string("a\0b\x1f", 4),
                                       "long " + std::string(300, 'x')};
    return std::vector<std::string>(all.begin(), all.begin() + rank % 4);
  };
  const auto ranks = comm::all_gather(comm, texts_of(comm.rank()));
  ASSERT_EQ(ranks.size(), index(comm.size()));
  for (int rank = 0; rank < comm.size(); ++rank) EXPECT_EQ(ranks[index(rank)], texts_of(rank));
}

void all_gather_of_nothing_is_empty(Communicator& comm) {
  EXPECT_EQ(comm.all_gather({}), std::vector<std::vector<std::byte>>(index(comm.size())));
}

void gather_concatenates_on_rank_0(Communicator& comm) {
  for (const std::size_t length : {0u, 1u, 5u, 10000u}) {
    std::vector<double> block(length);
    std::iota(block.begin(), block.end(), comm.rank() * 1e6);
    const std::vector<double> all = comm.gather(block);
    EXPECT_EQ(all.size(), comm.rank() == 0 ? length * index(comm.size()) : 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i], static_cast<double>(i / length) * 1e6 + static_cast<double>(i % length));
    }
  }
}

void all_reduce_combines_doubles_in_place(Communicator& comm) {
  const double n = comm.size();
  const double r = comm.rank();
  std::vector<double> values{r, -r, 1};
  comm.all_reduce(values, ReduceOp::sum);
  EXPECT_EQ(values, (std::vector<double>{n * (n - 1) / 2, -n * (n - 1) / 2, n}));
  values = {r, -r, 1};
  comm.all_reduce(values, ReduceOp::min);
  EXPECT_EQ(values, (std::vector<double>{0, 1 - n, 1}));
  values = {r, -r, 1};
  comm.all_reduce(values, ReduceOp::max);
  EXPECT_EQ(values, (std::vector<double>{n - 1, 0, 1}));
  comm.all_reduce(std::span<double>{}, ReduceOp::sum);
}

/// Small enough to stay exact in each dtype over eight ranks.
double element(Dtype dtype, std::size_t i, std::size_t rank) {
  const auto value = static_cast<double>((i * 7 + rank * 3) % 9);
  return dtype == Dtype::uint8 ? value : value - 4;
}

double combined(Dtype dtype, ReduceOp op, std::size_t i, std::size_t ranks) {
  double result = element(dtype, i, 0);
  for (std::size_t rank = 1; rank < ranks; ++rank) {
    const double other = element(dtype, i, rank);
    if (op == ReduceOp::sum) result += other;
    if (op == ReduceOp::min) result = std::min(result, other);
    if (op == ReduceOp::max) result = std::max(result, other);
  }
  return result;
}

void expect_exact_all_reduce(Communicator& comm, Dtype dtype, ReduceOp op, std::size_t count) {
  std::vector<double> mine(count);
  std::vector<double> expected(count);
  for (std::size_t i = 0; i < count; ++i) {
    mine[i] = element(dtype, i, index(comm.rank()));
    expected[i] = combined(dtype, op, i, index(comm.size()));
  }
  std::vector<std::byte> send(count * size_of(dtype));
  encode(dtype, mine, send);
  const std::vector<std::byte> unchanged = send;
  std::vector<std::byte> wanted(send.size());
  encode(dtype, expected, wanted);
  std::vector<std::byte> receive(send.size());

  const comm::Operation reduce =
      comm.prepare_all_reduce(send.data(), receive.data(), count, dtype, op);
  for (int run = 0; run < 2; ++run) {
    std::fill(receive.begin(), receive.end(), std::byte{0xA5});
    reduce();
    EXPECT_EQ(receive, wanted) << name(dtype) << " " << comm::name(op) << " of " << count;
    EXPECT_EQ(send, unchanged) << name(dtype) << " " << comm::name(op) << " of " << count;
  }
}

void all_reduce_is_exact_in_every_dtype(Communicator& comm) {
  for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::bf16, Dtype::fp16, Dtype::int32,
                            Dtype::int8, Dtype::uint8}) {
    for (const ReduceOp op : ops) {
      for (const std::size_t count : {0u, 1u, 2u, 3u, 7u, 64u, 1000u, 40009u}) {
        expect_exact_all_reduce(comm, dtype, op, count);
      }
    }
  }
}

/// Rank 0 gives a, rank 1 gives b, all others nothing; with one rank the sum is a.
double sum_of_two(Communicator& comm, Dtype dtype, double a, double b) {
  const double mine = comm.rank() == 0 ? a : comm.rank() == 1 ? b : 0;
  std::array<std::byte, 8> send{};
  std::array<std::byte, 8> receive{};
  const auto bytes = std::span(send).first(size_of(dtype));
  encode(dtype, std::span(&mine, 1), bytes);
  comm.prepare_all_reduce(send.data(), receive.data(), 1, dtype, ReduceOp::sum)();
  return decode(dtype, std::span(receive).first(size_of(dtype)), 0);
}

void two_byte_sums_round_to_nearest_even(Communicator& comm) {
  if (comm.size() == 1) return;
  EXPECT_EQ(sum_of_two(comm, Dtype::bf16, 256, 1), 256);    // tie of 256 and 258
  EXPECT_EQ(sum_of_two(comm, Dtype::bf16, 258, 1), 260);    // tie of 258 and 260
  EXPECT_EQ(sum_of_two(comm, Dtype::bf16, 256, 1.5), 258);  // nearer to 258
  EXPECT_EQ(sum_of_two(comm, Dtype::fp16, 2048, 1), 2048);
  EXPECT_EQ(sum_of_two(comm, Dtype::fp16, 2050, 1), 2052);
  EXPECT_EQ(sum_of_two(comm, Dtype::fp16, 65504, 8), 65504);
}

void all_reduce_refuses_other_dtypes(Communicator& comm) {
  std::array<std::byte, 8> send{};
  std::array<std::byte, 8> receive{};
  for (const Dtype dtype : {Dtype::tf32, Dtype::fp8_e4m3, Dtype::fp8_e5m2}) {
    EXPECT_THROW(comm.prepare_all_reduce(send.data(), receive.data(), 1, dtype, ReduceOp::sum),
                 CommError);
  }
}

void messages_arrive(Communicator& comm) {
  for (const std::size_t bytes : {1u, 8u, 100000u}) {
    for (int rank = 1; rank < comm.size(); ++rank) {
      auto data = comm.rank() == 0 ? pattern(bytes, index(rank)) : std::vector<std::byte>(bytes);
      if (comm.rank() == 0) comm.send(data, rank);
      if (comm.rank() == rank) {
        comm.receive(data, 0);
        EXPECT_EQ(data, pattern(bytes, index(rank)));
        comm.send(data, 0);
      }
      if (comm.rank() == 0) {
        std::vector<std::byte> back(bytes);
        comm.receive(back, rank);
        EXPECT_EQ(back, data);
      }
    }
  }
}

void neighbours_exchange_messages(Communicator& comm) {
  const int with = comm.rank() ^ 1;
  if (with >= comm.size()) return;
  for (const std::size_t bytes : {1u, 8u, 100000u}) {
    const auto mine = pattern(bytes, index(comm.rank()));
    std::vector<std::byte> theirs(bytes);
    comm.exchange(mine, theirs, with);
    EXPECT_EQ(theirs, pattern(bytes, index(with)));
  }
}

void messages_of_another_size_are_an_error(Communicator& comm) {
  for (const std::size_t sent : {4u, 12u}) {
    std::vector<std::byte> data(sent);
    std::vector<std::byte> room(8);
    if (comm.size() > 1 && comm.rank() == 1) comm.send(data, 0);
    if (comm.size() > 1 && comm.rank() == 0) {
      EXPECT_THROW(comm.receive(room, 1), CommError);
    }
    comm.barrier();
  }
}

void no_message_to_oneself_or_to_nobody(Communicator& comm) {
  std::array<std::byte, 4> data{};
  EXPECT_THROW(comm.send(data, comm.rank()), CommError);
  EXPECT_THROW(comm.receive(data, comm.rank()), CommError);
  EXPECT_THROW(comm.send(data, comm.size()), CommError);
  EXPECT_THROW(comm.receive(data, comm.size()), CommError);
  std::array<std::byte, 4> room{};
  EXPECT_THROW(comm.exchange(data, room, comm.rank()), CommError);
  EXPECT_THROW(comm.exchange(data, room, comm.size()), CommError);
}

void agreement_reaches_all(Communicator& comm) {
  EXPECT_EQ(comm::max_over_ranks(comm, -2.0 - comm.rank()), -2.0);
  EXPECT_EQ(comm::max_over_ranks(comm, comm.rank() * 1.5), (comm.size() - 1) * 1.5);
  EXPECT_TRUE(comm::all_true(comm, true));
  EXPECT_FALSE(comm::all_true(comm, false));
  EXPECT_FALSE(comm::all_true(comm, comm.rank() != comm.size() - 1));
}

constexpr ContractItem items[] = {
    {"RanksAreNumbered", ranks_are_numbered},
    {"HasADescription", has_a_description},
    {"BarriersCanFollowEachOther", barriers_can_follow_each_other},
    {"BroadcastCopiesRank0", broadcast_copies_rank_0},
    {"BroadcastTextTakesAnyLength", broadcast_text_takes_any_length},
    {"AllGatherTakesBlocksOfAnySize", all_gather_takes_blocks_of_any_size},
    {"AllGatherKeepsTextsApart", all_gather_keeps_texts_apart},
    {"AllGatherOfNothingIsEmpty", all_gather_of_nothing_is_empty},
    {"GatherConcatenatesOnRank0", gather_concatenates_on_rank_0},
    {"AllReduceCombinesDoublesInPlace", all_reduce_combines_doubles_in_place},
    {"AllReduceIsExactInEveryDtype", all_reduce_is_exact_in_every_dtype},
    {"TwoByteSumsRoundToNearestEven", two_byte_sums_round_to_nearest_even},
    {"AllReduceRefusesOtherDtypes", all_reduce_refuses_other_dtypes},
    {"MessagesArrive", messages_arrive},
    {"NeighboursExchangeMessages", neighbours_exchange_messages},
    {"MessagesOfAnotherSizeAreAnError", messages_of_another_size_are_an_error},
    {"NoMessageToOneselfOrToNobody", no_message_to_oneself_or_to_nobody},
    {"AgreementReachesAll", agreement_reaches_all},
};

}  // namespace

std::span<const ContractItem> communicator_contract() { return items; }

}  // namespace steelyard::test
