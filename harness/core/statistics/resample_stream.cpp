#include "harness/core/statistics/resample_stream.hpp"

#include <boost/math/distributions/normal.hpp>

namespace steelyard {
namespace {

/// In double throughout, as in median_interval.cpp.
using Double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace

double ResampleStream::normal(std::size_t draw) const {
  return quantile(boost::math::normal_distribution<double, Double>(), uniform(draw));
}

}  // namespace steelyard
