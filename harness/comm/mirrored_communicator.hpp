#pragma once

#include <atomic>

#include "harness/comm/communicator.hpp"

namespace steelyard::comm {

/// Rank 0 of a group whose other ranks are mirrors of it: they do and say what this one does, and
/// need no process. Stands for many equal devices where the work of one tells the work of all, as
/// with modelled chips.
///
/// Gathers repeat this rank's block, broadcasts leave the data as they are, a sum is this rank's
/// value times the number of ranks, minimum and maximum are the value itself. No call waits.
/// Messages between two ranks have no meaning here, and the measured all-reduce on host memory is
/// not offered, since nothing would travel: both throw CommError. abort() makes every later call
/// throw CommError.
class MirroredCommunicator final : public Communicator {
 public:
  /// `size`: ranks in all, 1 at least.
  explicit MirroredCommunicator(int size);

  int rank() const override { return 0; }
  int size() const override { return size_; }
  std::string description() const override;

  void barrier() override;
  void broadcast(std::span<std::byte> data) override;
  std::vector<std::vector<std::byte>> all_gather(std::span<const std::byte> block) override;
  std::vector<std::vector<std::byte>> gather_blocks(std::span<const std::byte> block) override;
  std::vector<double> gather(std::span<const double> block) override;
  void all_reduce(std::span<double> values, ReduceOp op) override;

  Operation prepare_all_reduce(const void* send, void* receive, std::size_t count, Dtype dtype,
                               ReduceOp op) override;
  std::string all_reduce_method() override { return description(); }

  void send(std::span<const std::byte> data, int to) override;
  void receive(std::span<std::byte> data, int from) override;
  void exchange(std::span<const std::byte> send, std::span<std::byte> receive, int with) override;

  void abort(int exit_code) override;

 private:
  void require_alive() const;

  int size_;
  std::atomic<int> aborted_ = -1;  ///< exit code, or -1
};

}  // namespace steelyard::comm
