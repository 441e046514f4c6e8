#include "harness/comm/mirrored_communicator.hpp"

#include <fmt/format.h>

#include "harness/core/error.hpp"

namespace steelyard::comm {
namespace {

[[noreturn]] void refuse(const char* what) {
  throw CommError(fmt::format("{} has no meaning among ranks that mirror one another.", what));
}

}  // namespace

MirroredCommunicator::MirroredCommunicator(int size) : size_(size) { STEELYARD_ASSERT(size > 0); }

std::string MirroredCommunicator::description() const { return "mirrored ranks of one process"; }

void MirroredCommunicator::require_alive() const {
  const int code = aborted_.load();
  if (code >= 0) throw CommError(fmt::format("The run was aborted with exit code {}.", code));
}

void MirroredCommunicator::barrier() { require_alive(); }

void MirroredCommunicator::broadcast(std::span<std::byte>) { require_alive(); }

std::vector<std::vector<std::byte>> MirroredCommunicator::all_gather(
    std::span<const std::byte> block) {
  require_alive();
  return std::vector(static_cast<std::size_t>(size_),
                     std::vector<std::byte>(block.begin(), block.end()));
}

std::vector<std::vector<std::byte>> MirroredCommunicator::gather_blocks(
    std::span<const std::byte> block) {
  return all_gather(block);
}

std::vector<double> MirroredCommunicator::gather(std::span<const double> block) {
  require_alive();
  std::vector<double> all;
  all.reserve(block.size() * static_cast<std::size_t>(size_));
  for (int rank = 0; rank < size_; ++rank) all.insert(all.end(), block.begin(), block.end());
  return all;
}

void MirroredCommunicator::all_reduce(std::span<double> values, ReduceOp op) {
  require_alive();
  if (op != ReduceOp::sum) return;
  for (double& value : values) value *= size_;
}

Operation MirroredCommunicator::prepare_all_reduce(const void*, void*, std::size_t, Dtype,
                                                   ReduceOp) {
  refuse("The all-reduce on host memory");
}

void MirroredCommunicator::send(std::span<const std::byte>, int) { refuse("A message"); }

void MirroredCommunicator::receive(std::span<std::byte>, int) { refuse("A message"); }

void MirroredCommunicator::exchange(std::span<const std::byte>, std::span<std::byte>, int) {
  refuse("A message");
}

void MirroredCommunicator::abort(int exit_code) { aborted_.store(exit_code); }

}  // namespace steelyard::comm
