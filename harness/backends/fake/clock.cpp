#include "harness/backends/fake/clock.hpp"

#include <algorithm>
#include <cmath>

#include "harness/core/clock.hpp"

namespace steelyard::fake {

Clock::Clock(const Script& script) : script_(script), generator_(script.seed) {}

double Clock::now() const { return script_.host_clock ? monotonic_seconds() : now_; }

void Clock::work(double operations, double bytes) {
  const double busy = std::max(operations / script_.flops, bytes / script_.bandwidth);
  pass((script_.latency + busy) * slowdown());
}

void Clock::pass(double seconds) { now_ += seconds; }

void Clock::transfer(double hops, double bytes) {
  pass((hops * script_.latency + bytes / script_.link) * slowdown());
}

void Clock::meet(double moment) {
  if (!script_.host_clock) now_ = std::max(now_, moment);
}

double Clock::slowdown() {
  const double noise = std::exp(script_.noise * normal_(generator_));
  return noise * (1 + script_.drift * now_) / (1 - script_.slow);
}

}  // namespace steelyard::fake
