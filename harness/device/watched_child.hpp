#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace steelyard::device {

/// The variables of this process, NAME=VALUE.
std::vector<std::string> environment_now();

/// What a child process may use up before it is killed, and what it is given.
struct ChildLimits {
  double seconds = 60;
  std::uint64_t resident_bytes = std::uint64_t{8} << 30;  ///< of its own memory, present in RAM
  bool renewed_by_a_word = false;  ///< the seconds count from what was heard last
  /// Taken when this is made: MPI sets variables while it starts, and a thread that reads them
  /// meanwhile reads memory that is being moved.
  std::vector<std::string> environment = environment_now();
};

/// How a child process ended.
struct ChildEnd {
  enum class Kind {
    exited,     ///< `value` is its exit code
    killed,     ///< by the signal `value`, which nobody here sent
    overdue,    ///< killed here, since it took too long
    too_large,  ///< killed here, since it took too much memory
    unknown     ///< this process does not learn of the end of its children
  };
  Kind kind = Kind::unknown;
  int value = 0;
};

/// "segmentation fault"
std::string signal_text(int signal);

/// Runs `words` (a program's whole path and its arguments) as a child process and waits for its
/// end, no longer than its limits and two seconds more. `heard` gets what the child writes to its
/// descriptor 3. The child has default signal dispositions and an empty mask, a process group of
/// its own (killed as a whole), nothing to read on standard input, and nobody who reads its
/// standard output; it shares standard error. A child that a driver holds so that not even SIGKILL
/// ends it is left behind. Throws DeviceError if it cannot be started.
///
/// The child is spawned, not forked: after a fork in a process with threads the child may do next
/// to nothing before exec, and a fork, other than a spawn, marks all pages copy-on-write, also
/// those that MPI has registered with a network card.
ChildEnd run_watched_child(const std::vector<std::string>& words, const ChildLimits& limits,
                           const std::function<void(std::span<const char>)>& heard);

}  // namespace steelyard::device
