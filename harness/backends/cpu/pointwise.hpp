#pragma once

#include <cstddef>

#include "harness/backends/cpu/team.hpp"
#include "harness/device/backend.h"

/// Element by element operations on arrays of `count` elements of f32 or f64, spread over a team.
/// Arrays do not overlap unless they are the same one. Other dtypes throw
/// kit::Failure with SY_UNSUPPORTED.
namespace steelyard::cpu {

/// a = b + scalar * c
void triad(const Team& team, sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
           std::size_t count);
/// a = scalar * b
void scale(const Team& team, sy_dtype dtype, void* a, const void* b, double scalar,
           std::size_t count);
/// a = a + b
void reduce(const Team& team, sy_dtype dtype, void* a, const void* b, std::size_t count);

/// One step of Adam (Kingma & Ba 2015, algorithm 1, with bias correction):
///   m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
///   p = p - learning_rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon)
/// where t = settings.step >= 1.
void adam(const Team& team, float* parameter, float* first_moment, float* second_moment,
          const float* gradient, const sy_adam& settings, std::size_t count);

}  // namespace steelyard::cpu
