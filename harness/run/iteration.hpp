#pragma once

#include <cstdint>

namespace steelyard::run {

/// One iteration of a case, to be run again and again inside a timed loop: a function and the
/// object that it works on, so that a run of it is one call through one pointer.
///
///     Iteration PreparedScale::iteration() { return Iteration::of<&PreparedScale::scale>(*this); }
///     ...
///     for (std::uint64_t number = 0; number < count; ++number) iteration(number);
///
/// Plain data, owns nothing: valid as long as the object that it was made of.
class Iteration {
 public:
  /// Runs `(object.*member)(number)`, where `member` returns nothing.
  template <auto member, class Object>
  static Iteration of(Object& object) {
    return {[](void* self, std::uint64_t number) { (static_cast<Object*>(self)->*member)(number); },
            &object};
  }

  /// `number` counts the iterations of the case, for those that take their inputs in turn.
  void operator()(std::uint64_t number) const { run_(object_, number); }

 private:
  using Run = void (*)(void* object, std::uint64_t number);
  Iteration(Run run, void* object) : run_(run), object_(object) {}

  Run run_;
  void* object_;
};

}  // namespace steelyard::run
