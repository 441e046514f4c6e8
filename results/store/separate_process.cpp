#include "results/store/separate_process.hpp"

#include <poll.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <new>
#include <vector>

#include "harness/core/error.hpp"
#include "results/store/worker_process.hpp"

namespace steelyard::results {

Answer::Answer(int file, std::size_t bytes) {
  if (bytes == 0) return;
  void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  begin_ = static_cast<const char*>(mapped);
  bytes_ = bytes;
}

Answer& Answer::operator=(Answer&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Answer::~Answer() {
  if (bytes_ > 0) ::munmap(const_cast<char*>(begin_), bytes_);
}

namespace {

using Clock = std::chrono::steady_clock;

/// Hands out pieces and takes what comes back.
class Pieces {
 public:
  explicit Pieces(const SeparatePieces& pieces) : pieces_(pieces) {}

  void run(std::size_t at_once) {
    while (ended_ < pieces_.count) {
      const std::size_t wanted = std::min(at_once, pieces_.count - ended_);
      while (workers_.size() < wanted && hire()) {
      }
      for (const auto& worker : workers_) {
        if (!worker->is_at_work() && next_ < pieces_.count) give(*worker);
      }
      wait();
      for (const auto& worker : workers_) {
        if (worker->is_at_work()) take_if_ended(*worker);
      }
      std::erase_if(workers_, [](const auto& worker) { return !worker->is_fit(); });
    }
  }

 private:
  /// False if there can be no more; what there is does the work.
  bool hire() {
    try {
      workers_.push_back(std::make_unique<WorkerProcess>(pieces_.work));
      return true;
    } catch (const StoreError&) {
      if (workers_.empty()) throw;
      return false;
    }
  }

  void give(WorkerProcess& worker) {
    worker.give(next_, pieces_.limits(next_));
    ++next_;
  }

  /// Until one of them says something, or should have.
  void wait() {
    std::vector<pollfd> wanted;
    Clock::time_point first = Clock::time_point::max();
    for (const auto& worker : workers_) {
      if (!worker->is_at_work()) continue;
      wanted.push_back({worker->descriptor(), POLLIN, 0});
      first = std::min(first, worker->deadline());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now()).count();
    const auto most = std::clamp<decltype(left)>(left, 0, 60'000);
    ::poll(wanted.data(), wanted.size(), static_cast<int>(most));
  }

  void take_if_ended(WorkerProcess& worker) {
    pollfd wanted{worker.descriptor(), POLLIN, 0};
    if (::poll(&wanted, 1, 0) <= 0 && Clock::now() < worker.deadline()) return;
    const std::size_t piece = worker.piece();
    pieces_.take(piece, worker.take_end());
    ++ended_;
  }

  const SeparatePieces& pieces_;
  std::vector<std::unique_ptr<WorkerProcess>> workers_;
  std::size_t next_ = 0;
  std::size_t ended_ = 0;
};

}  // namespace

void run_separately(const SeparatePieces& pieces, std::size_t at_once) {
  Pieces(pieces).run(std::max<std::size_t>(1, at_once));
}

ProcessEnd run_separately(const std::function<void(const Tell&)>& work,
                          const ProcessLimits& limits) {
  ProcessEnd result;
  run_separately({.count = 1,
                  .limits = [&](std::size_t) { return limits; },
                  .work =
                      [&](std::size_t, const Tell& tell) {
                        work(tell);
                        return false;
                      },
                  .take = [&](std::size_t, ProcessEnd end) { result = std::move(end); }},
                 1);
  return result;
}

}  // namespace steelyard::results
