#include "harness/backends/cpu/pointwise.hpp"

#include <cmath>
#include <string>

#include "harness/backends/cpu/multiversion.hpp"
#include "harness/device/kit/guard.hpp"

namespace steelyard::cpu {
namespace {

STEELYARD_CPU_MULTIVERSION
void triad_f32(float* a, const float* b, const float* c, float scalar, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = b[i] + scalar * c[i];
  }
}

STEELYARD_CPU_MULTIVERSION
void triad_f64(double* a, const double* b, const double* c, double scalar, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = b[i] + scalar * c[i];
  }
}

STEELYARD_CPU_MULTIVERSION
void scale_f32(float* a, const float* b, float scalar, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = scalar * b[i];
  }
}

STEELYARD_CPU_MULTIVERSION
void scale_f64(double* a, const double* b, double scalar, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] = scalar * b[i];
  }
}

STEELYARD_CPU_MULTIVERSION
void reduce_f32(float* a, const float* b, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] += b[i];
  }
}

STEELYARD_CPU_MULTIVERSION
void reduce_f64(double* a, const double* b, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    a[i] += b[i];
  }
}

/// The settings as the loop needs them: everything that does not change from element to element.
struct AdamFactors {
  float keep_first, add_first;
  float keep_second, add_second;
  float step_size;
  float correction;  ///< 1 / sqrt(1 - beta2^t)
  float epsilon;
};

STEELYARD_CPU_MULTIVERSION
void adam_f32(float* parameter, float* first, float* second, const float* gradient, AdamFactors by,
              std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    const float m = by.keep_first * first[i] + by.add_first * g;
    const float v = by.keep_second * second[i] + by.add_second * g * g;
    first[i] = m;
    second[i] = v;
    parameter[i] -= by.step_size * m / (__builtin_sqrtf(v) * by.correction + by.epsilon);
  }
}

[[noreturn]] void refuse(const char* operation) {
  throw kit::Failure(SY_UNSUPPORTED, std::string("The cpu backend offers ") + operation +
                                         " in f32 and f64, not in other dtypes.");
}

template <typename T>
T* as(void* data) {
  return static_cast<T*>(data);
}
template <typename T>
const T* as(const void* data) {
  return static_cast<const T*>(data);
}

}  // namespace

void triad(const Team& team, sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
           std::size_t count) {
  if (dtype == SY_F32) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      triad_f32(as<float>(a) + begin, as<float>(b) + begin, as<float>(c) + begin,
                static_cast<float>(scalar), end - begin);
    });
  } else if (dtype == SY_F64) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      triad_f64(as<double>(a) + begin, as<double>(b) + begin, as<double>(c) + begin, scalar,
                end - begin);
    });
  } else {
    refuse("triad");
  }
}

void scale(const Team& team, sy_dtype dtype, void* a, const void* b, double scalar,
           std::size_t count) {
  if (dtype == SY_F32) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      scale_f32(as<float>(a) + begin, as<float>(b) + begin, static_cast<float>(scalar),
                end - begin);
    });
  } else if (dtype == SY_F64) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      scale_f64(as<double>(a) + begin, as<double>(b) + begin, scalar, end - begin);
    });
  } else {
    refuse("scale");
  }
}

void reduce(const Team& team, sy_dtype dtype, void* a, const void* b, std::size_t count) {
  if (dtype == SY_F32) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      reduce_f32(as<float>(a) + begin, as<float>(b) + begin, end - begin);
    });
  } else if (dtype == SY_F64) {
    team.split(count, [&](std::size_t begin, std::size_t end) {
      reduce_f64(as<double>(a) + begin, as<double>(b) + begin, end - begin);
    });
  } else {
    refuse("reduce");
  }
}

void adam(const Team& team, float* parameter, float* first_moment, float* second_moment,
          const float* gradient, const sy_adam& settings, std::size_t count) {
  const double step = static_cast<double>(settings.step);
  const AdamFactors factors{
      .keep_first = static_cast<float>(settings.beta1),
      .add_first = static_cast<float>(1 - settings.beta1),
      .keep_second = static_cast<float>(settings.beta2),
      .add_second = static_cast<float>(1 - settings.beta2),
      .step_size =
          static_cast<float>(settings.learning_rate / (1 - std::pow(settings.beta1, step))),
      .correction = static_cast<float>(1 / std::sqrt(1 - std::pow(settings.beta2, step))),
      .epsilon = static_cast<float>(settings.epsilon)};
  team.split(count, [&](std::size_t begin, std::size_t end) {
    adam_f32(parameter + begin, first_moment + begin, second_moment + begin, gradient + begin,
             factors, end - begin);
  });
}

}  // namespace steelyard::cpu
