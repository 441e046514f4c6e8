#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace steelyard::results {

/// What a separate process may use up.
struct ProcessLimits {
  std::uint64_t memory_bytes = 0;  ///< beside what this process has when it is copied
  int cpu_seconds = 0;
  int wall_seconds = 0;
};

/// What became of it.
struct ProcessEnd {
  enum class Kind { answered, crashed, overdue };
  Kind kind = Kind::crashed;
  std::string text;  ///< the answer; or "Segmentation fault" and the like; or ""
};

/// Runs `work` in a copy of this process (fork) and returns what it returned: for code that may
/// crash, hang or allocate without limit. Nothing that it does to memory is seen here. Blocks until
/// it has ended, at most `wall_seconds`; then it is killed. It is killed too if this thread ends.
///
/// `work` may not throw, nor use what another thread may hold locked at this moment; malloc is
/// fine. Its standard error is closed, and signals end it, except under a sanitizer, which reports
/// there. No function registered for the end of the process is called. Throws StoreError if there
/// can be no process.
ProcessEnd run_separately(const std::function<std::string()>& work, const ProcessLimits& limits);

}  // namespace steelyard::results
