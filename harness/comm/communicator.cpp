#include "harness/comm/communicator.hpp"

#include <cstring>

#include "harness/core/error.hpp"

namespace steelyard::comm {

std::string_view name(ReduceOp op) {
  switch (op) {
    case ReduceOp::sum:
      return "sum";
    case ReduceOp::min:
      return "min";
    case ReduceOp::max:
      return "max";
  }
  STEELYARD_ASSERT(false && "every reduction has a name");
  return {};
}

std::vector<std::vector<std::byte>> Communicator::gather_blocks(std::span<const std::byte> block) {
  const auto length = static_cast<double>(block.size());
  const std::vector<double> lengths = gather(std::span(&length, 1));
  if (rank() != 0) {
    if (!block.empty()) send(block, 0);
    return {};
  }
  std::vector<std::vector<std::byte>> blocks{{block.begin(), block.end()}};
  for (std::size_t sender = 1; sender < lengths.size(); ++sender) {
    std::vector<std::byte> received(static_cast<std::size_t>(lengths[sender]));
    if (!received.empty()) receive(received, static_cast<int>(sender));
    blocks.push_back(std::move(received));
  }
  return blocks;
}

void broadcast(Communicator& comm, std::string& text) {
  std::uint64_t length = text.size();
  comm.broadcast(std::as_writable_bytes(std::span(&length, 1)));
  text.resize(length);
  comm.broadcast(std::as_writable_bytes(std::span(text)));
}

std::vector<std::string> all_gather(Communicator& comm, const std::string& text) {
  std::vector<std::string> texts;
  for (const std::vector<std::byte>& block : comm.all_gather(std::as_bytes(std::span(text)))) {
    texts.emplace_back(reinterpret_cast<const char*>(block.data()), block.size());
  }
  return texts;
}

std::vector<std::vector<std::string>> all_gather(Communicator& comm,
                                                 std::span<const std::string> texts) {
  std::string mine;
  for (const std::string& text : texts) {
    const std::uint64_t length = text.size();
    mine.append(reinterpret_cast<const char*>(&length), sizeof(length));
    mine += text;
  }
  std::vector<std::vector<std::string>> ranks;
  for (const std::string& sent : all_gather(comm, mine)) {
    std::vector<std::string>& received = ranks.emplace_back();
    for (std::size_t at = 0; at < sent.size();) {
      std::uint64_t length = 0;
      STEELYARD_ASSERT(sent.size() - at >= sizeof(length));
      std::memcpy(&length, sent.data() + at, sizeof(length));
      at += sizeof(length);
      STEELYARD_ASSERT(sent.size() - at >= length);
      received.push_back(sent.substr(at, length));
      at += length;
    }
  }
  return ranks;
}

double max_over_ranks(Communicator& comm, double value) {
  comm.all_reduce(std::span(&value, 1), ReduceOp::max);
  return value;
}

bool all_true(Communicator& comm, bool flag) {
  double value = flag ? 1 : 0;
  comm.all_reduce(std::span(&value, 1), ReduceOp::min);
  return value != 0;
}

}  // namespace steelyard::comm
