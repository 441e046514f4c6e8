#pragma once

namespace steelyard {

/// A point estimate with its confidence interval: low <= point <= high.
struct Interval {
  double low = 0;
  double point = 0;
  double high = 0;

  /// Half the width as a fraction of the point: the "precision" of every table. Infinite for an
  /// interval that has a width around a point of zero.
  double relative_half_width() const { return high == low ? 0 : (high - low) / 2 / point; }
  bool contains(double value) const { return low <= value && value <= high; }
  bool overlaps(const Interval& other) const { return low <= other.high && other.low <= high; }
};

}  // namespace steelyard
