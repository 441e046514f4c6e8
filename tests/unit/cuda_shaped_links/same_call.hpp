#pragma once

#include <type_traits>

/// Whether a function can be called through the type of another: as many arguments, and each passed
/// in the same way. Handles are declared as plain pointers here, and enumerations as integers.
namespace steelyard::cuda_shaped {

template <class A, class B>
constexpr bool passed_alike() {
  if constexpr (std::is_pointer_v<A> || std::is_pointer_v<B>) {
    return std::is_pointer_v<A> && std::is_pointer_v<B>;
  } else if constexpr (std::is_class_v<A> || std::is_class_v<B>) {
    return std::is_class_v<A> && std::is_class_v<B> && sizeof(A) == sizeof(B) &&
           alignof(A) == alignof(B);
  } else if constexpr (std::is_floating_point_v<A> || std::is_floating_point_v<B>) {
    return std::is_same_v<A, B>;
  } else {
    return sizeof(A) == sizeof(B);
  }
}

template <class A, class B>
struct SameCall;
template <class ResultA, class... A, class ResultB, class... B>
struct SameCall<ResultA(A...), ResultB(B...)> {
  static constexpr bool value = [] {
    if constexpr (sizeof...(A) != sizeof...(B)) {
      return false;
    } else {
      return passed_alike<ResultA, ResultB>() && (passed_alike<A, B>() && ...);
    }
  }();
};
template <class A, class B>
inline constexpr bool same_call = SameCall<A, B>::value;

}  // namespace steelyard::cuda_shaped
