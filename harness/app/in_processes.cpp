#include "harness/app/in_processes.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "harness/core/error.hpp"
#include "harness/core/log.hpp"

namespace steelyard::app {
namespace {

[[noreturn]] void run_and_end(const std::function<ExitCode()>& job) {
  ExitCode code = ExitCode::infrastructure;
  try {
    code = job();
  } catch (const Error& error) {
    log_error(error.what());
    code = error.exit_code();
  } catch (const std::exception& error) {
    log_error(error.what());
  }
  std::fflush(nullptr);
  ::_exit(static_cast<int>(code));
}

ExitCode wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return ExitCode::infrastructure;
  }
  if (!WIFEXITED(status)) return ExitCode::infrastructure;
  return static_cast<ExitCode>(WEXITSTATUS(status));
}

}  // namespace

std::vector<ExitCode> run_in_processes(std::span<const std::function<ExitCode()>> jobs,
                                       std::size_t at_once) {
  STEELYARD_ASSERT(at_once > 0);
  std::vector<pid_t> children;
  std::vector<ExitCode> codes;
  std::fflush(nullptr);  // or each copy prints what is waiting here
  int failure = 0;
  for (std::size_t i = 0; i < jobs.size() && failure == 0; ++i) {
    if (children.size() - codes.size() >= at_once)
      codes.push_back(wait_for(children[codes.size()]));
    const pid_t child = ::fork();
    if (child == 0) run_and_end(jobs[i]);
    if (child < 0) {
      failure = errno;
    } else {
      children.push_back(child);
    }
  }
  while (codes.size() < children.size()) codes.push_back(wait_for(children[codes.size()]));
  if (failure != 0) {
    throw Error(fmt::format("No process could be started: {}.", std::strerror(failure)));
  }
  return codes;
}

}  // namespace steelyard::app
