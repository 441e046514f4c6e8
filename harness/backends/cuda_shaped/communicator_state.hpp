#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "harness/backends/cuda_shaped/companion.hpp"

namespace steelyard::cuda_shaped {

class Collectives;
class Stream;

/// The library's handle of a communicator: used by the device's thread, taken away by whoever
/// aborts, and asked after by streams that have work of it.
class CommunicatorState final : public Companion {
 public:
  explicit CommunicatorState(const Collectives& collectives) : collectives_(collectives) {}

  /// The handle for the time of one call. Throws kit::Failure if it was taken away.
  class Use {
   public:
    explicit Use(CommunicatorState& state) : state_(state), comm_(state.enter()) {}
    ~Use() { state_.leave(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    void* comm() const { return comm_; }

   private:
    CommunicatorState& state_;
    void* comm_;
  };

  /// For the library to fill, before anything else.
  void** place() { return &comm_; }
  /// Takes the handle away from everybody, for good; null if that was done before. Any thread.
  /// Waits for calls that are on their way into the library, though not for long: one that waits
  /// there for another rank is what an abort is for.
  void* take();
  /// All work has ended well: streams that still know of this have no reason to complain.
  void settle();

  std::string trouble() override;
  void part_from(const Stream& stream) override;
  /// From the device's thread, like the next one.
  void works_on(Stream& stream);
  bool work_ends_within(std::chrono::seconds patience) const;

 private:
  void* enter();
  void leave();

  const Collectives& collectives_;
  std::mutex mutex_;
  std::condition_variable quiet_;
  void* comm_ = nullptr;
  bool taken_ = false;
  bool settled_ = false;
  int uses_ = 0;
  std::vector<Stream*> streams_;  ///< with work of this
};

}  // namespace steelyard::cuda_shaped
