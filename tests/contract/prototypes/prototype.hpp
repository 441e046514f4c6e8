#pragma once

#include <type_traits>

/// Holds the prototypes that a backend declares itself against those of a vendor's header. Backends
/// write every handle and structure as a plain pointer and every enumeration as an int, which is
/// the same for a caller on every platform that these libraries are built for.
namespace steelyard::prototypes {

template <class Type>
struct Plain {
  using type = Type;
};
template <class Type>
requires std::is_enum_v<Type>
struct Plain<Type> {
  static_assert(sizeof(Type) == sizeof(int));
  using type = int;
};
template <class Pointee>
struct Plain<Pointee*> {
  using Bare = std::remove_cv_t<Pointee>;
  using Void = std::conditional_t<std::is_const_v<Pointee>, const void, void>;
  using Named = std::conditional_t<std::is_const_v<Pointee>, const typename Plain<Bare>::type,
                                   typename Plain<Bare>::type>;
  using type = std::conditional_t<std::is_class_v<Bare>, Void*, Named*>;
};

template <class Function>
struct PlainFunction;
template <class Result, class... Arguments>
struct PlainFunction<Result(Arguments...)> {
  using type = typename Plain<Result>::type (*)(typename Plain<Arguments>::type...);
};

/// `Declared` is the type of a member of a table of functions, `Header` that of the real function.
template <class Declared, class Header>
inline constexpr bool same = std::is_same_v<Declared, typename PlainFunction<Header>::type>;

}  // namespace steelyard::prototypes

#define HOLDS(TABLE, MEMBER, FUNCTION)                                                      \
  static_assert(::steelyard::prototypes::same<decltype(TABLE::MEMBER), decltype(FUNCTION)>, \
                #FUNCTION " is declared otherwise in the vendor's header")
