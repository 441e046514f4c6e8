#pragma once

#include "harness/core/statistics/interval.hpp"

/// Arithmetic of positive intervals by their ends, as if both were off in the worst way at once.
/// Exact where they are, else too wide, never too narrow: what is known of two intervals does not
/// say how they hang together.
namespace steelyard::results {

inline Interval operator+(const Interval& a, const Interval& b) {
  return {a.low + b.low, a.point + b.point, a.high + b.high};
}
inline Interval operator*(const Interval& a, const Interval& b) {
  return {a.low * b.low, a.point * b.point, a.high * b.high};
}
inline Interval operator*(const Interval& a, double factor) {
  return {a.low * factor, a.point * factor, a.high * factor};
}
inline Interval operator/(const Interval& a, const Interval& b) {
  return {a.low / b.high, a.point / b.point, a.high / b.low};
}
/// `number` / the interval: its ends change places.
inline Interval operator/(double number, const Interval& a) {
  return {number / a.high, number / a.point, number / a.low};
}

}  // namespace steelyard::results
