#include "harness/backends/fake/backoff.hpp"

#include <chrono>
#include <thread>

namespace steelyard::fake {
namespace {

constexpr int looks = 100;
constexpr int yields = 1000;
constexpr std::chrono::microseconds nap{200};

}  // namespace

void Backoff::wait() {
  if (waits_ >= yields) {
    std::this_thread::sleep_for(nap);
    return;
  }
  if (++waits_ > looks) std::this_thread::yield();
}

}  // namespace steelyard::fake
