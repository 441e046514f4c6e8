#pragma once

#include <atomic>
#include <cstdint>

namespace steelyard {

/// Where a thread is: told by the thread itself, read by the one that watches it, so that a hang
/// can be told apart from a wait. Writing costs some plain stores, so timed code may do it.
///
///     void barrier() {
///       const InCall call("MPI_Barrier", Waits::for_others);
///       ...
///     }
class Whereabouts {
 public:
  /// Lives as long as the thread.
  static Whereabouts& of_this_thread() noexcept;

  /// The blocking call that the thread is inside, or null. Any thread.
  const char* call() const noexcept { return call_.load(std::memory_order_relaxed); }
  /// Whether that call ends only when other ranks come too. Any thread.
  bool waits_for_others() const noexcept { return waits_.load(std::memory_order_relaxed); }
  /// Iterations that the thread has begun in its present step. Any thread.
  std::uint64_t iterations() const noexcept { return iterations_.load(std::memory_order_relaxed); }

  void begin_iteration(std::uint64_t number) noexcept {
    iterations_.store(number, std::memory_order_relaxed);
  }

 private:
  friend class InCall;
  std::atomic<const char*> call_ = nullptr;
  std::atomic<bool> waits_ = false;
  std::atomic<std::uint64_t> iterations_ = 0;
};

enum class Waits { for_others, for_the_device };

/// The thread is inside a blocking call as long as this object lives. `name` is a literal.
class InCall {
 public:
  InCall(const char* name, Waits waits) noexcept
      : where_(Whereabouts::of_this_thread()),
        outer_(where_.call()),
        outer_waits_(where_.waits_for_others()) {
    where_.waits_.store(waits == Waits::for_others, std::memory_order_relaxed);
    where_.call_.store(name, std::memory_order_relaxed);
  }
  ~InCall() {
    where_.waits_.store(outer_waits_, std::memory_order_relaxed);
    where_.call_.store(outer_, std::memory_order_relaxed);
  }
  InCall(const InCall&) = delete;
  InCall& operator=(const InCall&) = delete;

 private:
  Whereabouts& where_;
  const char* outer_;
  bool outer_waits_;
};

}  // namespace steelyard
