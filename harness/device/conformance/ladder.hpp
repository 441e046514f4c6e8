#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "harness/device/backend.h"

/// The conformance ladder: harness/device/backend.h as numbered rungs, each a function that does
/// something to a backend and looks at what comes of it. `steelyard conformance` climbs it
/// (climber.hpp) and so does the contract test of every build; there is no other copy.
///
///     for (const Rung& rung : ladder()) {
///       const Verdict verdict = climb(rung, {table, file});
///     }
namespace steelyard::device::conformance {

class Subject;

/// What stands before a rung can be climbed.
enum class Needs {
  nothing,
  results,   ///< a device that keeps bytes and computes: not a modelled one
  a_process  ///< the same, and a process of its own, since it breaks the library on purpose
};

struct Rung {
  std::string_view id;     ///< "gemm.batches": stable, other than the number
  std::string_view title;  ///< what the backend does if it passes
  Needs needs = Needs::nothing;
  /// Throws Flaw or NotOffered (flaw.hpp); any other exception is a failure too.
  void (*climb)(Subject& subject) = nullptr;
  int number = 0;  ///< from 1

  /// "gemm"
  std::string_view group() const { return id.substr(0, id.find('.')); }
};

/// All rungs in the order in which they are climbed. The last one is `leaks.end`: the process that
/// climbed ends with status 0, which only the one that started it can see.
std::span<const Rung> ladder();

enum class Outcome { passed, failed, not_offered };
/// "passed", "failed", "not offered"
std::string_view name(Outcome outcome);

struct Verdict {
  Outcome outcome = Outcome::passed;
  /// The first flaw, or why the rung is not offered. Where it passed: what was left out, or "".
  std::string sentence;
};

/// An opened backend and the file it came from.
struct Climbed {
  const sy_backend_v1& table;
  std::filesystem::path file;
};

/// Climbs one rung on device 0, in this process. Never throws.
Verdict climb(const Rung& rung, const Climbed& backend);

}  // namespace steelyard::device::conformance
