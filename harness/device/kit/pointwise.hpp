#pragma once

#include "harness/device/kit/guard.hpp"

namespace steelyard::kit::detail {

inline void require_adam(const sy_adam& settings) {
  const auto decay = [](double beta) { return beta >= 0 && beta < 1; };
  require(settings.step >= 1, "Adam's steps are counted from 1.");
  require(decay(settings.beta1) && decay(settings.beta2), "Adam's betas lie in [0, 1).");
  require(std::isfinite(settings.learning_rate) && std::isfinite(settings.epsilon) &&
              settings.epsilon >= 0,
          "Adam's learning rate or epsilon is impossible.");
}

template <class Backend>
struct PointwiseGroup {
  using Stream = typename Backend::Stream;

  static void require_vector(sy_dtype dtype, std::size_t count) {
    require_dtype(dtype);
    require(count > 0 && count <= PTRDIFF_MAX / size_of(dtype),
            "The number of elements is zero or impossibly large.");
  }

  static sy_status triad(sy_stream* stream, sy_dtype dtype, void* a, const void* b, const void* c,
                         double scalar, std::size_t count) noexcept {
    return guarded([&] {
      require_pointers(a, b, c);
      require_vector(dtype, count);
      object<Stream>(stream).triad(dtype, a, b, c, scalar, count);
    });
  }

  static sy_status scale(sy_stream* stream, sy_dtype dtype, void* a, const void* b, double scalar,
                         std::size_t count) noexcept {
    return guarded([&] {
      require_pointers(a, b);
      require_vector(dtype, count);
      object<Stream>(stream).scale(dtype, a, b, scalar, count);
    });
  }

  static sy_status reduce(sy_stream* stream, sy_dtype dtype, void* a, const void* b,
                          std::size_t count) noexcept {
    return guarded([&] {
      require_pointers(a, b);
      require_vector(dtype, count);
      object<Stream>(stream).reduce(dtype, a, b, count);
    });
  }

  static sy_status adam(sy_stream* stream, float* parameter, float* first_moment,
                        float* second_moment, const float* gradient, const sy_adam* settings,
                        std::size_t count) noexcept {
    return guarded([&] {
      require_pointers(parameter, first_moment, second_moment, gradient, settings);
      require_vector(SY_F32, count);
      require_adam(*settings);
      object<Stream>(stream).adam(parameter, first_moment, second_moment, gradient, *settings,
                                  count);
    });
  }

  static constexpr sy_pointwise functions{sizeof(sy_pointwise), &triad, &scale, &reduce, &adam};
};

}  // namespace steelyard::kit::detail
