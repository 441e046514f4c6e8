#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/core/error.hpp"
#include "harness/device/backend.h"

namespace steelyard::device::conformance {

/// What is wrong with a backend: a sentence that says what was done, what should have come of it
/// and what did.
class Flaw : public Error {
 public:
  using Error::Error;
};

/// Why a rung cannot be climbed with this backend, in a sentence.
class NotOffered : public Error {
 public:
  using Error::Error;
};

/// Throws Flaw with the sentence unless the condition holds.
void expect(bool condition, const std::string& sentence);

/// Throws Flaw unless `status` is SY_OK. `what` was done: "closing the device".
void expect_ok(const sy_backend_v1& table, sy_status status, const std::string& what);

/// Throws Flaw unless `status` is `wanted` and, if that is not SY_OK, last_error() says something.
void expect_status(const sy_backend_v1& table, sy_status status, sy_status wanted,
                   const std::string& what);

/// The same for SY_INVALID_ARGUMENT: what every backend answers to what cannot be.
void expect_refused(const sy_backend_v1& table, sy_status status, const std::string& what);

/// Throws Flaw, naming the first element that differs, unless both are the same. `what` has these
/// elements: "the sum of 3 bf16 on 2 ranks".
void expect_same(std::span<const double> found, std::span<const double> wanted,
                 const std::string& what);
void expect_same(std::span<const std::byte> found, std::span<const std::byte> wanted,
                 const std::string& what);

}  // namespace steelyard::device::conformance
