#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Variances of many cases that few runs give, made steadier by one another: Smyth, Linear Models
/// and Empirical Bayes Methods for Assessing Differential Expression, Statistical Applications in
/// Genetics and Molecular Biology 3(1), 2004, section 6.2.
namespace steelyard {

/// The variance of one case as its own runs give it.
struct SampleVariance {
  double variance = 0;
  double degrees = 0;  ///< of freedom: runs less the means that were fitted; 0: nothing is known
};

/// A variance to use in a t-test, with its degrees of freedom.
struct ModeratedVariance {
  double variance = 0;
  double degrees = 0;
};

/// What all cases together say before one is looked at.
struct VariancePrior {
  double variance = 0;  ///< typical; 0 if no case has any
  double degrees = 0;   ///< how much that is worth; 0: cases have nothing in common
};

/// The prior by the moments of log s^2 (digamma and trigamma, as in the paper). Cases whose
/// variance is 0 or unknown do not take part. The method takes cases for independent;
/// `independent_cases` is how many the given ones are worth, since a slow night slows all of them,
/// and no prior can be worth more than that many of their own degrees of freedom.
VariancePrior variance_prior(std::span<const SampleVariance> cases, double independent_cases);

/// (d0 s0^2 + d s^2) / (d0 + d), with d0 + d degrees of freedom. Nothing known on either side: 0,
/// 0.
ModeratedVariance moderated(const SampleVariance& own, const VariancePrior& prior);

}  // namespace steelyard
