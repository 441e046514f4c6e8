#include "harness/comm/communicator.hpp"

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
