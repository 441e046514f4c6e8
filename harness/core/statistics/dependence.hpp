#pragma once

#include <span>

/// How much the values of a series in the order of time depend on each other. Times of iterations
/// that follow each other do: a slow stretch slows many of them alike, and an interval that takes
/// them for independent is too narrow.
namespace steelyard {

/// Integrated autocorrelation time: that many values in a row say as much about the mean as one
/// independent value. 1 + 2 (rho_1 + rho_2 + ...), where the sum ends before the first pair of
/// neighbouring lags whose autocorrelations sum to less than zero (Geyer 1992, section 3.3, initial
/// positive sequence), or at a third of the series. At least 1; 1 for fewer than four values or
/// for values that are all the same.
double autocorrelation_time(std::span<const double> series);

/// The same for the median: the autocorrelation time of "lies above the median". A median depends
/// on the values only through this (its asymptotic variance is tau / (4 n f(m)^2)), so that a
/// single slow iteration, however slow, does not count as dependence.
double median_autocorrelation_time(std::span<const double> series);

}  // namespace steelyard
