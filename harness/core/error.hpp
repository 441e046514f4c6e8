#pragma once

#include <stdexcept>
#include <string>

#include "harness/core/exit_code.hpp"

/// Errors come in two groups (docs/errors.md):
///  - recoverable: an exception below, derived from Error. The message is one or more whole
///    sentences that say what happened and what to do; the runner adds rank, host, device and case.
///  - a broken invariant of this program: STEELYARD_ASSERT, which prints the condition and aborts,
///    in release builds too.
namespace steelyard {

/// A line of a source file: that of the call where current() is a default argument. Stands in for
/// std::source_location, which clang 14 cannot compile with the standard library of g++ 12.
class SourceLocation {
 public:
  static constexpr SourceLocation current(const char* file_name = __builtin_FILE(),
                                          unsigned line = __builtin_LINE()) {
    return {file_name, line};
  }
  constexpr const char* file_name() const { return file_name_; }
  constexpr unsigned line() const { return line_; }

 private:
  constexpr SourceLocation(const char* file_name, unsigned line)
      : file_name_(file_name), line_(line) {}
  const char* file_name_;
  unsigned line_;
};

/// Base of every exception this program throws on purpose. There is no default text.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, SourceLocation where = SourceLocation::current());

  /// The exit code of a command that ends by this error.
  virtual ExitCode exit_code() const noexcept { return ExitCode::infrastructure; }
  /// Where it was thrown, for the log; users are shown what() alone.
  const SourceLocation& where() const noexcept { return where_; }

 private:
  SourceLocation where_;
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

[[noreturn]] void assertion_failed(const char* condition,
                                   SourceLocation where = SourceLocation::current());

}  // namespace steelyard

/// Aborts with the condition and its place if it does not hold. For invariants of this program
/// only, never for input.
#define STEELYARD_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::steelyard::assertion_failed(#condition))
