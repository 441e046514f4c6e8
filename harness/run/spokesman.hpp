#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "harness/comm/communicator.hpp"
#include "harness/run/collector.hpp"

namespace steelyard::run {

/// Speaks to the collectors on rank 0, and lets all ranks know when one of them fails.
class Spokesman {
 public:
  Spokesman(comm::Communicator& comm, std::vector<std::unique_ptr<Collector>>& collectors)
      : comm_(comm), collectors_(collectors) {}

  using Message = std::function<void(Collector&)>;

  /// Hands `message` to every collector, on rank 0. Collective: if a collector throws there, Ended
  /// is thrown on every rank.
  void speak(const Message& message);

  /// Rank 0, not collective. A collector that cannot show progress does not end a run: the first
  /// failure is logged.
  void progress(const Progress& progress);

  /// For the thread that ends a hung run: hands `message` over without asking other ranks, once the
  /// measuring thread is out of the collectors or `patience_seconds` have passed (then it is
  /// dropped, and false returned). Afterwards the collectors hear nothing more.
  bool last_words(const Message& message, double patience_seconds);

 private:
  comm::Communicator& comm_;
  std::vector<std::unique_ptr<Collector>>& collectors_;
  std::timed_mutex speaking_;
  bool silent_ = false;
  bool progress_failed_ = false;
};

}  // namespace steelyard::run
