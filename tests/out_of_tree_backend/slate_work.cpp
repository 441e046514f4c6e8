#include <cmath>
#include <cstring>

#include "slate.hpp"

namespace slate {
namespace {

/// Calls `body` with a null pointer of the type that `dtype` is stored as.
template <class Body>
void with_type_of(sy_dtype dtype, Body&& body) {
  if (dtype == SY_F32) {
    body(static_cast<float*>(nullptr));
  } else if (dtype == SY_F64) {
    body(static_cast<double*>(nullptr));
  } else {
    throw kit::Failure(SY_UNSUPPORTED, "A slate computes f32 and f64 alone.");
  }
}

template <class T>
void multiply(const sy_gemm_shape& shape, const T* a, const T* b, T* c) {
  for (std::int64_t batch = 0; batch < shape.batch; ++batch) {
    for (std::int64_t row = 0; row < shape.m; ++row) {
      for (std::int64_t column = 0; column < shape.n; ++column) {
        double sum = 0;
        for (std::int64_t i = 0; i < shape.k; ++i) {
          const T left = a[shape.transpose_a != 0 ? i * shape.m + row : row * shape.k + i];
          const T right = b[shape.transpose_b != 0 ? column * shape.k + i : i * shape.n + column];
          sum += static_cast<double>(left) * static_cast<double>(right);
        }
        c[row * shape.n + column] = static_cast<T>(shape.alpha * sum);
      }
    }
    a += shape.m * shape.k;
    b += shape.k * shape.n;
    c += shape.m * shape.n;
  }
}

}  // namespace

void Stream::copy_to_device(void* device, const void* host, std::size_t bytes) {
  std::memcpy(device, host, bytes);
}

void Stream::copy_to_host(void* host, const void* device, std::size_t bytes) {
  std::memcpy(host, device, bytes);
}

void Stream::copy_on_device(void* to, const void* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}

void Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  std::memset(device, value, bytes);
}

void Stream::triad(sy_dtype dtype, void* a, const void* b, const void* c, double scalar,
                   std::size_t count) {
  with_type_of(dtype, [&]<class T>(T*) {
    for (std::size_t i = 0; i < count; ++i) {
      static_cast<T*>(a)[i] =
          static_cast<const T*>(b)[i] + static_cast<T>(scalar) * static_cast<const T*>(c)[i];
    }
  });
}

void Stream::scale(sy_dtype dtype, void* a, const void* b, double scalar, std::size_t count) {
  with_type_of(dtype, [&]<class T>(T*) {
    for (std::size_t i = 0; i < count; ++i) {
      static_cast<T*>(a)[i] = static_cast<T>(scalar) * static_cast<const T*>(b)[i];
    }
  });
}

void Stream::reduce(sy_dtype dtype, void* a, const void* b, std::size_t count) {
  with_type_of(dtype, [&]<class T>(T*) {
    for (std::size_t i = 0; i < count; ++i) static_cast<T*>(a)[i] += static_cast<const T*>(b)[i];
  });
}

void Stream::adam(float* parameter, float* first_moment, float* second_moment,
                  const float* gradient, const sy_adam& settings, std::size_t count) {
  const double steps = static_cast<double>(settings.step);
  const double first_part = 1 - std::pow(settings.beta1, steps);
  const double second_part = 1 - std::pow(settings.beta2, steps);
  for (std::size_t i = 0; i < count; ++i) {
    const double g = gradient[i];
    const double first = settings.beta1 * first_moment[i] + (1 - settings.beta1) * g;
    const double second = settings.beta2 * second_moment[i] + (1 - settings.beta2) * g * g;
    first_moment[i] = static_cast<float>(first);
    second_moment[i] = static_cast<float>(second);
    parameter[i] -= static_cast<float>(settings.learning_rate * (first / first_part) /
                                       (std::sqrt(second / second_part) + settings.epsilon));
  }
}

Gemm::Gemm(const sy_gemm_shape& shape) : shape_(shape) {
  const bool known = shape.a == SY_F32 || shape.a == SY_F64;
  if (!known || shape.b != shape.a || shape.c != shape.a || shape.accumulate != shape.a) {
    throw kit::Failure(SY_UNSUPPORTED, "A slate multiplies f32 and f64, into their own type.");
  }
}

void Gemm::run(Stream&, const void* a, const void* b, void* c) {
  with_type_of(shape_.a, [&]<class T>(T*) {
    multiply(shape_, static_cast<const T*>(a), static_cast<const T*>(b), static_cast<T*>(c));
  });
}

}  // namespace slate
