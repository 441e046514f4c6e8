#pragma once

#include <map>
#include <string>
#include <vector>

namespace steelyard::app {

/// How a command ended.
struct ShellEnd {
  enum class Kind {
    exited,   ///< `value` is its exit code
    killed,   ///< by the signal `value`
    overdue,  ///< ended here, since it took too long
  };
  Kind kind = Kind::exited;
  int value = 0;
};

/// Has /bin/sh run `command`, with `arguments` behind its last word and `variables` set, and waits
/// for its end, `seconds` at most. What it prints goes to standard error; it has nothing to read.
///
/// It is a process group of its own, of which nothing is left afterwards. One that is overdue is
/// asked to end (SIGTERM, so that mpirun takes its ranks along) and killed five seconds later. The
/// same happens when this process is asked to end (SIGINT, SIGTERM, SIGHUP), which then does so.
/// Throws Error if there can be no process. For a process with one thread.
ShellEnd run_shell(const std::string& command, const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& variables, double seconds);

}  // namespace steelyard::app
