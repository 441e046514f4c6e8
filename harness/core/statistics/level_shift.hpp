#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Whether the level of a series really shifted at a given place: a test that single outliers do
/// not deceive, nor noise that resembles its neighbours, nor heavy tails.
namespace steelyard {

/// A shift between two parts of a series of logarithms of figures.
struct LevelShift {
  double change = 0;  ///< level after - level before; in logarithms: the relative change
  /// How many standard errors that is, as a normal deviate of the same probability; its sign is
  /// that of `change`. Reduced where the noise has heavy tails or memory, since both are themselves
  /// known only roughly: see `penalty`.
  double deviate = 0;
  /// The same without the value of the shorter part that speaks most for the shift. A single night
  /// cannot make both large.
  double without_strongest = 0;
  double spread = 0;       ///< standard deviation within the parts
  double correlation = 0;  ///< of neighbours within the parts, at lag 1; 0 to 0.9
  double penalty = 1;      ///< deviates were divided by it
};

/// Compares the values before index `at` with those from it on; both parts need two values. With
/// parts of m and n values:
///
///     deviate = |change| / (s sqrt(v(m) + v(n))) / penalty
///
/// level: the mean, in a part of 8 or more with its smallest and its largest value replaced by
/// their neighbours in size. s: standard deviation of the residuals of both parts so treated. r:
/// their autocorrelation at lag 1, bias-corrected by (1 + 3r)/(m + n) (Kendall 1954), clipped to
/// [0, 0.9]. v(k) = (1 + 2 sum_{j<k} (1 - j/k) r^j) / k, the variance of a mean of k values of a
/// first-order autoregression (Box & Jenkins). The deviate of Student's t is turned into a normal
/// one with (m + n)(1 - r)/(1 + r) - 2 degrees of freedom, at least min(8, m + n - 2): r of few
/// values is itself mostly chance, and with fewer degrees no step of a dozen nights would be large
/// enough. penalty = 1 + 1.5 r + 0.4 h, with h the excess of s over 1.2 times 1.4826
/// median|residual|, within [0, 1]: found by simulation (docs/reviews/gate.md).
LevelShift level_shift(std::span<const double> series, std::size_t at);

/// The values; of 8 or more with the smallest and the largest replaced by their neighbours in size.
std::vector<double> trimmed(std::span<const double> part);

/// v(count) of above, with r = `correlation`: the variance of a mean in units of that of a value.
double variance_of_mean(std::size_t count, double correlation);

}  // namespace steelyard
