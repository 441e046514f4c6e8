#include "tests/truth/nights/made_nights.hpp"

#include <array>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/student_t_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

namespace steelyard::truth {
namespace {

constexpr double sigma = 0.01;
constexpr double memory = 0.5;
constexpr double bad_night = 0.15;
constexpr double heavy_degrees = 3;

}  // namespace

std::string_view name(NightNoise noise) {
  constexpr std::array<std::string_view, 4> names{"independent", "heavy tails", "memory",
                                                  "single bad night"};
  return names[static_cast<std::size_t>(noise)];
}

std::vector<double> made_nights(NightNoise noise, std::size_t count, std::size_t change_at,
                                double loss, std::mt19937_64& generator) {
  boost::random::normal_distribution<double> normal;
  boost::random::student_t_distribution<double> heavy(heavy_degrees);
  std::vector<double> series;
  double value = normal(generator);
  for (std::size_t i = 0; i < count; ++i) {
    switch (noise) {
      case NightNoise::heavy:
        value = heavy(generator) / std::sqrt(heavy_degrees / (heavy_degrees - 2));
        break;
      case NightNoise::memory:
        value = memory * value + std::sqrt(1 - memory * memory) * normal(generator);
        break;
      default:
        value = normal(generator);
    }
    series.push_back(sigma * value - (i >= change_at ? std::log1p(-loss) : 0));
  }
  if (noise == NightNoise::single) {
    boost::random::uniform_int_distribution<std::size_t> any(0, count - 1);
    series[any(generator)] -= std::log1p(-bad_night);
  }
  return series;
}

}  // namespace steelyard::truth
