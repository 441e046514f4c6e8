#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

#include "harness/core/exit_code.hpp"

/// Errors come in two groups (docs/errors.md):
///  - recoverable: an exception below, derived from Error. The message is one or more whole
///    sentences that say what happened and what to do; the runner adds rank, host, device and case.
///  - a broken invariant of this program: STEELYARD_ASSERT, which prints the condition and aborts,
///    in release builds too.
namespace steelyard {

/// Base of every exception this program throws on purpose. There is no default text.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message,
                 std::source_location where = std::source_location::current());

  /// The exit code of a command that ends by this error.
  virtual ExitCode exit_code() const noexcept { return ExitCode::infrastructure; }
  /// Where it was thrown, for the log; users are shown what() alone.
  const std::source_location& where() const noexcept { return where_; }

 private:
  std::source_location where_;
};

/// The user asked for something that cannot be: unknown option, name, value or combination.
class UsageError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const noexcept override { return ExitCode::usage; }
};

/// A device or library lacks a feature. Turns a case into `skipped` with this reason.
class Unsupported : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const noexcept override { return ExitCode::incomplete; }
};

/// A backend call failed; carries the vendor's own message and code in its text.
class DeviceError : public Error {
 public:
  using Error::Error;
};

/// The device or host ran out of memory. Turns a case into `out of memory`.
class OutOfMemory : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

/// MPI or another transport failed, or ranks do not agree.
class CommError : public Error {
 public:
  using Error::Error;
};

/// The run file could not be created, written or closed.
class StoreError : public Error {
 public:
  using Error::Error;
};

/// Input from outside (run file, suite, catalogue) is malformed or from a newer version.
class DataError : public Error {
 public:
  using Error::Error;
  ExitCode exit_code() const noexcept override { return ExitCode::usage; }
};

[[noreturn]] void assertion_failed(const char* condition, std::source_location where);

}  // namespace steelyard

/// Aborts with the condition and its place if it does not hold. For invariants of this program
/// only, never for input.
#define STEELYARD_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) \
               : ::steelyard::assertion_failed(#condition, std::source_location::current()))
