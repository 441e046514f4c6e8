#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

/// Made-up histories of one figure: logarithms of the time of each night, standard deviation 1 %.
namespace steelyard::truth {

enum class NightNoise {
  independent,  ///< normal
  heavy,        ///< Student's t with 3 degrees of freedom, scaled to the same standard deviation
  memory,       ///< AR(1), rho = 0.5
  single,       ///< independent, and one night that is 15 % slower
};
std::string_view name(NightNoise noise);

/// `count` nights; from night `change_at` on each is slower by `loss` (a fraction).
std::vector<double> made_nights(NightNoise noise, std::size_t count, std::size_t change_at,
                                double loss, std::mt19937_64& generator);

}  // namespace steelyard::truth
