#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "results/store/separate_process.hpp"

namespace steelyard::results {

/// One copy of this process that does piece after piece of work, each within limits of its own:
/// what run_separately() starts. Killed when this is destroyed.
class WorkerProcess {
 public:
  /// Forks. Throws StoreError if there can be no process.
  explicit WorkerProcess(const std::function<bool(std::size_t, const Tell&)>& work);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Has it do a piece; it must not be at one. If it is gone already, that piece will have crashed.
  void give(std::size_t piece, const ProcessLimits& limits);
  bool is_at_work() const { return at_work_; }
  std::size_t piece() const { return piece_; }
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  /// Can be waited on for reading; then, or at the deadline, take_end() does not block.
  int descriptor() const { return channel_; }
  /// What became of the piece that it was at. An answer must be done with before the next piece is
  /// given.
  ProcessEnd take_end();
  /// Whether it can be given another piece.
  bool is_fit() const { return is_fit_; }

 private:
  ProcessEnd end_of_process(bool in_time);
  void close_all();

  pid_t child_ = -1;
  int answer_ = -1;   ///< memory without a name, which it writes answers to
  int channel_ = -1;  ///< orders go to it, words that an answer is whole come back
  bool at_work_ = false;
  bool is_fit_ = true;
  std::size_t piece_ = 0;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace steelyard::results
