#pragma once

#include <cmath>
#include <cstdint>

namespace steelyard::model {

/// The time of one device, which passes by its work alone. Counted in whole picoseconds, so that
/// equal work takes equal time however long the device has run: 106 days fit.
class Clock {
 public:
  std::int64_t picoseconds() const { return now_; }
  void pass(double seconds) { now_ += std::llround(seconds * 1e12); }

 private:
  std::int64_t now_ = 0;
};

}  // namespace steelyard::model
