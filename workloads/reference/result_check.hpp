#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "harness/core/record.hpp"

namespace steelyard::workloads::reference {

/// Collects comparisons of computed with expected values into one Verification. The first wrong
/// element becomes the evidence, the number of wrong ones is added to it.
///
///     ResultCheck check("every element against exact sums");
///     check.compare(actual, expected, 0, [&] { return fmt::format("element {}", i); });
///     return check.verification();
class ResultCheck {
 public:
  explicit ResultCheck(std::string method) : method_(std::move(method)) {}

  /// Right if |actual - expected| <= bound; NaN and infinity are wrong. `place` names the element
  /// ("C[0, 3]") and is called for the first wrong one only.
  void compare(double actual, double expected, double bound,
               const std::function<std::string()>& place);
  /// `count` more elements that were found equal, bit for bit.
  void matched(std::uint64_t count) { checked_ += count; }

  bool failed() const { return wrong_ > 0; }
  /// verified, failed, or not verified if nothing was compared. worst_error is the largest error as
  /// a fraction of its bound; where the bound is 0, any error counts as infinite.
  Verification verification() const;

 private:
  std::string method_;
  std::string first_wrong_;
  std::uint64_t checked_ = 0;
  std::uint64_t wrong_ = 0;
  double worst_error_ = 0;
};

}  // namespace steelyard::workloads::reference
