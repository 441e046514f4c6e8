#pragma once

namespace steelyard::emulated {

/// An object that its owner must destroy before the process ends. What is still alive then is
/// listed on standard error, and the process ends with the status `leak_status`: a vendor's
/// library that keeps silent about leaks would teach nothing.
class Live {
 public:
  /// `kind` is a literal: "stream".
  explicit Live(const char* kind);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

 private:
  const char* kind_;
};

inline constexpr int leak_status = 97;

}  // namespace steelyard::emulated
