#include "workloads/reference/result_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace steelyard::workloads::reference {
namespace {

std::string text_of(double value) {
  // The sign of a NaN says nothing, but would be printed.
  return std::isnan(value) ? "nan" : fmt::format("{:.9g}", value);
}

}  // namespace

void ResultCheck::compare(double actual, double expected, double bound,
                          const std::function<std::string()>& place) {
  ++checked_;
  const double error = std::abs(actual - expected);
  double fraction = std::numeric_limits<double>::infinity();
  if (error == 0) {
    fraction = 0;
  } else if (bound > 0 && std::isfinite(error)) {
    fraction = error / bound;
  }
  worst_error_ = std::max(worst_error_, fraction);
  if (fraction <= 1) return;
  if (wrong_++ == 0) {
    first_wrong_ =
        fmt::format("{} is {}, expected {}", place(), text_of(actual), text_of(expected));
    if (bound > 0) first_wrong_ += fmt::format(" within {:.3g}", bound);
  }
}

Verification ResultCheck::verification() const {
  Verification result;
  result.method = method_;
  result.worst_error = worst_error_;
  result.elements_checked = checked_;
  if (wrong_ > 0) {
    result.state = VerificationState::failed;
    result.evidence =
        fmt::format("{}; {} of {} elements checked are wrong", first_wrong_, wrong_, checked_);
  } else if (checked_ > 0) {
    result.state = VerificationState::verified;
  } else {
    result.evidence = "No element was compared.";
  }
  return result;
}

}  // namespace steelyard::workloads::reference
